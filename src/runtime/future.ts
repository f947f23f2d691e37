/** What an executor gives at once for a result that comes later. */
import type { AsyncResult } from "./async-result.ts";
import { branches } from "./branch.ts";
import { CancelledError, RemoteError } from "./errors.ts";
import { callSite } from "./sites.ts";
import type { Wait } from "./wait.ts";

type State = "pending" | "running" | "cancelled" | "finished";

/** How Node asks an object for what `console.log` is to show, without loading the module that does. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** Numbers that look like addresses; each is one future's for as long as the process lives. */
const FIRST_ADDRESS = 0x7f00_0000_1000;
const ADDRESS_STEP = 0x30;
let made = 0;

/**
 * Can be awaited; nobody has to: a failure that nobody reads is never an unhandled rejection.
 * Its states are as this process knows them: `running` from the moment it hears that a worker has the task.
 */
export class Future<R> implements PromiseLike<R> {
  readonly #result: AsyncResult<R>;
  readonly #withdraw: (future: Future<R>) => void;
  readonly #address = FIRST_ADDRESS + ADDRESS_STEP * made++;
  #state: State = "pending";
  #callbacks: ((future: Future<R>) => void)[] = [];

  private constructor(result: AsyncResult<R>, withdraw: (future: Future<R>) => void) {
    this.#result = result;
    this.#withdraw = withdraw;
  }

  /** @internal */
  static make<R>(result: AsyncResult<R>, withdraw: (future: Future<R>) => void): Future<R> {
    return new Future(result, withdraw);
  }

  /**
   * The value, or throws what the task threw.
   * @throws CancelledError when it was cancelled.
   * @throws BrokenProcessPoolError when a worker of the executor ended unasked.
   * @throws TimeoutError when the limit runs out; the result can still be had later.
   */
  async result(wait?: Wait): Promise<R> {
    return this.#result.getFrom(callSite(this.result), wait);
  }

  /**
   * What the task threw; null when it returned.
   * @throws CancelledError when it was cancelled.
   * @throws TimeoutError when the limit runs out.
   */
  async exception(wait?: Wait): Promise<Error | null> {
    try {
      await this.#result.getFrom(callSite(this.exception), wait);
      return null;
    } catch (error) {
      const thrown = this.#state === "finished" ? this.#result.error : undefined;
      if (thrown && error === thrown) return thrown;
      throw error;
    }
  }

  /** Whether there is an outcome: a value, an error, or that it was cancelled. */
  done(): boolean {
    return this.#state === "finished" || this.#state === "cancelled";
  }

  /** Whether a worker has it. */
  running(): boolean {
    return this.#state === "running";
  }

  cancelled(): boolean {
    return this.#state === "cancelled";
  }

  /**
   * Takes it back, if this process has not heard of a worker that has it; false when it is too late. Should a
   * worker have taken it at this very moment, then it runs and nobody hears of its outcome.
   */
  cancel(): boolean {
    if (this.#state === "pending") {
      this.#withdraw(this);
      this.drop();
    }
    return this.#state === "cancelled";
  }

  /**
   * Calls `fn` with this future when it is done, at once if it is; in the order of adding. What `fn` throws is
   * reported on standard error and harms nobody.
   */
  addDoneCallback(fn: (future: Future<R>) => void): void {
    if (this.done()) this.#call(fn);
    else this.#callbacks.push(fn);
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a future is what people do first
  then<A = R, B = never>(
    onfulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    return this.#result.value().then(onfulfilled, onrejected);
  }

  get [Symbol.toStringTag](): string {
    return "Future";
  }

  /** `<Future at 0x… state=…>`, and what it returned or threw. */
  toString(): string {
    return `<Future at 0x${this.#address.toString(16)} state=${this.#state}${this.#outcome()}>`;
  }

  [INSPECT](): string {
    return this.toString();
  }

  /** What stands behind it. @internal */
  get pending(): AsyncResult<R> {
    return this.#result;
  }

  /** A worker has it. @internal */
  begin(): void {
    if (this.#state === "pending") this.#state = "running";
  }

  /** Its outcome has come. @internal */
  settle(value: R | undefined, error: Error | undefined): void {
    if (error instanceof CancelledError) this.drop(error);
    else this.#end("finished", value, error);
  }

  /** It is cancelled as far as this process is concerned. @internal */
  drop(error = new CancelledError("the future was cancelled")): void {
    this.#end("cancelled", undefined, error);
  }

  #end(state: State, value: R | undefined, error: Error | undefined): void {
    if (this.done()) return;
    this.#state = state;
    this.#result.settle(value, error);
    for (const callback of this.#callbacks.splice(0)) this.#call(callback);
  }

  #call(callback: (future: Future<R>) => void): void {
    const report = (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
      process.stderr.write(`exception calling callback for ${this}\n${text}\n`);
    };
    try {
      const answer: unknown = branches.apart(() => callback(this) as unknown);
      if (answer instanceof Promise) answer.catch(report);
    } catch (error) {
      report(error);
    }
  }

  #outcome(): string {
    if (this.#state !== "finished") return "";
    const { error } = this.#result;
    if (error) return ` raised ${error instanceof RemoteError ? error.remoteName : error.name}`;
    return ` returned ${typeName(this.#result.take())}`;
  }
}

/** Name of a value's class, or of its type when it is no object. */
function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name || "object";
}
