/** Pools of worker processes. */

import { DOWN, TASK_CHUNK, TASK_EACH, TASK_SPREAD, UP } from "../protocol/messages.ts";
import { AsyncResult } from "./async-result.ts";
import { builtin } from "./builtin.ts";
import { nowMicros } from "./clock.ts";
import { Crew, INITIALIZER_FAILED } from "./crew.ts";
import { ClosedError, ValueError } from "./errors.ts";
import { adoptable, Handle, known } from "./handle.ts";
import { ResultIterator } from "./imap.ts";
import { link } from "./link.ts";
import { requireReference } from "./registry.ts";
import { callSite } from "./sites.ts";
import { type Each, nextTask, submitTask } from "./tasks.ts";

export type TaskFn<A extends unknown[], R> = (...args: A) => R | Promise<R>;
/** Arguments may be left out only where the function can do without any. */
type ArgsOf<A extends unknown[], Rest extends unknown[] = []> = [] extends A
  ? [args?: NoInfer<A>, ...Rest]
  : [args: NoInfer<A>, ...Rest];
export interface Callbacks<R> {
  /** Called in this process with the value, before anybody who waits for it goes on. */
  callback?: (value: R) => void;
  errorCallback?: (error: Error) => void;
}
export interface Chunked {
  /** Items that travel together: a whole number of at least 1. */
  chunkSize?: number;
}
export type PoolOptions<A extends unknown[]> = {
  /** How many workers; default: one per processor. */
  processes?: number;
  /** Run once in every worker before its first task. */
  initializer?: (...args: A) => unknown;
  /** A worker ends after so many tasks and another takes its place. A chunk of items is one task. */
  maxTasksPerChild?: number;
  name?: string;
} & ([] extends A ? { initArgs?: NoInfer<A> } : { initArgs: NoInfer<A> });

/** All pools this process owns, so that they end with it. */
export const pools = new Set<Pool<any>>();

/**
 * Workers that run tasks. A pool may be handed to other processes: what they submit runs in its workers, and the
 * results come back to whoever submitted. Closing, ending and joining it is up to the process that made it; in any
 * other these throw ValueError, and leaving an `await using` block does nothing.
 */
export class Pool<A extends unknown[] = any[]> extends Handle {
  /** Undefined where the pool was handed over by another process. */
  readonly #crew: Crew | undefined;
  #state: "running" | "closed" | "terminated" = "running";
  #failed: string | undefined;
  readonly #site: number;

  constructor(given?: PoolOptions<A>) {
    const options: {
      processes?: number;
      initializer?: (...args: A) => unknown;
      initArgs?: A;
      maxTasksPerChild?: number;
      name?: string;
    } = given ?? {};
    const site = callSite(new.target);
    const processes = options.processes ?? builtin("node:os").availableParallelism();
    if (!(Number.isInteger(processes) && processes >= 1))
      throw new ValueError("Number of processes must be at least 1");
    const maxTasks = options.maxTasksPerChild;
    if (maxTasks !== undefined && !(Number.isInteger(maxTasks) && maxTasks >= 1))
      throw new ValueError("maxTasksPerChild must be a positive whole number");
    super("Pool", options.name, processes, site);
    this.#site = site;
    if (ADOPTING.now) return;
    const { initializer, initArgs } = options;
    this.#crew = new Crew(this, {
      prefix: "SpawnPoolWorker",
      daemon: true,
      initializer,
      initArgs,
      maxTasks,
      site,
    });
    this.#crew.onExit = (exitCode) => {
      if (exitCode === INITIALIZER_FAILED)
        this.fail("the initializer failed; its error is on standard error");
    };
    pools.add(this);
    for (let i = 0; i < processes; i++) this.#crew.start();
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
  async map<T, R>(fn: TaskFn<[item: T], R>, items: Iterable<T>, options: Chunked = {}): Promise<R[]> {
    return this.#mapAsync<T, R>(callSite(this.map), 0, fn, items, options).value();
  }

  /** {@link map}, without waiting for it. */
  mapAsync<T, R>(
    fn: TaskFn<[item: T], R>,
    items: Iterable<T>,
    options: Chunked & Callbacks<R[]> = {},
  ): AsyncResult<R[]> {
    return this.#mapAsync<T, R>(callSite(this.mapAsync), 0, fn, items, options);
  }

  /** {@link map} for a function of several arguments: every item is the list of them. */
  async starmap<A extends unknown[], R>(
    fn: TaskFn<A, R>,
    items: Iterable<NoInfer<A>>,
    options: Chunked = {},
  ): Promise<R[]> {
    return this.#mapAsync<A, R>(callSite(this.starmap), TASK_SPREAD, fn, items, options).value();
  }

  /** {@link starmap}, without waiting for it. */
  starmapAsync<A extends unknown[], R>(
    fn: TaskFn<A, R>,
    items: Iterable<NoInfer<A>>,
    options: Chunked & Callbacks<R[]> = {},
  ): AsyncResult<R[]> {
    return this.#mapAsync<A, R>(callSite(this.starmapAsync), TASK_SPREAD, fn, items, options);
  }

  /**
   * `fn` of every item, one by one in the items' order. All items are taken, and submitted, at once; an error that
   * taking them throws is thrown after the results of those before it. `next` takes a limit: `next({ timeout })`.
   */
  imap<T, R>(fn: TaskFn<[item: T], R>, items: Iterable<T>, options: Chunked = {}): ResultIterator<R> {
    return this.#imap<T, R>(callSite(this.imap), true, fn, items, options);
  }

  /** {@link imap} in the order in which the results come. */
  imapUnordered<T, R>(
    fn: TaskFn<[item: T], R>,
    items: Iterable<T>,
    options: Chunked = {},
  ): ResultIterator<R> {
    return this.#imap<T, R>(callSite(this.imapUnordered), false, fn, items, options);
  }

  /** No more tasks; those submitted are done, then the workers end. */
  close(): void {
    this.#owned();
    if (this.#state !== "running") return;
    this.#state = "closed";
    const { handle } = this;
    const site = callSite(this.close);
    link.act(UP.poolClose).u32(handle).u32(site).f64(nowMicros()).end();
  }

  /** Ends the workers at once. Results that have not come are rejected. */
  async terminate(): Promise<void> {
    this.#owned();
    this.end(callSite(this.terminate));
  }

  /**
   * Waits until all workers have ended.
   * @throws ValueError before `close` or `terminate`.
   */
  async join(): Promise<void> {
    const site = callSite(this.join);
    const crew = this.#owned();
    if (this.#state === "running") throw new ValueError("Pool is still running");
    await crew.join(site);
    pools.delete(this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#crew) this.end(callSite(this[Symbol.asyncDispose]));
  }

  /** {@link terminate} from the end of the process. @internal */
  end(site = 0): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    const { handle } = this;
    link.act(UP.poolTerminate).u32(handle).u32(site).f64(nowMicros()).end();
    this.#crew?.kill(site);
    pools.delete(this);
  }

  /** A worker is gone while there is, or may be, work: start another in its place. @internal */
  replace(): void {
    if (this.#state !== "terminated") this.#crew?.start();
  }

  /** No worker gets as far as its first task: every replacement would fail likewise, for ever. @internal */
  fail(why: string): void {
    if (this.#state === "terminated") return;
    this.#failed = `the pool cannot be used: ${why}`;
    this.end(this.#site);
  }

  #owned(): Crew {
    if (!this.#crew) throw new ValueError("only the process that made a pool can close, end or join it");
    return this.#crew;
  }

  #check(): void {
    if (this.#failed) throw new ClosedError(this.#failed);
    if (this.#state !== "running") throw new ValueError("Pool not running");
  }

  #applyAsync<R>(
    site: number,
    fn: TaskFn<any, R>,
    args: unknown[] = [],
    options: Callbacks<R> = {},
  ): AsyncResult<R> {
    this.#check();
    if (!Array.isArray(args)) throw new ValueError("args must be a list of arguments, such as [1, queue]");
    return this.#task<R>(fn, args, 0, site, options);
  }

  #mapAsync<T, R>(
    site: number,
    flags: number,
    fn: TaskFn<any, R>,
    items: Iterable<T>,
    options: Chunked & Callbacks<R[]>,
  ): AsyncResult<R[]> {
    this.#check();
    requireReference(fn, "the function");
    const all = [...items];
    const size = options.chunkSize ?? Math.ceil(all.length / (4 * this.measure));
    const chunks = all.length === 0 ? [] : chunksOf(all, size);
    const source = { pool: this.handle, first: nextTask(), count: chunks.length, site };
    const result = AsyncResult.make<R[]>(source, options);
    const values: R[][] = [];
    let left = chunks.length;
    let failure: Error | undefined;
    const finish = () => result.settle(failure ? undefined : joined(values), failure);
    if (left === 0) finish();
    for (const [index, chunk] of chunks.entries())
      submitTask(this, fn, chunk, TASK_CHUNK | flags, site, {
        settle: (value, error) => {
          if (error) failure ??= error;
          else values[index] = value as R[];
          if (--left === 0) finish();
        },
      });
    return result;
  }

  #imap<T, R>(
    site: number,
    ordered: boolean,
    fn: TaskFn<any, R>,
    items: Iterable<T>,
    { chunkSize = 1 }: Chunked,
  ): ResultIterator<R> {
    this.#check();
    requireReference(fn, "the function");
    const all: T[] = [];
    let last: { error: unknown } | undefined;
    // Before anything is taken.
    checkSize(chunkSize);
    try {
      for (const item of items) all.push(item);
    } catch (error) {
      last = { error };
    }
    const chunks = chunksOf(all, chunkSize);
    const results = chunks.map((chunk) => this.#task<Each>(fn, chunk, TASK_CHUNK | TASK_EACH, site, {}));
    return ResultIterator.make<R>(results, ordered, last);
  }

  #task<R>(
    fn: TaskFn<any, unknown>,
    args: unknown[],
    flags: number,
    site: number,
    options: Callbacks<R>,
  ): AsyncResult<R> {
    const source = { pool: this.handle, first: nextTask(), count: 1, site };
    const result = AsyncResult.make<R>(source, options);
    submitTask(this, fn, args, flags, site, {
      settle: (value, error) => result.settle(value as R, error),
    });
    return result;
  }
}

function checkSize(chunkSize: number): void {
  if (!(Number.isInteger(chunkSize) && chunkSize >= 1))
    throw new ValueError(`chunkSize must be a whole number of at least 1, not ${chunkSize}`);
}

/** `lists.flat()`, which takes several times as long. */
function joined<T>(lists: readonly T[][]): T[] {
  const all: T[] = new Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) for (let i = 0; i < list.length; i++) all[at++] = list[i]!;
  return all;
}

/** @throws ValueError for a size that is none. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  checkSize(size);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Set while a handle of somebody else's pool is made. */
const ADOPTING = { now: false };

link.on(DOWN.replace, (frame) => (known[frame.u32()] as unknown as Breakable).replace());
link.on(DOWN.broken, (frame) => (known[frame.u32()] as unknown as Breakable).fail(frame.text()));
adoptable("Pool", (name, size) => {
  ADOPTING.now = true;
  try {
    return new Pool({ name, processes: size });
  } finally {
    ADOPTING.now = false;
  }
});

/** A pool or an executor, as the coordinator speaks of it. */
interface Breakable {
  replace(): void;
  fail(why: string): void;
}
