/** Intervals too narrow to be drawn: what share of each bucket of pixels was spent in which state. */

/** Narrower intervals are merged, into buckets of this many pixels. */
export const DRAWN_FROM = 3;
export const BUCKET = 2;

export class Shares {
  readonly #states: number;
  #shares = new Float64Array(0);
  #buckets = 0;
  #first = 0;
  #last = -1;

  constructor(states: number) {
    this.#states = states;
  }

  /** Empties all buckets of a view this many pixels wide. */
  reset(width: number): void {
    this.#buckets = Math.ceil(width / BUCKET);
    const length = this.#buckets * this.#states;
    if (this.#shares.length < length) this.#shares = new Float64Array(length);
    else this.#shares.fill(0, 0, length);
    this.#first = this.#buckets;
    this.#last = -1;
  }

  /** Adds a stretch in pixels, spread over the buckets it touches. */
  add(state: number, x0: number, x1: number): void {
    for (let bucket = Math.max(0, Math.floor(x0 / BUCKET)); bucket < this.#buckets; bucket++) {
      const left = bucket * BUCKET;
      if (left >= x1) break;
      const part = Math.min(x1, left + BUCKET) - Math.max(x0, left);
      if (part <= 0) continue;
      this.#shares[bucket * this.#states + state]! += part / BUCKET;
      if (bucket < this.#first) this.#first = bucket;
      if (bucket > this.#last) this.#last = bucket;
    }
  }

  /** Calls back with each bucket that holds something: its left edge in pixels, and its shares from 0 to 1. */
  each(visit: (x: number, share: (state: number) => number) => void): void {
    for (let bucket = this.#first; bucket <= this.#last; bucket++) {
      const at = bucket * this.#states;
      visit(bucket * BUCKET, (state) => this.#shares[at + state]!);
    }
  }
}
