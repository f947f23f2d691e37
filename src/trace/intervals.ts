/** What one lane did over time, in columns: a few bytes per interval, found by binary search. */
import { Detail } from "./detail.ts";
import { grown, type Ids, lastNotAbove, nextCapacity, placed, written } from "./grow.ts";
import type { OpenedParcel, Parcel } from "./parcel.ts";

const FIRST_CAPACITY = 16;

/** What an interval is about. Absent numbers are 0. */
export interface IntervalFacts {
  /** Index in VERBS plus one; 0: no wait. */
  verb?: number;
  object?: number;
  /** Process joined, holder of a lock, task, item. */
  other?: number;
  site?: number;
  /** Sequence number of the event that began it. */
  seq?: number;
}

/**
 * Consecutive intervals: each ends where the next begins, the last is open. A stretch where nothing is known is an
 * interval of state 0. Times are microseconds of the run and never run backwards: an earlier one is taken as the
 * latest seen, since clocks are read in different processes. What has ended changes no more, but for its outcome.
 */
export class Intervals {
  length = 0;
  start = new Float64Array(FIRST_CAPACITY);
  state = new Uint8Array(FIRST_CAPACITY);
  verb = new Uint8Array(FIRST_CAPACITY);
  /** Index in PHASES of how a wait ended, 0 while it has not. */
  outcome = new Uint8Array(FIRST_CAPACITY);
  object: Ids = new Uint8Array(FIRST_CAPACITY);
  other: Ids = new Uint8Array(FIRST_CAPACITY);
  site: Ids = new Uint8Array(FIRST_CAPACITY);
  seq = new Uint32Array(FIRST_CAPACITY);
  /** Microseconds spent in each state, without the open interval. */
  readonly totals: Float64Array;
  /** Intervals before this one have been given away: the columns begin here. */
  #base = 0;
  /** Outcomes of intervals that had been given away already: index, outcome. */
  #late: number[] = [];
  #detail: Detail | undefined;

  constructor(states: number) {
    this.totals = new Float64Array(states);
  }

  get lastState(): number {
    return this.length === 0 ? 0 : this.state[this.length - 1 - this.#base]!;
  }

  get lastStart(): number {
    return this.length === 0 ? 0 : this.start[this.length - 1 - this.#base]!;
  }

  get lastOther(): number {
    return this.length === 0 ? 0 : this.other[this.length - 1 - this.#base]!;
  }

  /** The open interval is of another state than was thought. */
  set lastState(state: number) {
    this.state[this.length - 1 - this.#base] = state;
  }

  /** Ends the open interval and begins another; answers its index. */
  add(time: number, state: number, facts: IntervalFacts = {}): number {
    let at = this.length - this.#base;
    let start = time;
    if (at > 0) {
      const before = this.start[at - 1]!;
      start = Math.max(start, before);
      // What lasted no time is replaced, so that every interval has a length.
      if (start === before) at--;
      else this.totals[this.state[at - 1]!]! += start - before;
    }
    if (at === this.start.length) this.#reserve(nextCapacity(at));
    this.start[at] = start;
    this.state[at] = state;
    this.verb[at] = facts.verb ?? 0;
    this.outcome[at] = 0;
    const object = facts.object ?? 0;
    this.object = written(this.object, at, object);
    const other = facts.other ?? 0;
    this.other = written(this.other, at, other);
    const site = facts.site ?? 0;
    this.site = written(this.site, at, site);
    this.seq[at] = facts.seq ?? 0;
    this.length = this.#base + at + 1;
    return this.length - 1;
  }

  /** Writes down how a wait ended; one without an interval of its own (−1) has no place for it. */
  settle(index: number, outcome: number): void {
    if (index < 0) return;
    if (index >= this.#base) this.outcome[index - this.#base] = outcome;
    else this.#late.push(index, outcome);
  }

  /** Where an interval ends; the open one at `now`. */
  end(index: number, now: number): number {
    return index + 1 < this.length ? this.start[index + 1]! : Math.max(now, this.start[index]!);
  }

  isOpen(index: number): boolean {
    return index === this.length - 1;
  }

  /** Index of the interval that contains this moment, −1 before the first. */
  at(time: number): number {
    return lastNotAbove(this.start, this.length, time);
  }

  /** Microseconds spent in a state up to `now`. */
  total(state: number, now: number): number {
    const open = this.length > 0 && this.lastState === state ? Math.max(0, now - this.lastStart) : 0;
    return this.totals[state]! + open;
  }

  /** What is needed to draw many of them at once. Costs nothing to whoever does not ask. */
  get detail(): Detail {
    this.#detail ??= new Detail(this);
    this.#detail.update();
    return this.#detail;
  }

  /** Puts everything into a parcel that has not been given away; what comes after it in the same place takes it. */
  pack(parcel: Parcel): void {
    const count = this.length - this.#base;
    parcel.put(Float64Array.of(this.#base, ...this.#late));
    parcel.put(this.totals);
    for (const column of this.#columns) parcel.put(column.subarray(0, count));
  }

  /** Keeps no more than the open interval of what has been packed. */
  giveAway(): void {
    this.#late = [];
    const last = this.length - 1 - this.#base;
    if (last <= 0) return;
    for (const column of this.#columns) column[0] = column[last]!;
    this.#base += last;
  }

  /** Takes what another packed after all that it had packed before. */
  unpack(parcel: OpenedParcel): void {
    const [base, ...late] = parcel.take<Float64Array>();
    this.totals.set(parcel.take<Float64Array>());
    const start = parcel.take<Float64Array>();
    const length = base! + start.length;
    if (length > this.start.length) this.#reserve(Math.max(length, nextCapacity(this.start.length)));
    this.start.set(start, base);
    this.state.set(parcel.take<Uint8Array>(), base);
    this.verb.set(parcel.take<Uint8Array>(), base);
    this.outcome.set(parcel.take<Uint8Array>(), base);
    this.seq.set(parcel.take<Uint32Array>(), base);
    this.object = placed(this.object, parcel.take(), base!);
    this.other = placed(this.other, parcel.take(), base!);
    this.site = placed(this.site, parcel.take(), base!);
    this.length = length;
    for (let i = 0; i < late.length; i += 2) this.settle(late[i]!, late[i + 1]!);
  }

  /** In the order in which they travel. */
  get #columns() {
    const { start, state, verb, outcome, seq, object, other, site } = this;
    return [start, state, verb, outcome, seq, object, other, site];
  }

  #reserve(capacity: number): void {
    this.start = grown(this.start, capacity);
    this.state = grown(this.state, capacity);
    this.verb = grown(this.verb, capacity);
    this.outcome = grown(this.outcome, capacity);
    this.seq = grown(this.seq, capacity);
    this.object = grown(this.object, capacity);
    this.other = grown(this.other, capacity);
    this.site = grown(this.site, capacity);
  }
}
