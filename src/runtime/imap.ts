/** Results of a pool, one by one as they are asked for. */
import { Arrivals } from "./arrivals.ts";
import type { AsyncResult } from "./async-result.ts";
import { RemoteError, TimeoutError } from "./errors.ts";
import { callSite } from "./sites.ts";
import type { Each } from "./tasks.ts";
import { limitOf, type Wait } from "./wait.ts";

type Outcome<R> = { value: R } | { error: unknown };

/** What became of each item of a chunk. Where a chunk as a whole was lost, that is one outcome. */
export function outcomes<R>(result: AsyncResult<Each>): Outcome<R>[] {
  if (result.error) return [{ error: result.error }];
  const { values, thrown } = result.take();
  const all: Outcome<R>[] = values.map((value) => ({ value: value as R }));
  for (const [index, error] of thrown) all[index] = { error: new RemoteError(error) };
  return all;
}

/**
 * Ends with the last result. An item that failed rejects in its place, and the iteration may go on after it, by
 * calling `next` again.
 */
export class ResultIterator<R> implements AsyncIterableIterator<R, undefined> {
  readonly #chunks: AsyncResult<Each>[];
  /** Undefined: in the order of the items. */
  readonly #arrivals: Arrivals<() => Outcome<R>[]> | undefined;
  #chunk = 0;
  #ready: Outcome<R>[] = [];
  #at = 0;
  /** Thrown by the items themselves, while they were taken. */
  #last: { error: unknown } | undefined;
  #over = false;
  /** The call before this one. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(chunks: AsyncResult<Each>[], ordered: boolean, last: { error: unknown } | undefined) {
    this.#chunks = chunks;
    this.#last = last;
    if (ordered) return;
    this.#arrivals = new Arrivals();
    for (const chunk of chunks) this.#arrivals.expect(chunk, () => outcomes<R>(chunk));
  }

  /** @internal */
  static make<R>(
    chunks: AsyncResult<Each>[],
    ordered: boolean,
    last: { error: unknown } | undefined,
  ): ResultIterator<R> {
    return new ResultIterator<R>(chunks, ordered, last);
  }

  /**
   * The next result.
   * @throws TimeoutError when the limit runs out; a later call still gets it.
   * @throws what the item's call threw; the call after that gets the next item's.
   */
  next(wait?: Wait): Promise<IteratorResult<R, undefined>> {
    const site = callSite(this.next);
    const mine = this.#turn.then(() => this.#next(site, wait));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    this.#over = true;
    this.#arrivals?.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(site: number, wait: Wait | undefined): Promise<IteratorResult<R, undefined>> {
    while (!this.#over && this.#at === this.#ready.length) {
      if (this.#chunk === this.#chunks.length) {
        this.#over = true;
        if (this.#last) throw this.#last.error;
        break;
      }
      const come = await this.#come(site, wait);
      if (!come) throw new TimeoutError(`no result within ${wait?.timeout} ms`);
      this.#chunk++;
      this.#ready = come;
      this.#at = 0;
    }
    if (this.#over) return { done: true, value: undefined };
    const outcome = this.#ready[this.#at++]!;
    if ("error" in outcome) throw outcome.error;
    return { done: false, value: outcome.value };
  }

  async #come(site: number, wait: Wait | undefined): Promise<Outcome<R>[] | undefined> {
    if (this.#arrivals) return (await this.#arrivals.next(site, limitOf(wait), wait?.signal))?.();
    const chunk = this.#chunks[this.#chunk]!;
    return (await chunk.waitFrom(site, wait)) ? outcomes<R>(chunk) : undefined;
  }
}
