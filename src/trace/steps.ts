/** A number that changes over time: waiters of a lock, items of a queue. */

import { grown, type Ids, lastNotAbove, nextCapacity, placed, written } from "./grow.ts";
import { LevelDetail } from "./level-detail.ts";
import type { OpenedParcel, Parcel } from "./parcel.ts";

const FIRST_CAPACITY = 16;

/** Values from moments on, in microseconds of the run; 0 before the first. All but the last change no more. */
export class Steps {
  length = 0;
  time = new Float64Array(FIRST_CAPACITY);
  value: Ids = new Uint8Array(FIRST_CAPACITY);
  max = 0;
  /** The value now, which may be below 0 while rows of one moment come in the other order. */
  current = 0;
  /** Steps before this one have been given away: the columns begin here. */
  #base = 0;
  #detail: LevelDetail | undefined;

  /** Changes the value by `difference`. */
  add(time: number, difference: number): void {
    this.set(time, this.current + difference);
  }

  set(time: number, value: number): void {
    this.current = value;
    const shown = Math.max(0, value);
    let at = this.length - this.#base;
    let moment = time;
    if (at > 0) {
      moment = Math.max(moment, this.time[at - 1]!);
      if (moment === this.time[at - 1]) at--;
    }
    if (at === this.time.length) this.#reserve(nextCapacity(at));
    this.time[at] = moment;
    this.value = written(this.value, at, shown);
    this.length = this.#base + at + 1;
    if (shown > this.max) this.max = shown;
  }

  /** Index of the step that holds at this moment, −1 before the first. */
  at(time: number): number {
    return lastNotAbove(this.time, this.length, time);
  }

  valueAt(time: number): number {
    const index = this.at(time);
    return index < 0 ? 0 : this.value[index]!;
  }

  /** What is needed to draw many of them at once. */
  get detail(): LevelDetail {
    this.#detail ??= new LevelDetail(this);
    this.#detail.update();
    return this.#detail;
  }

  /** As {@link Intervals.pack}. */
  pack(parcel: Parcel): void {
    const count = this.length - this.#base;
    parcel.put(Float64Array.of(this.#base, this.max, this.current));
    parcel.put(this.time.subarray(0, count));
    parcel.put(this.value.subarray(0, count));
  }

  /** As {@link Intervals.giveAway}. */
  giveAway(): void {
    const last = this.length - 1 - this.#base;
    if (last <= 0) return;
    this.time[0] = this.time[last]!;
    this.value[0] = this.value[last]!;
    this.#base += last;
  }

  unpack(parcel: OpenedParcel): void {
    const [base, max, current] = parcel.take<Float64Array>();
    const time = parcel.take<Float64Array>();
    const length = base! + time.length;
    if (length > this.time.length) this.#reserve(Math.max(length, nextCapacity(this.time.length)));
    this.time.set(time, base);
    this.value = placed(this.value, parcel.take(), base!);
    this.length = length;
    this.max = max!;
    this.current = current!;
  }

  #reserve(capacity: number): void {
    this.time = grown(this.time, capacity);
    this.value = grown(this.value, capacity);
  }
}
