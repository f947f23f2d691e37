/** How a sum of levels goes over time, in equal steps, without knowing beforehand how long it will go on. */
import { ms, rounded } from "./tally.ts";

const FIRST_STEP = 1000;
const MOST_STEPS = 64;

/** Means of equal steps. `step` in milliseconds. */
export interface SeriesReport {
  step: number;
  values: number[];
}

export class Series {
  /** Microseconds. */
  #step = FIRST_STEP;
  readonly #begin: number;
  #sums = new Float64Array(MOST_STEPS);

  constructor(begin: number) {
    this.#begin = begin;
  }

  /** Adds `value` over a stretch, in microseconds. */
  add(from: number, to: number, value: number): void {
    const first = from - this.#begin;
    const last = to - this.#begin;
    while (last > this.#step * MOST_STEPS) this.#coarsen();
    for (let step = Math.max(0, Math.floor(first / this.#step)); step * this.#step < last; step++) {
      const left = Math.max(first, step * this.#step);
      const right = Math.min(last, (step + 1) * this.#step);
      if (right > left) this.#sums[step]! += (right - left) * value;
    }
  }

  /** Steps twice as long. */
  #coarsen(): void {
    const sums = new Float64Array(MOST_STEPS);
    this.#sums.forEach((sum, index) => {
      sums[index >> 1]! += sum;
    });
    this.#sums = sums;
    this.#step *= 2;
  }

  report(end: number): SeriesReport {
    const length = Math.max(0, end - this.#begin);
    const count = Math.min(MOST_STEPS, Math.ceil(length / this.#step));
    const values = Array.from({ length: count }, (_, index) => {
      // The last step may reach beyond the end.
      const covered = Math.min(this.#step, length - index * this.#step);
      return rounded(this.#sums[index]! / covered);
    });
    return { step: ms(this.#step), values };
  }
}
