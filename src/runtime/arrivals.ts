/** Results in the order in which they come, whoever is first. */
import { UP } from "../protocol/messages.ts";
import type { AsyncResult } from "./async-result.ts";
import { branches, branchOf, ended } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { link } from "./link.ts";
import { within } from "./wait.ts";

/** Of so many results that are still out, one part is awaited at a time: telling of all for each would never end. */
const PART = 64;

/**
 * Tells the coordinator that this process waits until `needed` of these have come; answers how to give that up.
 * @param results At least one.
 * @param branch Which flow of this process waits.
 */
export function tellSome(
  results: Iterable<AsyncResult<any>>,
  needed: number,
  site: number,
  abortable: boolean,
  branch: number,
): () => void {
  const runs: [first: number, count: number][] = [];
  let pool = 0;
  for (const { source } of results) {
    pool ||= source.pool;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === source.first) last[1] += source.count;
    else runs.push([source.first, source.count]);
  }
  const op = link.nextOp();
  const frame = link
    .act(UP.awaitSome, branch)
    .u32(op)
    .u32(pool)
    .u32(needed)
    .u8(abortable ? 1 : 0)
    .u32(site)
    .f64(nowMicros())
    .u32(runs.length);
  for (const [first, count] of runs) frame.u32(first).u32(count);
  frame.end();
  return () => link.act(UP.unawait, branch).u32(op).f64(nowMicros()).end();
}

/** @template T What stands for a result. Not the result itself: a promise would wait for its value. */
export class Arrivals<T> {
  readonly #come: T[] = [];
  #taken = 0;
  readonly #out = new Set<AsyncResult<any>>();
  #wake: (() => void) | undefined;
  #awake: Promise<void> | undefined;
  /** What the coordinator was told: how many more it waits for, and how to give that up. */
  #told: { left: number; giveUp: () => void } | undefined;

  /** `item` will be handed out once this result has come. */
  expect(result: AsyncResult<any>, item: T): void {
    if (!result.ready()) this.#out.add(result);
    result.whenReady(() => {
      this.#out.delete(result);
      this.#come.push(item);
      if (this.#told && --this.#told.left <= 0) this.#told = undefined;
      this.#wake?.();
    });
  }

  /** Those that have not come. */
  get out(): number {
    return this.#out.size;
  }

  /** Those that have not been handed out. */
  get left(): number {
    return this.#come.length - this.#taken + this.#out.size;
  }

  /** The next that has come; undefined when there is none within `limit` milliseconds (NaN: never given up). */
  async next(site: number, limit: number, signal?: AbortSignal): Promise<T | undefined> {
    const end = performance.now() + limit;
    while (this.#taken === this.#come.length) {
      const left = Number.isNaN(limit) ? limit : end - performance.now();
      if (left <= 0 || this.#out.size === 0) return undefined;
      const step = branches.enter();
      if (this.#told === undefined) {
        const needed = Math.max(1, Math.floor(this.#out.size / PART));
        const abortable = !Number.isNaN(limit) || signal !== undefined;
        this.#told = { left: needed, giveUp: tellSome(this.#out, needed, site, abortable, branchOf(step)) };
      }
      link.hold();
      try {
        this.#awake ??= new Promise((resolve) => {
          this.#wake = resolve;
        });
        if (!(await within(this.#awake, left, signal))) {
          this.end();
          return undefined;
        }
      } finally {
        link.release();
        ended(step);
        this.#awake = undefined;
      }
    }
    return this.#come[this.#taken++];
  }

  /** Nobody waits any more. */
  end(): void {
    this.#told?.giveUp();
    this.#told = undefined;
  }
}
