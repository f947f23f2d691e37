/** Level of detail over steps: least, most and mean of any stretch, at a constant cost for each step. */
import { grown, nextCapacity } from "./grow.ts";
import type { Steps } from "./steps.ts";

const FAN = 32;
const SHIFT = 5;
const FIRST_CAPACITY = 4;

/** What a number was like over a stretch of time. */
export interface Level {
  low: number;
  high: number;
  mean: number;
}

export class LevelDetail {
  readonly #steps: Steps;
  /** The number summed up over microseconds before each block's first step. */
  #sums = new Float64Array(FIRST_CAPACITY);
  #low = new Float64Array(FIRST_CAPACITY);
  #high = new Float64Array(FIRST_CAPACITY);
  #blocks = 0;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Takes in what has come since the last call: whole blocks, all of whose steps have ended. */
  update(): void {
    const { time, value, length } = this.#steps;
    for (let end = (this.#blocks + 1) << SHIFT; end < length; end += FAN) {
      const block = this.#blocks++;
      if (block + 1 === this.#sums.length) {
        const capacity = nextCapacity(this.#sums.length);
        this.#sums = grown(this.#sums, capacity);
        this.#low = grown(this.#low, capacity);
        this.#high = grown(this.#high, capacity);
      }
      let sum = this.#sums[block]!;
      let low = Number.POSITIVE_INFINITY;
      let high = 0;
      for (let i = end - FAN; i < end; i++) {
        const step = value[i]!;
        sum += step * (time[i + 1]! - time[i]!);
        if (step < low) low = step;
        if (step > high) high = step;
      }
      this.#sums[block + 1] = sum;
      this.#low[block] = low;
      this.#high[block] = high;
    }
  }

  /** The number summed up over the microseconds to a moment that lies in the step of this index. */
  #sum(moment: number, index: number): number {
    const { time, value } = this.#steps;
    const block = Math.min(index >> SHIFT, this.#blocks);
    let sum = this.#sums[block]!;
    for (let i = block << SHIFT; i < index; i++) sum += value[i]! * (time[i + 1]! - time[i]!);
    return sum + value[index]! * (moment - time[index]!);
  }

  /** Of the time between two moments that lie in the steps of these indices. */
  between(from: number, first: number, to: number, last: number): Level {
    const { value } = this.#steps;
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (let i = first; i <= last; ) {
      const block = i >> SHIFT;
      if (i % FAN === 0 && i + FAN <= last + 1 && block < this.#blocks) {
        low = Math.min(low, this.#low[block]!);
        high = Math.max(high, this.#high[block]!);
        i += FAN;
        continue;
      }
      low = Math.min(low, value[i]!);
      high = Math.max(high, value[i]!);
      i++;
    }
    const mean = to > from ? (this.#sum(to, last) - this.#sum(from, first)) / (to - from) : high;
    return { low, high, mean };
  }
}
