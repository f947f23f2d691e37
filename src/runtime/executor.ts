/** Executors: workers that are started as there is work for them, and futures for what they do. */
import { ALL_TASKS, TASK_CHUNK, TASK_EACH, TASK_SPREAD, UP } from "../protocol/messages.ts";
import { AsyncResult } from "./async-result.ts";
import { builtin } from "./builtin.ts";
import { nowMicros } from "./clock.ts";
import { Crew } from "./crew.ts";
import { BrokenProcessPoolError, TimeoutError, ValueError } from "./errors.ts";
import { Future } from "./future.ts";
import { adoptable, Handle } from "./handle.ts";
import { outcomes } from "./imap.ts";
import { link } from "./link.ts";
import { type Chunked, chunksOf, type TaskFn } from "./pool.ts";
import { requireReference } from "./registry.ts";
import { callSite } from "./sites.ts";
import { type Each, forgetTask, nextTask, submitTask } from "./tasks.ts";

export type ExecutorOptions<A extends unknown[]> = {
  /** How many workers at most; default: one per processor. */
  maxWorkers?: number;
  /** Run once in every worker before its first task. If it throws, the executor is broken. */
  initializer?: (...args: A) => unknown;
  /** A worker ends after so many tasks and another takes its place. A chunk of items is one task. */
  maxTasksPerChild?: number;
  name?: string;
} & ([] extends A ? { initArgs?: NoInfer<A> } : { initArgs: NoInfer<A> });

export interface MapOptions extends Chunked {
  /** Milliseconds, from the call of `map` to the last result. */
  timeout?: number;
}
export interface ShutdownOptions {
  /** Default true: waits until all that was submitted is done and the workers have ended. */
  wait?: boolean;
  /** Takes back what no worker has begun. */
  cancelFutures?: boolean;
}

/** All executors this process knows: what it has submitted is done before it ends. */
export const executors = new Set<ProcessPoolExecutor<any>>();

/** Set while a handle of somebody else's executor is made. */
const ADOPTING = { now: false };

/**
 * Runs functions in workers, which are no daemons: what a task starts is its own business. Without `shutdown` the
 * end of the process completes all work. A worker that ends unasked breaks the executor: all its futures fail.
 *
 * An executor may be handed to other processes: what they submit runs in its workers, and the results come back to
 * whoever submitted. Shutting it down is up to the process that made it; in any other that throws ValueError, and
 * leaving an `await using` block does nothing.
 */
export class ProcessPoolExecutor<A extends unknown[] = any[]> extends Handle {
  /** Undefined where the executor was handed over by another process. */
  readonly #crew: Crew | undefined;
  /** Futures without an outcome, and their tasks' numbers. */
  readonly #outstanding = new Map<Future<any>, number>();
  #closed = false;
  #broken: string | undefined;
  readonly #site: number;

  /** @throws ValueError for a `maxWorkers` or `maxTasksPerChild` that is not positive, and in a daemon. */
  constructor(given?: ExecutorOptions<A>) {
    const options: {
      maxWorkers?: number;
      initializer?: (...args: A) => unknown;
      initArgs?: A;
      maxTasksPerChild?: number;
      name?: string;
    } = given ?? {};
    const site = callSite(new.target);
    const most = options.maxWorkers ?? builtin("node:os").availableParallelism();
    if (!(Number.isInteger(most) && most >= 1)) throw new ValueError("max_workers must be greater than 0");
    const maxTasks = options.maxTasksPerChild;
    if (maxTasks !== undefined && !(Number.isInteger(maxTasks) && maxTasks >= 1))
      throw new ValueError("max_tasks_per_child must be >= 1");
    super("ProcessPoolExecutor", options.name, most, site);
    this.#site = site;
    if (!ADOPTING.now) {
      const { initializer, initArgs } = options;
      this.#crew = new Crew(this, {
        prefix: "SpawnProcess",
        daemon: false,
        initializer,
        initArgs,
        maxTasks,
        site,
      });
    }
    executors.add(this);
  }

  /**
   * Has a worker run `fn(...args)`. Tasks begin in the order of submission.
   * @throws ValueError after `shutdown`.
   * @throws BrokenProcessPoolError once the executor is broken.
   * @throws TransferError when another process cannot find `fn`.
   */
  submit<A extends unknown[], R>(fn: TaskFn<A, R>, ...args: NoInfer<A>): Future<R> {
    return this.#submit<R>(fn, args, 0, callSite(this.submit));
  }

  /**
   * `fn` of every item, in the items' order. All items are submitted at once, whether or not anybody asks for the
   * results. An item that failed is thrown in its place; that, a limit that runs out, or leaving the loop ends the
   * iteration and cancels the rest.
   */
  map<T, R>(
    fn: TaskFn<[item: T], R>,
    items: Iterable<T>,
    options: MapOptions = {},
  ): AsyncIterableIterator<R, undefined> {
    return this.#map<T, R>(callSite(this.map), 0, fn, items, options);
  }

  /** {@link map} for a function of several arguments: every item is the list of them. */
  starmap<A extends unknown[], R>(
    fn: TaskFn<A, R>,
    items: Iterable<NoInfer<A>>,
    options: MapOptions = {},
  ): AsyncIterableIterator<R, undefined> {
    return this.#map<A, R>(callSite(this.starmap), TASK_SPREAD, fn, items, options);
  }

  /** No more tasks; those submitted are done, then the workers end. May be called again. */
  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    const site = callSite(this.shutdown);
    const crew = this.#owned();
    if (cancelFutures) this.#cancelAll();
    this.#close(site);
    if (wait) await this.#end(crew, site);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const site = callSite(this[Symbol.asyncDispose]);
    if (!this.#crew) return;
    this.#close(site);
    await this.#end(this.#crew, site);
  }

  /** Something that this process has submitted is not done. @internal */
  get busy(): boolean {
    return this.#outstanding.size > 0;
  }

  /** Until what this process has submitted is done, and what was submitted in answer to that. @internal */
  async drain(): Promise<void> {
    while (this.busy) await this.#done(0);
  }

  /** The end of the process: completes all work, then ends the workers. @internal */
  async finish(): Promise<void> {
    await this.drain();
    executors.delete(this);
    if (!this.#crew) return;
    this.#close(0);
    await this.#end(this.#crew, 0);
  }

  /** There is work and room for one more worker. @internal */
  replace(): void {
    if (!this.#broken) this.#crew?.start();
  }

  /** A worker has ended unasked. @internal */
  fail(why: string): void {
    this.#broken = why;
    this.#crew?.kill(this.#site);
  }

  #owned(): Crew {
    if (!this.#crew) throw new ValueError("only the process that made an executor can shut it down");
    return this.#crew;
  }

  #close(site: number): void {
    if (this.#closed) return;
    this.#closed = true;
    const { handle } = this;
    link.act(UP.poolClose).u32(handle).u32(site).f64(nowMicros()).end();
  }

  async #end(crew: Crew, site: number): Promise<void> {
    await this.#done(site);
    await crew.join(site);
    executors.delete(this);
  }

  /** Waits for all tasks that the coordinator knows of; for those of this process alone if the pool is another's. */
  async #done(site: number): Promise<void> {
    const { handle } = this;
    const op = link.nextOp();
    link.ask(UP.awaitPool).u32(op).u32(handle).u32(site).f64(nowMicros()).end();
    await link.settle(op);
  }

  #submit<R>(fn: TaskFn<any, unknown>, args: unknown[], flags: number, site: number): Future<R> {
    this.#check();
    requireReference(fn, "the function");
    const number = nextTask();
    const source = { pool: this.handle, first: number, count: 1, site };
    const future = Future.make<R>(AsyncResult.make<R>(source, {}), (one) => this.#withdraw([one]));
    this.#outstanding.set(future, number);
    future.addDoneCallback(() => this.#outstanding.delete(future));
    submitTask(this, fn, args, flags, site, {
      began: () => future.begin(),
      settle: (value, error) => future.settle(value as R, error),
    });
    return future;
  }

  #check(): void {
    if (this.#broken !== undefined)
      throw new BrokenProcessPoolError(
        "A child process terminated abruptly, the process pool is not usable anymore",
        { cause: new Error(this.#broken) },
      );
    if (this.#closed) throw new ValueError("cannot schedule new futures after shutdown");
  }

  #map<T, R>(
    site: number,
    flags: number,
    fn: TaskFn<any, R>,
    items: Iterable<T>,
    { timeout = Number.POSITIVE_INFINITY, chunkSize = 1 }: MapOptions,
  ): AsyncIterableIterator<R, undefined> {
    const end = performance.now() + timeout;
    this.#check();
    requireReference(fn, "the function");
    const chunks = chunksOf([...items], chunkSize);
    const futures = chunks.map((chunk) =>
      this.#submit<Each>(fn, chunk, TASK_CHUNK | TASK_EACH | flags, site),
    );
    return this.#results<R>(futures, site, timeout, end);
  }

  async *#results<R>(
    futures: Future<Each>[],
    site: number,
    timeout: number,
    end: number,
  ): AsyncGenerator<R, undefined> {
    try {
      for (const { pending } of futures) {
        if (!(await pending.waitFrom(site, { timeout: end - performance.now() })))
          throw new TimeoutError(`not all results within ${timeout} ms`);
        for (const outcome of outcomes<R>(pending)) {
          if ("error" in outcome) throw outcome.error;
          yield outcome.value;
        }
      }
    } finally {
      this.#withdraw(futures);
    }
    return undefined;
  }

  /** Cancels those of these futures that are pending. */
  #withdraw(futures: Future<any>[]): void {
    const pending = futures.filter((future) => !future.done() && !future.running());
    if (pending.length === 0) return;
    const numbers = pending.map((future) => this.#outstanding.get(future)!);
    const { handle } = this;
    const frame = link.frame(UP.cancelTasks).u32(handle).u32(numbers.length);
    for (const number of numbers) frame.u32(number);
    frame.end();
    this.#drop(pending);
  }

  /** What other processes have submitted, too. */
  #cancelAll(): void {
    const { handle } = this;
    link.frame(UP.cancelTasks).u32(handle).u32(ALL_TASKS).end();
    this.#drop([...this.#outstanding.keys()].filter((future) => !future.running()));
  }

  #drop(futures: Future<any>[]): void {
    for (const future of futures) {
      forgetTask(this.#outstanding.get(future) ?? 0);
      future.drop();
    }
  }
}

adoptable("ProcessPoolExecutor", (name, size) => {
  ADOPTING.now = true;
  try {
    return new ProcessPoolExecutor({ name, maxWorkers: size });
  } finally {
    ADOPTING.now = false;
  }
});
