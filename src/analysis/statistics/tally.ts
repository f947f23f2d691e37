/** Lengths of time, summed up. */
import { Spread } from "./spread.ts";

/** As it is given out: milliseconds, 0 where there was none. */
export interface TallyReport {
  count: number;
  total: number;
  mean: number;
  longest: number;
  /** What 95 of 100 do not exceed: exact for up to 65 536 of them, beyond within 1.2 %. */
  p95: number;
}

export class Tally {
  count = 0;
  /** Microseconds. */
  total = 0;
  longest = 0;
  readonly #spread = new Spread();

  /** Adds one length, in microseconds. */
  add(length: number): void {
    this.count++;
    this.total += length;
    if (length > this.longest) this.longest = length;
    this.#spread.add(length);
  }

  report(): TallyReport {
    const { count, total, longest } = this;
    const mean = count === 0 ? 0 : total / count;
    const p95 = this.#spread.quantile(0.95);
    return { count, total: ms(total), mean: ms(mean), longest: ms(longest), p95: ms(p95) };
  }
}

/** Microseconds as milliseconds, in whole microseconds. */
export const ms = (us: number): number => Math.round(us) / 1000;

/** A share or a rate with at most four decimals. */
export const rounded = (value: number): number =>
  Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : 0;

/** A part of the run, in microseconds. */
export interface Range {
  from: number;
  to: number;
}
export const EVERYTHING: Range = { from: 0, to: Number.POSITIVE_INFINITY };

/** How much of a stretch lies in the range. */
export const within = (range: Range, from: number, to: number): number =>
  Math.max(0, Math.min(to, range.to) - Math.max(from, range.from));

/** Whether a moment does. */
export const contains = (range: Range, time: number): boolean => time >= range.from && time <= range.to;
