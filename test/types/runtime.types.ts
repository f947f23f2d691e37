/**
 * What the compiler must infer for users of the runtime, and what it must refuse. Nothing here runs: `tsc -p .`
 * is the test, and a refusal that no longer happens is an unused `@ts-expect-error`.
 */
import {
  type AsyncResult,
  asCompleted,
  type Barrier,
  BoundedSemaphore,
  Condition,
  type Connection,
  currentProcess,
  type DictProxy,
  Event,
  type Future,
  isMainProcess,
  type JoinableQueue,
  type ListProxy,
  Lock,
  Manager,
  type NamespaceProxy,
  Pool,
  Process,
  ProcessPoolExecutor,
  pipe,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  sleep,
  span,
  subprocess,
  Value,
  waitAny,
  waitFutures,
} from "@interleave/runtime";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** `exactly<string>()(value)` compiles only if `value` is a string and nothing else. */
const exactly =
  <Expected>() =>
  <Actual>(_value: Actual, ..._same: Same<Actual, Expected> extends true ? [] : [never]): void => {};

function square(n: number): number {
  return n * n;
}
async function squareLater(n: number): Promise<number> {
  return n * n;
}
function greet(name: string, times?: number): string {
  return name.repeat(times ?? 1);
}
function nothing(): void {}

export function processes(lock: Lock, queue: Queue<string>): void {
  new Process();
  new Process({ target: nothing });
  new Process({ target: square, args: [1] });
  new Process({ target: squareLater, args: [1], name: "square", daemon: true });
  new Process({ target: greet, args: ["Ada"] });
  new Process({ target: greet, args: ["Ada", 2] });
  new Process({ target: (_lock: Lock, _queue: Queue<string>) => {}, args: [lock, queue] });

  // @ts-expect-error a string is no number
  new Process({ target: square, args: ["1"] });
  // @ts-expect-error one argument too many
  new Process({ target: square, args: [1, 2] });
  // @ts-expect-error one too few
  new Process({ target: square, args: [] });
  // @ts-expect-error none at all
  new Process({ target: square });
  // @ts-expect-error a queue of numbers where one of strings is wanted
  new Process({ target: (_queue: Queue<string>) => {}, args: [new Queue<number>()] });
  // @ts-expect-error a result, not a function
  new Process({ target: nothing() });
  // @ts-expect-error no such option
  new Process({ target: nothing, deamon: true });
}

export class Worker extends Process {
  readonly jobs: Queue<number>;

  constructor(jobs: Queue<number>) {
    super({ daemon: true });
    this.jobs = jobs;
  }

  override async run() {
    exactly<number>()(await this.jobs.get());
    exactly<string>()(this.name);
  }
}

export async function joining(child: Process): Promise<void> {
  exactly<void>()(child.start());
  exactly<boolean>()(await child.join());
  exactly<boolean>()(await child.join({ timeout: 1, signal: AbortSignal.timeout(1) }));
  exactly<number | null>()(child.exitCode);
  exactly<number | undefined>()(child.pid);
  exactly<string>()(currentProcess().name);
  exactly<boolean>()(isMainProcess);
  // @ts-expect-error milliseconds stand in an object
  await child.join(1000);
  // @ts-expect-error only the process itself has one
  child.exitCode = 1;
}

export async function locks(lock: Lock): Promise<void> {
  new Lock({ name: "lock" });
  exactly<boolean>()(await lock.acquire({ timeout: 1 }));
  exactly<boolean>()(await lock.acquire({ blocking: false }));
  exactly<void>()(await lock.release());
  exactly<number>()(await lock.use(() => 1));
  exactly<string>()(await lock.use(async () => "held"));
  {
    await using held = await lock.hold();
    exactly<AsyncDisposable>()(held);
  }
  // @ts-expect-error a name stands in an object
  new Lock("lock");
  // @ts-expect-error there is nothing to dispose of
  await using _ = lock;
}

export async function otherLocks(lock: Lock, barrier: Barrier): Promise<void> {
  exactly<number>()(await new Semaphore(2, { name: "gate" }).value());
  const all: Lock[] = [new RLock(), new Semaphore(), new BoundedSemaphore(1)];
  const condition = new Condition(all[0], { name: "ready" });
  exactly<boolean>()(await condition.wait({ timeout: 1, signal: AbortSignal.timeout(1) }));
  exactly<boolean>()(await condition.waitFor(async () => true, { timeout: 1 }));
  exactly<number>()(await condition.use(() => 1));
  exactly<void>()(await condition.notify(2));
  exactly<number>()(await barrier.wait({ timeout: 1 }));
  exactly<number>()(barrier.parties);
  exactly<boolean>()(await barrier.broken());
  new Condition(lock);
  // @ts-expect-error a name stands behind the value
  new Semaphore({ name: "gate" });
  // @ts-expect-error only read
  barrier.parties = 3;
  // @ts-expect-error an event is no lock
  new Condition(new Event());
}

export async function values(words: SharedArray<string>): Promise<void> {
  const count = new Value(0, { name: "count" });
  exactly<number>()(await count.get());
  exactly<number>()(await count.update((n) => n + 1));
  exactly<RLock>()(count.getLock());
  exactly<string>()(await words.at(0));
  exactly<string[]>()(await words.snapshot());
  exactly<void>()(await words.set(0, "a"));
  exactly<number>()(words.length);
  new SharedArray<number>(3);
  // @ts-expect-error another type than at first
  await count.set("1");
  // @ts-expect-error an update answers the new value
  await count.update((n) => String(n));
  // @ts-expect-error of another type
  await words.set(0, 1);
}

export async function queues(
  queue: Queue<{ id: number } | null>,
  tasks: JoinableQueue<string>,
): Promise<void> {
  exactly<{ id: number } | null>()(await queue.get());
  exactly<{ id: number } | null>()(await queue.get({ timeout: 1 }));
  exactly<{ id: number } | null>()(await queue.getNoWait());
  await queue.put({ id: 1 });
  await queue.put(null, { timeout: 1 });
  exactly<number>()(await queue.qsize());
  exactly<boolean>()(await queue.empty());
  exactly<string>()(await tasks.get());
  exactly<void>()(await tasks.join({ timeout: 1 }));
  exactly<void>()(await tasks.taskDone());
  // @ts-expect-error not what the queue carries
  await queue.put({ id: "1" });
  // @ts-expect-error a plain queue does not count tasks
  await queue.taskDone();
}

export async function events(event: Event): Promise<void> {
  exactly<boolean>()(await event.wait({ timeout: 1 }));
  exactly<boolean>()(await event.isSet());
  exactly<void>()(await event.set());
  new Event({ name: "go" });
}

export async function pools(pool: Pool): Promise<void> {
  exactly<number[]>()(await pool.map(square, [1, 2]));
  exactly<Promise<number[]>>()(pool.map(square, [1, 2]));
  exactly<number[]>()(await pool.map(squareLater, new Set([1, 2]), { chunkSize: 1 }));
  exactly<AsyncResult<number>>()(pool.applyAsync(square, [1]));
  exactly<AsyncResult<number>>()(pool.applyAsync(squareLater, [1]));
  exactly<AsyncResult<string>>()(pool.applyAsync(greet, ["Ada"]));
  exactly<number>()(await pool.applyAsync(square, [1]));
  exactly<string>()(await pool.applyAsync(greet, ["Ada"]).get({ timeout: 1 }));
  exactly<void>()(await pool.join());
  pool.applyAsync(square, [1], { callback: (value) => exactly<number>()(value) });
  pool.applyAsync(square, [1], { errorCallback: (error) => exactly<Error>()(error) });
  new Pool({ processes: 2, initializer: greet, initArgs: ["Ada"] });

  // @ts-expect-error items of another type
  await pool.map(square, ["1", "2"]);
  // @ts-expect-error the argument of another type
  pool.applyAsync(square, ["1"]);
  // @ts-expect-error no argument
  pool.applyAsync(square);
  // @ts-expect-error an argument too many
  pool.applyAsync(square, [1, 2]);
  // @ts-expect-error a callback for another type
  pool.applyAsync(square, [1], { callback: (_value: string) => {} });
  // @ts-expect-error the initializer's argument is missing
  new Pool({ initializer: greet });
}

const add = (a: number, b: number) => a + b;

export async function iterating(pool: Pool): Promise<void> {
  exactly<number[]>()(await pool.starmap(add, [[1, 2]]));
  exactly<AsyncResult<number[]>>()(pool.starmapAsync(add, [[1, 2]]));
  exactly<string[]>()(await pool.starmap(greet, [["Ada"], ["Ada", 2]]));
  for await (const n of pool.imap(squareLater, [1, 2])) exactly<number>()(n);
  for await (const n of pool.imapUnordered(square, new Set([1]), { chunkSize: 2 })) exactly<number>()(n);
  const next = await pool.imap(square, [1]).next({ timeout: 1 });
  if (!next.done) exactly<number>()(next.value);
  new Pool({ maxTasksPerChild: 2 });

  // @ts-expect-error a list of one argument for two
  await pool.starmap(add, [[1]]);
  // @ts-expect-error a word where a number belongs
  await pool.starmap(add, [[1, "2"]]);
  // @ts-expect-error items of another type
  pool.imap(square, ["1"]);
  // @ts-expect-error milliseconds stand in an object
  await pool.imap(square, [1]).next(1000);
}

export async function futures(executor: ProcessPoolExecutor): Promise<void> {
  exactly<Future<number>>()(executor.submit(square, 2));
  exactly<Future<number>>()(executor.submit(squareLater, 2));
  exactly<Future<string>>()(executor.submit(greet, "Ada"));
  exactly<Future<string>>()(executor.submit(greet, "Ada", 2));
  exactly<Future<void>>()(executor.submit(nothing));
  const future = executor.submit(square, 2);
  exactly<number>()(await future);
  exactly<number>()(await future.result({ timeout: 1 }));
  exactly<Error | null>()(await future.exception());
  exactly<boolean>()(future.cancel());
  future.addDoneCallback((done) => exactly<Future<number>>()(done));
  for await (const n of executor.map(squareLater, [1], { timeout: 1 })) exactly<number>()(n);
  for await (const n of executor.starmap(add, [[1, 2]])) exactly<number>()(n);
  for await (const one of asCompleted([future], { timeout: 1 })) exactly<Future<number>>()(one);
  const { done, notDone } = await waitFutures([future], { returnWhen: "FIRST_COMPLETED" });
  exactly<Set<Future<number>>>()(done);
  exactly<Set<Future<number>>>()(notDone);
  exactly<void>()(await executor.shutdown({ wait: true, cancelFutures: true }));
  new ProcessPoolExecutor({ maxWorkers: 2, initializer: greet, initArgs: ["Ada"] });

  // @ts-expect-error a word where a number belongs
  executor.submit(square, "2");
  // @ts-expect-error no argument
  executor.submit(square);
  // @ts-expect-error an argument too many
  executor.submit(square, 1, 2);
  // @ts-expect-error a result, not a function
  executor.submit(square(2));
  // @ts-expect-error items of another type
  executor.map(square, ["1"]);
  // @ts-expect-error no such condition
  await waitFutures([future], { returnWhen: "NEVER" });
  // @ts-expect-error the initializer's argument is missing
  new ProcessPoolExecutor({ initializer: greet });
}

export async function notes(): Promise<void> {
  exactly<void>()(await sleep(10, { signal: AbortSignal.timeout(1) }));
  exactly<number>()(span("count", () => 1));
  exactly<Promise<number>>()(span("count", async () => 1));
  // @ts-expect-error a sleep has a length
  await sleep();
}

export async function messages(): Promise<void> {
  const [a, b] = pipe<string, number>();
  exactly<Connection<string, number>>()(a);
  exactly<number>()(await a.recv({ timeout: 5 }));
  exactly<string>()(await b.recv());
  const [same] = pipe<Date>();
  exactly<Date>()(await same.recv());
  await same.send(new Date());
  const [reader, writer] = pipe<string>({ duplex: false });
  exactly<string>()(await reader.recv());
  exactly<boolean>()(await reader.poll(Number.POSITIVE_INFINITY));
  await writer.send("x");
  exactly<boolean>()(writer.closed);
  const simple = new SimpleQueue<number>({ name: "post" });
  exactly<number>()(await simple.get());
  await waitAny([a, reader, new Process()], { timeout: 5 });
  exactly<number>()(await subprocess.call(["ls"], { timeout: 5, cwd: "/", env: {} }));
  exactly<{ returnCode: number; stdout: string; stderr: string }>()(
    await subprocess.run(["cat"], { input: "x" }),
  );

  // @ts-expect-error nothing but strings goes this way
  await a.send(1);
  // @ts-expect-error the reader sends nothing
  await reader.send("x");
  // @ts-expect-error a number where strings are queued
  await new SimpleQueue<string>().put(1);
  // @ts-expect-error a simple queue knows no limits
  await simple.get({ timeout: 5 });
  // @ts-expect-error it has no size
  await simple.qsize();
  // @ts-expect-error never through a shell
  await subprocess.call("ls -l");
}

export async function managers(): Promise<void> {
  await using manager = await Manager.start({ name: "shared" });
  const dict = manager.dict<string, number>();
  exactly<DictProxy<string, number>>()(dict);
  exactly<number | undefined>()(await dict.get("a"));
  exactly<number>()(await dict.get("a", 0));
  exactly<boolean>()(await dict.delete("a"));
  exactly<[string, number][]>()(await dict.entries());
  exactly<Map<string, number>>()(await dict.snapshot());
  await dict.update({ a: 1 });
  await dict.update(new Map([["a", 1]]));
  exactly<DictProxy<string, number>>()(manager.dict({ a: 1 }));
  exactly<DictProxy<number, boolean>>()(manager.dict([[1, true]]));
  exactly<DictProxy<"a", number>>()(manager.dict<"a", number>({ a: 1 }));
  const typed: DictProxy<Date, Lock> = manager.dict();
  exactly<Lock>()(await typed.pop(new Date()));
  const list = manager.list([1, 2]);
  exactly<ListProxy<number>>()(list);
  exactly<number>()(await list.at(-1));
  exactly<number[]>()(await list.snapshot());
  await list.extend(new Set([1]));
  const namespace = manager.namespace<{ n: number; words: string[] }>({ n: 1 });
  exactly<NamespaceProxy<{ n: number; words: string[] }>>()(namespace);
  exactly<string[]>()(await namespace.get("words"));
  exactly<{ n: number; words: string[] }>()(await namespace.snapshot());
  exactly<Queue<Date>>()(manager.queue<Date>(5, { name: "dates" }));
  exactly<Value<number>>()(manager.value(1));
  exactly<SharedArray<string>>()(manager.array(["a"]));
  exactly<Barrier>()(manager.barrier(2, { timeout: 5 }));
  exactly<void>()(await manager.shutdown());
  new Process({ target: (_d: DictProxy<string, number>, _l: ListProxy<number>) => {}, args: [dict, list] });

  // @ts-expect-error a manager is started, not constructed
  new Manager();
  // @ts-expect-error a word where numbers are kept
  await dict.set("a", "1");
  // @ts-expect-error a key of another type
  await dict.get(1);
  // @ts-expect-error a word where numbers are kept
  await list.append("1");
  // @ts-expect-error no such attribute
  await namespace.get("m");
  // @ts-expect-error an attribute of another type
  await namespace.set("n", "1");
  // @ts-expect-error a dict of words where one of numbers is wanted
  new Process({ target: (_d: DictProxy<string, number>) => {}, args: [manager.dict<string, string>()] });
}
