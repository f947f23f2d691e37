/** What one lane did over time, in columns: a few bytes per interval, found by binary search. */
import { doubled, lastNotAbove } from "./grow.ts";

const FIRST_CAPACITY = 16;

/** What an interval is about. Absent numbers are 0. */
export interface IntervalFacts {
  /** Index in VERBS plus one; 0: no wait. */
  verb?: number;
  object?: number;
  /** Process joined, holder of a lock, task, item. */
  other?: number;
  site?: number;
  op?: number;
  /** Sequence number of the event that began it. */
  seq?: number;
}

/**
 * Consecutive intervals: each ends where the next begins, the last is open. A stretch where nothing is known is an
 * interval of state 0. Times are microseconds of the run and never run backwards: an earlier one is taken as the
 * latest seen, since clocks are read in different processes.
 */
export class Intervals {
  length = 0;
  start = new Float64Array(FIRST_CAPACITY);
  state = new Uint8Array(FIRST_CAPACITY);
  verb = new Uint8Array(FIRST_CAPACITY);
  /** Index in PHASES of how a wait ended, 0 while it has not; for a lock's hold 1 when others waited meanwhile. */
  outcome = new Uint8Array(FIRST_CAPACITY);
  object = new Uint32Array(FIRST_CAPACITY);
  other = new Uint32Array(FIRST_CAPACITY);
  site = new Uint32Array(FIRST_CAPACITY);
  op = new Uint32Array(FIRST_CAPACITY);
  seq = new Uint32Array(FIRST_CAPACITY);
  /** Microseconds spent in each state, without the open interval. */
  readonly totals: Float64Array;

  constructor(states: number) {
    this.totals = new Float64Array(states);
  }

  get lastState(): number {
    return this.length === 0 ? 0 : this.state[this.length - 1]!;
  }

  /** Ends the open interval and begins another; answers its index. */
  add(time: number, state: number, facts: IntervalFacts = {}): number {
    let index = this.length;
    let start = time;
    if (index > 0) {
      const before = this.start[index - 1]!;
      start = Math.max(start, before);
      // What lasted no time is replaced, so that every interval has a length.
      if (start === before) index--;
      else this.totals[this.state[index - 1]!]! += start - before;
    }
    if (index === this.start.length) this.#grow();
    this.start[index] = start;
    this.state[index] = state;
    this.verb[index] = facts.verb ?? 0;
    this.outcome[index] = 0;
    this.object[index] = facts.object ?? 0;
    this.other[index] = facts.other ?? 0;
    this.site[index] = facts.site ?? 0;
    this.op[index] = facts.op ?? 0;
    this.seq[index] = facts.seq ?? 0;
    this.length = index + 1;
    return index;
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
    const last = this.length - 1;
    const open = last >= 0 && this.state[last] === state ? Math.max(0, now - this.start[last]!) : 0;
    return this.totals[state]! + open;
  }

  #grow(): void {
    this.start = doubled(this.start);
    this.state = doubled(this.state);
    this.verb = doubled(this.verb);
    this.outcome = doubled(this.outcome);
    this.object = doubled(this.object);
    this.other = doubled(this.other);
    this.site = doubled(this.site);
    this.op = doubled(this.op);
    this.seq = doubled(this.seq);
  }
}
