/** A number that changes over time: waiters of a lock, items of a queue. */
import { doubled, lastNotAbove } from "./grow.ts";

const FIRST_CAPACITY = 16;

/** Values from moments on, in microseconds of the run; 0 before the first. */
export class Steps {
  length = 0;
  time = new Float64Array(FIRST_CAPACITY);
  value = new Int32Array(FIRST_CAPACITY);
  max = 0;
  /** The value now, which may be below 0 while rows of one moment come in the other order. */
  current = 0;

  /** Changes the value by `difference`. */
  add(time: number, difference: number): void {
    this.set(time, this.current + difference);
  }

  set(time: number, value: number): void {
    this.current = value;
    const shown = Math.max(0, value);
    let index = this.length;
    let moment = time;
    if (index > 0) {
      moment = Math.max(moment, this.time[index - 1]!);
      if (moment === this.time[index - 1]) index--;
    }
    if (index === this.time.length) {
      this.time = doubled(this.time);
      this.value = doubled(this.value);
    }
    this.time[index] = moment;
    this.value[index] = shown;
    this.length = index + 1;
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
}
