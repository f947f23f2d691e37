/** A result that has not come yet. */
import { UP } from "../protocol/messages.ts";
import { branches, branchOf, ended, type Step } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { TimeoutError, ValueError } from "./errors.ts";
import { link } from "./link.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Wait, within } from "./wait.ts";

/** Which tasks it is the result of. */
export interface ResultSource {
  pool: number;
  first: number;
  count: number;
  /** Where the tasks were submitted. */
  site: number;
}

/** Tells the coordinator that these tasks are awaited; answers the number of the wait. */
function tell({ pool, first, count, site }: ResultSource, abortable: boolean, branch: number): number {
  const op = link.nextOp();
  link
    .act(UP.await, branch)
    .u32(op)
    .u32(pool)
    .u32(first)
    .u32(count)
    .u8(abortable ? 1 : 0)
    .u32(site)
    .f64(nowMicros())
    .end();
  return op;
}

/** Neighbouring tasks that were begun to be awaited in this turn: `Promise.all` of thousands is one wait. */
let soon: (ResultSource & { branch: number }) | undefined;

function tellSoon(): void {
  if (soon) tell(soon, false, soon.branch);
}

function awaitSoon(source: ResultSource, branch: number): void {
  if (
    soon &&
    soon.pool === source.pool &&
    soon.site === source.site &&
    soon.first + soon.count === source.first
  ) {
    soon.count += source.count;
    return;
  }
  if (soon) tellSoon();
  else
    process.nextTick(() => {
      tellSoon();
      soon = undefined;
    });
  soon = { ...source, branch };
}

interface Options<R> {
  callback?: (value: R) => void;
  errorCallback?: (error: Error) => void;
}

export class AsyncResult<R> implements PromiseLike<R> {
  readonly #source: ResultSource;
  readonly #options: Options<R>;
  #state: "pending" | "returned" | "threw" = "pending";
  #value: R | undefined;
  #error: Error | undefined;
  /** Made when somebody first waits: a result that nobody waits for costs no promise. */
  #outcome: Promise<void> | undefined;
  #arrive: (() => void) | undefined;
  #listeners: (() => void)[] = [];

  private constructor(source: ResultSource, options: Options<R>) {
    this.#source = source;
    this.#options = options;
  }

  /** @internal */
  static make<R>(source: ResultSource, options: Options<R>): AsyncResult<R> {
    return new AsyncResult<R>(source, options);
  }

  /** The outcome has come: the callback first, then whoever waits. @internal */
  settle(value: R | undefined, error: Error | undefined): void {
    try {
      const { callback, errorCallback } = this.#options;
      if (error && errorCallback) branches.apart(() => errorCallback(error));
      else if (!error && callback) branches.apart(() => callback(value as R));
    } catch (thrown) {
      // It must not keep the results of others from arriving.
      process.stderr.write(
        `exception calling callback of a pool task:\n${(thrown as Error)?.stack ?? String(thrown)}\n`,
      );
    }
    this.#state = error ? "threw" : "returned";
    this.#value = value;
    this.#error = error;
    for (const step of this.#steps.splice(0)) ended(step);
    this.#arrive?.();
    for (const listener of this.#listeners) listener();
    this.#listeners = [];
  }

  /** Calls `listener` when the outcome has come, at once if it has. @internal */
  whenReady(listener: () => void): void {
    if (this.ready()) listener();
    else this.#listeners.push(listener);
  }

  /** What was thrown, once the outcome is there. @internal */
  get error(): Error | undefined {
    return this.#error;
  }

  /** The value, or throws what was thrown; once the outcome is there. @internal */
  take(): R {
    if (this.#state === "threw") throw this.#error;
    return this.#value as R;
  }

  /** Which tasks it stands for. @internal */
  get source(): ResultSource {
    return this.#source;
  }

  /**
   * The value, or what the task threw.
   * @throws TimeoutError when the limit runs out; the result can still be had later.
   */
  async get(wait?: Wait): Promise<R> {
    return this.getFrom(callSite(this.get), wait);
  }

  /** Waits for the outcome, whatever it is; false when the limit ran out first. */
  async wait(wait?: Wait): Promise<boolean> {
    return this.waitFrom(callSite(this.wait), wait);
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
    return this.value().then(onfulfilled, onrejected);
  }

  /** `get` on behalf of who submitted. @internal */
  value(): Promise<R> {
    if (this.#state === "pending") {
      this.#asked++;
      link.hold();
      awaitSoon(this.#source, branchOf(this.#enter()));
    }
    return this.#settled().then(() => this.take());
  }

  /** `get` at this place of the program. @internal */
  async getFrom(site: number, wait: Wait | undefined): Promise<R> {
    if (!(await this.waitFrom(site, wait))) throw new TimeoutError(`no result within ${wait?.timeout} ms`);
    return this.take();
  }

  #settled(): Promise<void> {
    if (this.#state !== "pending") return Promise.resolve();
    this.#outcome ??= new Promise((resolve) => {
      this.#arrive = () => {
        for (let held = this.#asked; held > 0; held--) link.release();
        this.#asked = 0;
        resolve();
      };
    });
    return this.#outcome;
  }

  /** Waits told to the coordinator that end with the outcome; each keeps the process alive. */
  #asked = 0;

  /** Steps of those who wait. */
  readonly #steps: Step[] = [];

  #enter(): Step | undefined {
    const step = branches.enter();
    if (step) this.#steps.push(step);
    return step;
  }

  #ask(site: number, signal: AbortSignal | undefined): () => void {
    this.#asked++;
    link.hold();
    const step = this.#enter();
    const source = site ? { ...this.#source, site } : this.#source;
    const op = tell(source, signal !== undefined, branchOf(step));
    return () => {
      this.#asked--;
      link.release();
      ended(step);
      link.act(UP.unawait, branchOf(step)).u32(op).f64(nowMicros()).end();
    };
  }

  /** `wait` at this place of the program: true once the outcome is there. @internal */
  async waitFrom(site: number, wait: Wait | undefined): Promise<boolean> {
    const limit = limitOf(wait);
    if (this.#state !== "pending") return true;
    if (limit === 0) return false;
    const { signal } = wait ?? {};
    const giveUp = this.#ask(site, signal);
    const come = this.#settled();
    if (Number.isNaN(limit) && !signal) return come.then(() => true);
    try {
      return await within(come, limit, signal);
    } finally {
      if (!this.ready()) giveUp();
    }
  }
}
