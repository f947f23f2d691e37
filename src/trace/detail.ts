/**
 * Level of detail over intervals: how long each state lasted up to any moment, and where the next long interval is,
 * without looking at all that lies between. Built as the intervals come, at a constant cost for each. Only what has
 * ended is in it, for that does not change any more.
 */
import { grown, lastNotAbove, nextCapacity } from "./grow.ts";
import type { Intervals } from "./intervals.ts";

/** Intervals in a block, and blocks in a block of the next level. */
const FAN = 32;
const SHIFT = 5;
const FIRST_CAPACITY = 4;

export class Detail {
  readonly #track: Intervals;
  readonly #states: number;
  /** Microseconds in each state before each block's first interval, a row of states per block. */
  #sums: Float64Array;
  #rows = 0;
  /** Microseconds of the longest interval in each block; level by level, the first over intervals. */
  readonly #longest: { length: number; values: Float64Array }[] = [];

  /** Kept between calls. */
  readonly #before: Float64Array;
  readonly #after: Float64Array;

  constructor(track: Intervals) {
    this.#track = track;
    this.#states = track.totals.length;
    this.#before = new Float64Array(this.#states);
    this.#after = new Float64Array(this.#states);
    this.#sums = new Float64Array(FIRST_CAPACITY * this.#states);
  }

  /** Takes in what has come since the last call. */
  update(): void {
    const { start, state, length } = this.#track;
    const states = this.#states;
    const rows = length === 0 ? 0 : ((length - 1) >> SHIFT) + 1;
    while (this.#rows < rows) {
      const row = this.#rows++;
      if (row === 0) continue;
      const at = row * states;
      if (at + states > this.#sums.length)
        this.#sums = grown(this.#sums, nextCapacity(this.#sums.length / states) * states);
      const sums = this.#sums;
      sums.copyWithin(at, at - states, at);
      const end = row << SHIFT;
      let longest = 0;
      for (let i = end - FAN; i < end; i++) {
        const spent = start[i + 1]! - start[i]!;
        sums[at + state[i]!]! += spent;
        if (spent > longest) longest = spent;
      }
      this.#append(0, longest);
    }
  }

  #append(level: number, longest: number): void {
    if (level === this.#longest.length)
      this.#longest.push({ length: 0, values: new Float64Array(FIRST_CAPACITY) });
    const blocks = this.#longest[level]!;
    if (blocks.length === blocks.values.length)
      blocks.values = grown(blocks.values, nextCapacity(blocks.length));
    blocks.values[blocks.length++] = longest;
    if (blocks.length % FAN !== 0) return;
    let most = 0;
    for (let i = blocks.length - FAN; i < blocks.length; i++) most = Math.max(most, blocks.values[i]!);
    this.#append(level + 1, most);
  }

  /**
   * Microseconds spent in each state up to a moment, written `into` an array of that many states; `index` is that of
   * the interval which contains the moment.
   */
  spent(time: number, index: number, into: Float64Array): void {
    const { start, state } = this.#track;
    const row = index >> SHIFT;
    const at = row * this.#states;
    for (let s = 0; s < this.#states; s++) into[s] = this.#sums[at + s]!;
    for (let i = row << SHIFT; i < index; i++) into[state[i]!]! += start[i + 1]! - start[i]!;
    into[state[index]!]! += time - start[index]!;
  }

  /** The state that took most of the time between two moments; `index` is that of the first's interval. */
  mostly(index: number, from: number, to: number): number {
    const { start, length } = this.#track;
    const before = this.#before;
    const after = this.#after;
    this.spent(from, index, before);
    this.spent(to, seek(start, length, to, index), after);
    let most = 0;
    for (let s = 1; s < this.#states; s++)
      if (after[s]! - before[s]! > after[most]! - before[most]!) most = s;
    return most;
  }

  /** The first interval from `index` on, and before `end`, that has ended and is at least so long; else `end`. */
  nextOf(length: number, index: number, end: number): number {
    const { start } = this.#track;
    const last = Math.min(end, this.#track.length - 1);
    let i = index;
    while (i < last) {
      if (i % FAN === 0) {
        const next = this.#skip(length, i);
        if (next > i) {
          i = next;
          continue;
        }
      }
      if (start[i + 1]! - start[i]! >= length) return i;
      i++;
    }
    return end;
  }

  /** Past all whole blocks from here on in which nothing is so long. */
  #skip(length: number, index: number): number {
    let level = 0;
    let block = index >> SHIFT;
    for (;;) {
      const blocks = this.#longest[level];
      if (!blocks || block >= blocks.length || blocks.values[block]! >= length) {
        // What is long lies in this block, or nothing is known of it: look one level further down.
        if (level === 0) return block << SHIFT;
        level--;
        block <<= SHIFT;
        continue;
      }
      block++;
      const above = this.#longest[level + 1];
      if (block % FAN === 0 && above && block >> SHIFT < above.length) {
        level++;
        block >>= SHIFT;
      }
    }
  }
}

/** As {@link lastNotAbove}, when the position sought lies at or not far after `from`. */
export function seek(sorted: Float64Array, length: number, value: number, from: number): number {
  let low = from;
  let step = 1;
  while (low + step < length && sorted[low + step]! <= value) {
    low += step;
    step *= 2;
  }
  return lastNotAbove(sorted, Math.min(length, low + step), value, low);
}
