/** A number that changes over time: its mean, its most, and how it went. */
import { Series, type SeriesReport } from "./series.ts";
import { type Range, rounded } from "./tally.ts";

export interface LevelReport {
  /** By time. */
  mean: number;
  most: number;
}

export class Level {
  readonly #range: Range;
  #series: Series | undefined;
  #value = 0;
  #last = 0;
  #since = 0;
  #area = 0;
  #most = 0;

  constructor(range: Range, series?: "series") {
    this.#range = range;
    if (series) this.#series = new Series(range.from);
  }

  /** The value when the range ends; what comes later does not count. */
  get last(): number {
    return Math.max(0, this.#last);
  }

  /** The value from a moment on, in microseconds. */
  set(time: number, value: number): void {
    this.#advance(time);
    this.#value = value;
    if (time > this.#range.to) return;
    this.#last = value;
    // Also what lasts no time at all.
    if (time >= this.#range.from && value > this.#most) this.#most = value;
  }

  #advance(time: number): void {
    const from = Math.max(this.#since, this.#range.from);
    const to = Math.min(time, this.#range.to);
    if (to > from) {
      const value = Math.max(0, this.#value);
      this.#area += (to - from) * value;
      if (value > this.#most) this.#most = value;
      this.#series?.add(from, to, value);
    }
    this.#since = Math.max(this.#since, time);
  }

  report(end: number): LevelReport {
    this.#advance(end);
    const length = Math.min(end, this.#range.to) - this.#range.from;
    return { mean: length > 0 ? rounded(this.#area / length) : 0, most: this.#most };
  }

  course(end: number): SeriesReport {
    this.#advance(end);
    return this.#series?.report(Math.min(end, this.#range.to)) ?? { step: 0, values: [] };
  }
}
