/** A result that has not come yet. */
import { UP } from "../protocol/frames.ts";
import { nowMicros } from "./clock.ts";
import { TimeoutError, ValueError } from "./errors.ts";
import { link } from "./link.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Wait } from "./wait.ts";

/** Which tasks it is the result of. */
export interface ResultSource {
  pool: number;
  first: number;
  count: number;
}

export class AsyncResult<R> implements PromiseLike<R> {
  readonly #source: ResultSource;
  readonly #promise: Promise<R>;
  #resolve!: (value: R) => void;
  #reject!: (error: Error) => void;
  #state: "pending" | "returned" | "threw" = "pending";
  readonly #options: { callback?: (value: R) => void; errorCallback?: (error: Error) => void };

  private constructor(
    source: ResultSource,
    options: { callback?: (value: R) => void; errorCallback?: (error: Error) => void },
  ) {
    this.#source = source;
    this.#options = options;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody has to read a failure.
    this.#promise.catch(() => {});
  }

  /** @internal */
  static make<R>(
    source: ResultSource,
    options: { callback?: (value: R) => void; errorCallback?: (error: Error) => void },
  ): AsyncResult<R> {
    return new AsyncResult<R>(source, options);
  }

  /** The outcome has come: the callback first, then whoever waits. @internal */
  settle(value: R | undefined, error: Error | undefined): void {
    try {
      if (error) this.#options.errorCallback?.(error);
      else this.#options.callback?.(value as R);
    } catch (thrown) {
      // It must not keep the results of others from arriving.
      process.stderr.write(
        `exception calling callback of a pool task:\n${(thrown as Error)?.stack ?? String(thrown)}\n`,
      );
    }
    this.#state = error ? "threw" : "returned";
    if (error) this.#reject(error);
    else this.#resolve(value as R);
  }

  /**
   * The value, or what the task threw.
   * @throws TimeoutError when the limit runs out; the result can still be had later.
   */
  async get(wait?: Wait): Promise<R> {
    const site = callSite(this.get);
    if (!(await this.#await(site, wait))) throw new TimeoutError(`no result within ${wait?.timeout} ms`);
    return this.#promise;
  }

  /** Waits for the outcome, whatever it is; false when the limit ran out first. */
  async wait(wait?: Wait): Promise<boolean> {
    return this.#await(callSite(this.wait), wait);
  }

  /** Whether the outcome has come. */
  ready(): boolean {
    return this.#state !== "pending";
  }

  /**
   * Whether the task returned.
   * @throws ValueError before the outcome has come.
   */
  successful(): boolean {
    if (this.#state === "pending") throw new ValueError("the result is not ready");
    return this.#state === "returned";
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a result is what people do first
  then<A = R, B = never>(
    onfulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    return this.#await(0)
      .then(() => this.#promise)
      .then(onfulfilled, onrejected);
  }

  /** True once the outcome is there. */
  async #await(site: number, wait?: Wait): Promise<boolean> {
    const limit = limitOf(wait);
    if (this.#state !== "pending") return true;
    if (limit === 0) return false;
    const op = link.nextOp();
    const { pool, first, count } = this.#source;
    link.frame(UP.await).u32(op).u32(pool).u32(first).u32(count).u32(site).f64(nowMicros()).end();
    link.hold();
    let timer: NodeJS.Timeout | undefined;
    let abort: (() => void) | undefined;
    const come = this.#promise.then(
      () => true,
      () => true,
    );
    try {
      const others: Promise<boolean>[] = [];
      if (!Number.isNaN(limit))
        others.push(
          new Promise((resolve) => {
            timer = setTimeout(resolve, Math.ceil(limit), false);
          }),
        );
      const { signal } = wait ?? {};
      if (signal)
        others.push(
          new Promise((_resolve, reject) => {
            abort = () => reject(signal.reason);
            signal.addEventListener("abort", abort, { once: true });
          }),
        );
      const ready = others.length === 0 ? await come : await Promise.race([come, ...others]);
      if (!ready) this.#giveUp(op);
      return ready;
    } catch (error) {
      this.#giveUp(op);
      throw error;
    } finally {
      clearTimeout(timer);
      if (abort) wait?.signal?.removeEventListener("abort", abort);
      link.release();
    }
  }

  #giveUp(op: number): void {
    link.frame(UP.unawait).u32(op).f64(nowMicros()).end();
  }
}
