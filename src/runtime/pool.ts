/** Pools of worker processes. */

import { DOWN, STATUS, TASK_CHUNK, UP } from "../protocol/frames.ts";
import { AsyncResult, type ResultSource } from "./async-result.ts";
import { builtin } from "./builtin.ts";
import { Child } from "./children.ts";
import { nowMicros } from "./clock.ts";
import { ClosedError, InterleaveError, RemoteError, ValueError, WorkerLostError } from "./errors.ts";
import { adoptable, Handle, known } from "./handle.ts";
import { link } from "./link.ts";
import { encodeOrder, nextIdentity, type ProcessOrder } from "./process.ts";
import { writeRefs } from "./queue.ts";
import { type Reference, requireReference } from "./registry.ts";
import { self } from "./seat.ts";
import { callSite } from "./sites.ts";
import { decode, encode, type Ref } from "./values.ts";

type TaskFn<A extends unknown[], R> = (...args: A) => R | Promise<R>;
/** Arguments may be left out only where the function can do without any. */
type ArgsOf<A extends unknown[], Rest extends unknown[] = []> = [] extends A
  ? [args?: NoInfer<A>, ...Rest]
  : [args: NoInfer<A>, ...Rest];
export interface Callbacks<R> {
  /** Called in this process with the value, before anybody who waits for it goes on. */
  callback?: (value: R) => void;
  errorCallback?: (error: Error) => void;
}
export type PoolOptions<A extends unknown[]> = {
  /** How many workers; default: one per processor. */
  processes?: number;
  /** Run once in every worker before its first task. */
  initializer?: (...args: A) => unknown;
  name?: string;
} & ([] extends A ? { initArgs?: NoInfer<A> } : { initArgs: NoInfer<A> });

/** Outcomes still to come, by task number. */
const waiting = new Map<number, { settle(value: unknown, error: Error | undefined): void; fn: string }>();
let tasks = 0;

const functions = new Map<string, number>();

/** All pools this process owns, so that they end with it. */
export const pools = new Set<Pool<any>>();

export class Pool<A extends unknown[] = any[]> extends Handle {
  readonly #workers: Child[] = [];
  readonly #order: { initializer: Reference | undefined; initArgs: unknown[] };
  readonly #owned: boolean;
  #state: "running" | "closed" | "terminated" = "running";
  #failed: string | undefined;
  readonly #site: number;

  constructor(given?: PoolOptions<A>) {
    const options: {
      processes?: number;
      initializer?: (...args: A) => unknown;
      initArgs?: A;
      name?: string;
    } = given ?? {};
    const site = callSite(new.target);
    const processes = options.processes ?? builtin("node:os").availableParallelism();
    if (!(Number.isInteger(processes) && processes >= 1))
      throw new ValueError("Number of processes must be at least 1");
    super("Pool", options.name, processes, site);
    this.#site = site;
    this.#owned = !ADOPTING.now;
    this.#order = { initializer: undefined, initArgs: options.initArgs ?? [] };
    if (!this.#owned) return;
    if (self.daemon) throw new ValueError("daemonic processes are not allowed to have children");
    if (options.initializer)
      this.#order.initializer = requireReference(options.initializer, "the initializer");
    pools.add(this);
    for (let i = 0; i < processes; i++) this.#startWorker();
  }

  /** Runs `fn(...args)` in a worker and waits for its result. */
  async apply<A extends unknown[], R>(fn: TaskFn<A, R>, ...[args]: ArgsOf<A>): Promise<R> {
    return this.#applyAsync(callSite(this.apply), fn, args).value();
  }

  /** Has a worker run `fn(...args)`. */
  applyAsync<A extends unknown[], R>(
    fn: TaskFn<A, R>,
    ...[args, options]: ArgsOf<A, [options?: Callbacks<NoInfer<R>>]>
  ): AsyncResult<R> {
    return this.#applyAsync(callSite(this.applyAsync), fn, args, options);
  }

  /**
   * `fn` of every item, in the items' order. Items travel in chunks; by default a quarter of an equal share of
   * each worker. All chunks finish before an error is thrown, the one that came first.
   */
  async map<T, R>(
    fn: (item: T) => R | Promise<R>,
    items: Iterable<T>,
    options: { chunkSize?: number } = {},
  ): Promise<R[]> {
    return this.#mapAsync(callSite(this.map), fn, items, options).value();
  }

  /** {@link map}, without waiting for it. */
  mapAsync<T, R>(
    fn: (item: T) => R | Promise<R>,
    items: Iterable<T>,
    options: {
      chunkSize?: number;
      callback?: (values: R[]) => void;
      errorCallback?: (error: Error) => void;
    } = {},
  ): AsyncResult<R[]> {
    return this.#mapAsync(callSite(this.mapAsync), fn, items, options);
  }

  /** No more tasks; those submitted are done, then the workers end. */
  close(): void {
    if (this.#state !== "running") return;
    this.#state = "closed";
    const { handle } = this;
    const site = callSite(this.close);
    link.frame(UP.poolClose).u32(handle).u32(site).f64(nowMicros()).end();
  }

  /** Ends the workers at once. Results that have not come are rejected. */
  async terminate(): Promise<void> {
    this.end(callSite(this.terminate));
  }

  /**
   * Waits until all workers have ended.
   * @throws ValueError before `close` or `terminate`.
   */
  async join(): Promise<void> {
    const site = callSite(this.join);
    if (this.#state === "running") throw new ValueError("Pool is still running");
    // A worker that died may have been replaced while others were joined.
    for (let i = 0; i < this.#workers.length; i++) await this.#workers[i]!.join(site);
    pools.delete(this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  /** {@link terminate} from the end of the process. @internal */
  end(site = 0): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    const { handle } = this;
    link.frame(UP.poolTerminate).u32(handle).u32(site).f64(nowMicros()).end();
    for (const worker of this.#workers) worker.kill("SIGTERM", site);
    pools.delete(this);
  }

  /** A worker has died: start another in its place. @internal */
  replace(): void {
    if (this.#state === "terminated" || this.#failed) return;
    this.#startWorker();
  }

  #startWorker(): void {
    const identity = nextIdentity();
    const refs: Ref[] = [];
    const order: ProcessOrder = { kind: "worker", identity };
    if (this.#order.initializer) order.target = this.#order.initializer;
    const payload = encodeOrder(order, this.#order.initArgs, undefined, refs);
    const worker = new Child({
      name: `SpawnPoolWorker-${identity.join(":")}`,
      daemon: true,
      target: order.target?.name ?? "",
      pool: this.handle,
      payload,
      refs,
      site: this.#site,
    });
    this.#workers.push(worker);
    worker.onExit = () => {
      if (worker.exitCode === INITIALIZER_FAILED && this.#state !== "terminated") this.#fail();
    };
  }

  /** The initializer throws: every replacement would fail like this, for ever. */
  #fail(): void {
    if (this.#failed) return;
    this.#failed = "the pool's initializer failed; its error is on standard error";
    this.end(this.#site);
  }

  #applyAsync<R>(
    site: number,
    fn: TaskFn<any, R>,
    args: unknown[] = [],
    options: Callbacks<R> = {},
  ): AsyncResult<R> {
    const first = tasks + 1;
    const result = AsyncResult.make<R>(this.#source(first, 1, site), options);
    this.#submit(fn, args, 0, site, (value, error) => result.settle(value as R, error));
    return result;
  }

  #mapAsync<T, R>(
    site: number,
    fn: (item: T) => R | Promise<R>,
    items: Iterable<T>,
    options: {
      chunkSize?: number;
      callback?: (values: R[]) => void;
      errorCallback?: (error: Error) => void;
    },
  ): AsyncResult<R[]> {
    const all = [...items];
    const chunkSize = options.chunkSize ?? Math.ceil(all.length / (4 * this.size));
    if (all.length > 0 && !(Number.isInteger(chunkSize) && chunkSize >= 1))
      throw new ValueError("chunkSize must be a whole number of at least 1");
    const count = all.length === 0 ? 0 : Math.ceil(all.length / chunkSize);
    const result = AsyncResult.make<R[]>(this.#source(tasks + 1, count, site), options);
    const chunks: R[][] = [];
    let left = count;
    let failure: Error | undefined;
    const finish = () => result.settle(failure ? undefined : chunks.flat(), failure);
    if (count === 0) {
      this.#check();
      requireReference(fn, "the function");
      finish();
    }
    for (let index = 0; index < count; index++) {
      const chunk = all.slice(index * chunkSize, (index + 1) * chunkSize);
      this.#submit(fn, chunk, TASK_CHUNK, site, (value, error) => {
        if (error) failure ??= error;
        else chunks[index] = value as R[];
        if (--left === 0) finish();
      });
    }
    return result;
  }

  #source(first: number, count: number, site: number): ResultSource {
    return { pool: this.handle, first, count, site };
  }

  #check(): void {
    if (this.#failed) throw new ClosedError(this.#failed);
    if (this.#state !== "running") throw new ValueError("Pool not running");
  }

  #submit(
    fn: TaskFn<any, unknown>,
    args: unknown[],
    flags: number,
    site: number,
    settle: (value: unknown, error: Error | undefined) => void,
  ): void {
    this.#check();
    const reference = requireReference(fn, "the function");
    const number = ++tasks;
    const refs: Ref[] = [];
    let payload: Uint8Array;
    try {
      payload = encode(args, refs, flags === TASK_CHUNK ? "the chunk" : "args");
    } catch (error) {
      settle(undefined, error as Error);
      return;
    }
    waiting.set(number, { settle, fn: reference.name });
    const { handle } = this;
    const fnNumber = functionNumber(reference);
    const frame = link
      .frame(UP.submit)
      .u32(handle)
      .u32(number)
      .u32(fnNumber)
      .u8(flags)
      .u32(site)
      .f64(nowMicros());
    writeRefs(frame, refs).bytes(payload).end();
  }
}

/** Exit code of a worker whose initializer threw. */
export const INITIALIZER_FAILED = 71;

/** Set while a handle of somebody else's pool is made. */
const ADOPTING = { now: false };

function functionNumber({ module, name }: Reference): number {
  const key = `${module}\n${name}`;
  let number = functions.get(key);
  if (number === undefined) {
    number = functions.size + 1;
    functions.set(key, number);
    link.frame(UP.fn).u32(number).text(module).text(name).end();
  }
  return number;
}

/** What a task threw, on its way back. */
export interface Thrown {
  name: string;
  message: string;
  stack: string;
  process: string;
  error?: unknown;
}

link.on(DOWN.outcome, (frame) => {
  const number = frame.u32();
  const status = frame.u8();
  const payload = frame.bytes();
  const task = waiting.get(number);
  waiting.delete(number);
  if (!task) return;
  if (status === STATUS.returned) {
    let value: unknown;
    try {
      value = decode(payload);
    } catch (error) {
      task.settle(undefined, error as Error);
      return;
    }
    task.settle(value, undefined);
  } else if (status === STATUS.threw) task.settle(undefined, new RemoteError(decode(payload) as Thrown));
  else {
    const message = new TextDecoder().decode(payload);
    task.settle(
      undefined,
      status === STATUS.lost
        ? new WorkerLostError({ name: "WorkerLostError", message, stack: "", process: task.fn })
        : new InterleaveError(`${task.fn} was not run: ${message}`),
    );
  }
});
link.on(DOWN.replace, (frame) => (known[frame.u32()] as Pool | undefined)?.replace());
adoptable("Pool", (name, size) => {
  ADOPTING.now = true;
  try {
    return new Pool({ name, processes: size });
  } finally {
    ADOPTING.now = false;
  }
});
