/** Several futures at once. */
import { Arrivals, tellSome } from "./arrivals.ts";
import { branches, branchOf, ended } from "./branch.ts";
import { TimeoutError, ValueError } from "./errors.ts";
import type { Future } from "./future.ts";
import { link } from "./link.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Wait, within } from "./wait.ts";

/**
 * The futures themselves, each once, as they end; those that have ended come first.
 * @throws TimeoutError from the iteration, when the limit, counted from this call, runs out.
 */
export function asCompleted<R>(futures: Iterable<Future<R>>, wait?: Wait): Completed<R> {
  return new Completed(new Set(futures), callSite(asCompleted), wait);
}

/**
 * Not a generator: that would await the futures it yields. Nor said to be an `AsyncIterableIterator`: the compiler
 * takes it that `for await` does so with what that yields.
 */
export class Completed<R> implements AsyncIterableIterator<Future<R>, undefined> {
  readonly #arrivals = new Arrivals<{ future: Future<R> }>();
  readonly #count: number;
  readonly #site: number;
  readonly #wait: Wait | undefined;
  readonly #end: number;
  #over = false;

  constructor(futures: ReadonlySet<Future<R>>, site: number, wait: Wait | undefined) {
    this.#count = futures.size;
    this.#site = site;
    this.#wait = wait;
    this.#end = performance.now() + limitOf(wait);
    for (const future of futures) this.#arrivals.expect(future.pending, { future });
  }

  async next(): Promise<IteratorResult<Future<R>, undefined>> {
    if (this.#over || this.#arrivals.left === 0) return this.return();
    const limit = Number.isNaN(this.#end) ? this.#end : Math.max(0, this.#end - performance.now());
    const come = await this.#arrivals.next(this.#site, limit, this.#wait?.signal);
    if (come) return { done: false, value: come.future };
    this.#over = true;
    // Another call of `next` has got the last one.
    if (this.#arrivals.out === 0) return this.return();
    throw new TimeoutError(`${this.#arrivals.out} (of ${this.#count}) futures unfinished`);
  }

  async return(): Promise<IteratorResult<Future<R>, undefined>> {
    this.#over = true;
    this.#arrivals.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const CONDITIONS = ["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"] as const;
export type ReturnWhen = (typeof CONDITIONS)[number];

/**
 * Waits until all of them are done, the first is, or the first has failed, and tells which are. Cancelled ones are
 * done and have not failed. A limit that runs out is no error.
 * @throws ValueError for a condition that is none.
 */
export async function waitFutures<R>(
  futures: Iterable<Future<R>>,
  options: Wait & { returnWhen?: ReturnWhen } = {},
): Promise<{ done: Set<Future<R>>; notDone: Set<Future<R>> }> {
  const site = callSite(waitFutures);
  const { returnWhen = "ALL_COMPLETED", signal } = options;
  if (!CONDITIONS.includes(returnWhen)) throw new ValueError(`Invalid return condition: ${returnWhen}`);
  const limit = limitOf(options);
  const all = new Set(futures);
  const out = [...all].filter((future) => !future.done());
  const met = (future: Future<R>) =>
    returnWhen === "FIRST_COMPLETED"
      ? future.done()
      : returnWhen === "FIRST_EXCEPTION" && future.done() && !future.cancelled() && !!future.pending.error;
  if (out.length > 0 && limit !== 0 && ![...all].some(met)) {
    let left = out.length;
    const come = new Promise<void>((resolve) => {
      for (const future of out)
        future.pending.whenReady(() => {
          if (--left === 0 || met(future)) resolve();
        });
    });
    const needed = returnWhen === "FIRST_COMPLETED" ? 1 : out.length;
    const abortable = signal !== undefined || !Number.isNaN(limit);
    const step = branches.enter();
    const giveUp = tellSome(
      out.map((future) => future.pending),
      needed,
      site,
      abortable,
      branchOf(step),
    );
    link.hold();
    try {
      await within(come, limit, signal);
    } finally {
      link.release();
      ended(step);
      if (left > out.length - needed) giveUp();
    }
  }
  const done = new Set<Future<R>>();
  const notDone = new Set<Future<R>>();
  for (const future of all) (future.done() ? done : notDone).add(future);
  return { done, notDone };
}
