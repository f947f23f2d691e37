/** What is stuck is said, once and rightly; what is not stuck is never called so. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Hint } from "../../src/protocol/hints.ts";
import { Program } from "../support/program.ts";

const HEAD = `import { asCompleted, Barrier, Event, isMainProcess, JoinableQueue, Lock, Pool, pipe, Process, ProcessPoolExecutor, Queue, SimpleQueue, sleep, subprocess, type Connection, waitAny } from "@interleave/runtime";\n`;

const role = (hint: Hint, which: string) =>
  hint.processes
    .filter((process) => process.role === which)
    .map((process) => process.name)
    .sort();

interface Stuck {
  because?: string[];
  core: string[];
  collateral: string[];
  message?: RegExp;
}
const STUCK: Record<string, [string, Stuck]> = {
  "two locks in opposite order": [
    `async function both(a: Lock, b: Lock, mine: Event, other: Event) { await a.acquire(); await mine.set(); await other.wait(); await b.acquire(); }
     if (isMainProcess) {
       const [a, b, e, f] = [new Lock(), new Lock(), new Event(), new Event()];
       new Process({ target: both, args: [a, b, e, f] }).start();
       new Process({ target: both, args: [b, a, f, e] }).start();
     }`,
    {
      core: ["Process-1", "Process-2"],
      collateral: ["MainProcess"],
      message: /^Two processes wait for one another in a circle/,
    },
  ],
  "a lock asked for twice": [
    `if (isMainProcess) { const lock = new Lock({ name: "door" }); await lock.acquire(); await lock.acquire(); }`,
    {
      because: ["self-deadlock"],
      core: ["MainProcess"],
      collateral: [],
      message: /^MainProcess waits for door, which it holds itself/,
    },
  ],
  "two locks in opposite order, by two branches of one process": [
    `const both = (first: Lock, second: Lock) => first.use(async () => { await sleep(50); await second.use(() => {}); });
     if (isMainProcess) { const [a, b] = [new Lock(), new Lock()]; await Promise.all([both(a, b), both(b, a)]); }`,
    {
      core: ["MainProcess"],
      collateral: [],
      message: /^Concurrent branches of MainProcess wait for one another's locks in a circle/,
    },
  ],
  "a branch that waits for what another holds, which waits for ever": [
    `if (isMainProcess) {
       const [lock, event] = [new Lock(), new Event({ name: "go" })];
       await Promise.all([lock.use(() => event.wait()), sleep(50).then(() => lock.use(() => {}))]);
     }`,
    {
      because: ["never-signalled"],
      core: ["MainProcess"],
      collateral: [],
      message: /^MainProcess waits for go/,
    },
  ],
  "a queue that nobody feeds": [
    `const eat = async (queue: Queue<number>) => { for (;;) await queue.get(); };
     if (isMainProcess) { const queue = new Queue<number>(0, { name: "jobs" }); const p = new Process({ target: eat, args: [queue] }); p.start(); await queue.put(1); await p.join(); }`,
    { because: ["queue-never-fed"], core: ["Process-1"], collateral: ["MainProcess"] },
  ],
  "a full queue that nobody drains": [
    `const fill = async (queue: Queue<number>) => { for (;;) await queue.put(1); };
     if (isMainProcess) { const queue = new Queue<number>(3); const p = new Process({ target: fill, args: [queue] }); p.start(); await p.join(); }`,
    { because: ["join-before-drain"], core: ["Process-1"], collateral: ["MainProcess"] },
  ],
  "an event that nobody sets": [
    `const wait = (event: Event) => event.wait();
     if (isMainProcess) { const event = new Event(); const p = new Process({ target: wait, args: [event] }); p.start(); await p.join(); }`,
    { because: ["never-signalled"], core: ["Process-1"], collateral: ["MainProcess"] },
  ],
  "an item that nobody reports done": [
    `if (isMainProcess) { const queue = new JoinableQueue<number>(); await queue.put(1); await queue.get(); await queue.join(); }`,
    { because: ["task-done-mismatch"], core: ["MainProcess"], collateral: [] },
  ],
  "a lock whose holder has left": [
    `const take = (lock: Lock) => lock.acquire();
     if (isMainProcess) { const lock = new Lock(); const p = new Process({ target: take, args: [lock] }); p.start(); await p.join(); await lock.acquire(); }`,
    { because: ["orphaned-lock"], core: ["MainProcess"], collateral: [] },
  ],
  "a lock whose holder was killed": [
    `const take = (lock: Lock, taken: Event) => lock.use(async () => { await taken.set(); await sleep(1e9); });
     if (isMainProcess) { const [lock, taken] = [new Lock({ name: "door" }), new Event()]; const p = new Process({ target: take, args: [lock, taken] }); p.start(); await taken.wait(); p.kill(); await p.join(); await lock.acquire(); }`,
    {
      because: ["killed-holding"],
      core: ["MainProcess"],
      collateral: [],
      message: /^MainProcess waits for door, whose holder Process-1 was killed while it had it\.$/,
    },
  ],
  "a wait for what no callback sets, once all tasks are done": [
    `const nap = () => sleep(200);
     if (isMainProcess) { const [event, pool] = [new Event({ name: "go" }), new Pool({ processes: 1 })]; pool.applyAsync(nap, [], { callback: () => {} }); await event.wait(); }`,
    { because: ["never-signalled"], core: ["MainProcess"], collateral: [] },
  ],
  "an executor whose workers never begin": [
    `const init = (event: Event) => event.wait(); const id = (n: number) => n;
     if (isMainProcess) { const executor = new ProcessPoolExecutor({ maxWorkers: 1, initializer: init, initArgs: [new Event({ name: "go" })] }); await executor.submit(id, 1); }`,
    { because: ["never-signalled"], core: ["SpawnProcess-1"], collateral: ["MainProcess"] },
  ],
  "a wait at the top level of a module, before a process's target": [
    `const target = () => {}; if (!isMainProcess) await new Event({ name: "mine" }).wait();
     if (isMainProcess) { const p = new Process({ target }); p.start(); await p.join(); }`,
    { because: ["never-signalled"], core: ["Process-1"], collateral: ["MainProcess"] },
  ],
  "a simple queue that nobody feeds": [
    `const eat = (queue: SimpleQueue<number>) => queue.get();
     if (isMainProcess) { const queue = new SimpleQueue<number>(); const p = new Process({ target: eat, args: [queue] }); p.start(); await p.join(); }`,
    { because: ["queue-never-fed"], core: ["Process-1"], collateral: ["MainProcess"] },
  ],
  "two processes that each wait for the other's message": [
    `const hear = async (end: Connection<number, number>) => { await end.send(await end.recv()); };
     if (isMainProcess) { const [a, b] = pipe<number>(); for (const end of [a, b]) { new Process({ target: hear, args: [end] }).start(); } a.close(); b.close(); }`,
    {
      because: ["queue-never-fed"],
      core: ["Process-1", "Process-2"],
      collateral: ["MainProcess"],
      message: /^Process-1 waits for a message at Pipe-1\.a, and nobody who could send one can go on/,
    },
  ],
  "two processes that each send more than the pipe takes": [
    `const talk = async (end: Connection<Uint8Array, Uint8Array>) => { await end.send(new Uint8Array(100_000)); await end.recv(); };
     if (isMainProcess) { const [a, b] = pipe<Uint8Array>(); for (const end of [a, b]) { new Process({ target: talk, args: [end] }).start(); end.close(); } }`,
    { because: ["queue-never-drained"], core: ["Process-1", "Process-2"], collateral: ["MainProcess"] },
  ],
  "the receiver's own copy of the writer is still open": [
    `const say = async (writer: Connection<number, never>) => { await writer.send(1); };
     if (isMainProcess) { const [reader, writer] = pipe<number>({ duplex: false }); const p = new Process({ target: say, args: [writer] }); p.start(); for (;;) await reader.recv(); }`,
    { because: ["queue-never-fed"], core: ["MainProcess"], collateral: [] },
  ],
  "a poll for ever, and a wait for any of two": [
    `const look = (end: Connection<number, number>) => end.poll(Infinity);
     const any = (end: Connection<number, number>, other: Connection<number, number>) => waitAny([end, other]);
     if (isMainProcess) { const [a, b] = pipe<number>(); const [c, d] = pipe<number>(); new Process({ target: look, args: [a] }).start(); new Process({ target: any, args: [b, c] }).start(); for (const end of [a, b, c]) end.close(); await d.recv(); }`,
    { because: ["queue-never-fed"], core: ["MainProcess", "Process-1", "Process-2"], collateral: [] },
  ],
  "tasks of a pool that wait in a circle": [
    `const take = async (a: Lock, b: Lock, mine: Event, other: Event) => { await a.acquire(); await mine.set(); await other.wait(); await b.acquire(); };
     if (isMainProcess) {
       const [a, b, e, f] = [new Lock(), new Lock(), new Event(), new Event()];
       const pool = new Pool({ processes: 3 });
       await Promise.all([pool.apply(take, [a, b, e, f]), pool.apply(take, [b, a, f, e])]);
     }`,
    { core: ["SpawnPoolWorker-1", "SpawnPoolWorker-2"], collateral: ["MainProcess"] },
  ],
  "tasks that wait for tasks of the same pool, no worker left": [
    `const leaf = (n: number) => n;
     const outer = (pool: Pool, n: number): Promise<number> => pool.apply(leaf, [n]);
     if (isMainProcess) {
       const pool = new Pool({ processes: 2, name: "workers" });
       await pool.starmap(outer, [[pool, 1], [pool, 2], [pool, 3]], { chunkSize: 1 });
     }`,
    {
      because: ["pool-starvation"],
      core: ["SpawnPoolWorker-1", "SpawnPoolWorker-2"],
      collateral: ["MainProcess"],
      message: /^Every worker of workers waits for a task of workers itself/,
    },
  ],
  "tasks that wait for tasks of the same executor, no worker left": [
    `const leaf = (n: number) => n;
     const outer = async (executor: ProcessPoolExecutor, n: number) => await executor.submit(leaf, n);
     if (isMainProcess) {
       const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
       executor.submit(outer, executor, 1);
     }`,
    { because: ["pool-starvation"], core: ["SpawnProcess-1"], collateral: ["MainProcess"] },
  ],
  "main waits for the first of tasks that will never end": [
    `const wait = (event: Event) => event.wait();
     if (isMainProcess) {
       const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
       const futures = [new Event(), new Event()].map((event) => executor.submit(wait, event));
       for await (const _ of asCompleted(futures));
     }`,
    { because: ["never-signalled"], core: ["SpawnProcess-1", "SpawnProcess-2"], collateral: ["MainProcess"] },
  ],
};

describe("deadlocks", { concurrency: 2 }, () => {
  for (const [what, [source, expected]] of Object.entries(STUCK))
    test(`${what}: status 86 and one certain hint`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run({ limit: 15_000 });
      assert.equal(ended.status, 86, ended.stderr);
      assert.deepEqual(ended.left, []);
      const found = ended.hints.filter((hint) => hint.kind === "deadlock");
      assert.equal(found.length, 1, ended.stderr);
      const [hint] = found as [Hint];
      assert.equal(hint.certainty, "certain");
      assert.deepEqual(hint.because ?? [], expected.because ?? []);
      // Which workers get the two tasks is nobody's business.
      const workers = expected.core.some((name) => /Worker|SpawnProcess/.test(name));
      if (workers) assert.equal(role(hint, "core").length, expected.core.length);
      else assert.deepEqual(role(hint, "core"), expected.core);
      assert.deepEqual(role(hint, "collateral"), expected.collateral);
      if (expected.message) assert.match(hint.message, expected.message);
      assert.ok(hint.fix.length > 20 && hint.events.length > 0);
      for (const site of hint.sites) assert.match(site.file, /main\.ts$/);
      assert.ok(hint.sites.some((site) => site.role === "waits"));
    });

  test("a partial deadlock is told while others go on, --on-deadlock wait leaves it hanging", async () => {
    await using program = await Program.make(`${HEAD}
      async function both(a: Lock, b: Lock, mine: Event, other: Event) { await a.acquire(); await mine.set(); await other.wait(); await b.acquire(); }
      async function busy() { for (;;) await sleep(20); }
      if (isMainProcess) {
        const [a, b, e, f] = [new Lock(), new Lock(), new Event(), new Event()];
        new Process({ target: both, args: [a, b, e, f] }).start();
        new Process({ target: both, args: [b, a, f, e] }).start();
        new Process({ target: busy }).start();
      }`);
    const run = program.start({ args: ["--on-deadlock", "stop"] });
    await run.until(() => run.stderr.includes('"deadlock"'));
    // One process can go on, so the run is not stopped.
    assert.equal(run.child.exitCode, null);
    run.child.kill("SIGTERM");
    const ended = await run.ended;
    assert.deepEqual(role(ended.hints[0]!, "core"), ["Process-1", "Process-2"]);
    assert.equal(ended.hints.length, 1);
  });
});

/** Programs that look stuck at some moment and are not. */
test("two circles that have nothing to do with one another: a hint of each", async () => {
  await using program = await Program.make(`${HEAD}
    const both = (a: Lock, b: Lock, all: Barrier) => a.use(async () => { await all.wait(); await b.use(() => {}); });
    if (isMainProcess) {
      const all = new Barrier(4);
      for (let i = 0; i < 2; i++) {
        const [a, b] = [new Lock(), new Lock()];
        for (const pair of [[a, b], [b, a]] as const) new Process({ target: both, args: [...pair, all] }).start();
      }
    }`);
  const ended = await program.run();
  const found = ended.hints.filter((hint) => hint.kind === "deadlock");
  assert.deepEqual(found.map((hint) => role(hint, "core")).sort(), [
    ["Process-1", "Process-2"],
    ["Process-3", "Process-4"],
  ]);
  for (const hint of found) assert.match(hint.message, /^Two processes wait for one another in a circle/);
  assert.equal(ended.status, 86);
});

const FINE: Record<string, string> = {
  "a timer releases": `if (isMainProcess) { const lock = new Lock(); await lock.acquire(); setTimeout(() => void lock.release(), 300); await lock.acquire(); }`,
  "an unref'd timer releases": `if (isMainProcess) { const lock = new Lock(); await lock.acquire(); setTimeout(() => void lock.release(), 300).unref(); await lock.acquire(); }`,
  "a limit of its own ends the wait": `if (isMainProcess) { const lock = new Lock(); await lock.acquire(); await lock.acquire({ timeout: 300 }); }`,
  "a signal ends the wait": `if (isMainProcess) { const event = new Event(); await event.wait({ signal: AbortSignal.timeout(300) }).catch(() => {}); }`,
  "another branch goes on": `if (isMainProcess) {
      const lock = new Lock(); const queue = new Queue<number>(); await lock.acquire();
      await Promise.all([lock.acquire(), (async () => { await sleep(150); await queue.put(1); await queue.get(); await lock.release(); })()]);
    }`,
  "a circle of two, and somebody else gives back what one of them took": `
    const first = async (room: Lock, door: Lock, mine: Event, other: Event) => { await room.acquire(); await mine.set(); await other.wait(); await door.use(() => {}); };
    const second = async (room: Lock, door: Lock, mine: Event, other: Event) => { await door.use(async () => { await mine.set(); await other.wait(); await room.use(() => {}); }); };
    const third = async (room: Lock) => { await sleep(600); await room.release(); };
    if (isMainProcess) {
      const [room, door, e, f] = [new Lock(), new Lock(), new Event(), new Event()];
      for (const [target, args] of [[first, [room, door, e, f]], [second, [room, door, f, e]], [third, [room]]] as const) new Process({ target: target as never, args: args as never }).start();
    }`,
  "a file is read first": `import { readFile } from "node:fs/promises"; import { setTimeout as later } from "node:timers/promises";
    if (isMainProcess) { const event = new Event(); void (async () => { for (let i = 0; i < 50; i++) { await readFile(import.meta.filename); await later(2); } await event.set(); })(); await event.wait(); }`,
  "an external command goes on": `import { execFile } from "node:child_process";
    if (isMainProcess) { const event = new Event(); execFile(process.execPath, ["-e", "setTimeout(() => {}, 300)"], () => void event.set()); await event.wait(); }`,
  "a child computes and then releases what main holds": `
    const free = async (lock: Lock) => { const end = performance.now() + 300; while (performance.now() < end); await lock.release(); };
    if (isMainProcess) { const lock = new Lock(); await lock.acquire(); new Process({ target: free, args: [lock] }).start(); await lock.acquire(); }`,
  "a handle is on its way": `
    const set = async (queue: Queue<Event>) => { await sleep(200); await (await queue.get()).set(); };
    if (isMainProcess) { const queue = new Queue<Event>(); const event = new Event(); new Process({ target: set, args: [queue] }).start(); await queue.put(event); await event.wait(); }`,
  "an end of a pipe is on its way": `
    const say = async (queue: Queue<Connection<number, never>>) => { await sleep(200); await (await queue.get()).send(1); };
    if (isMainProcess) { const queue = new Queue<Connection<number, never>>(); const [reader, writer] = pipe<number>({ duplex: false }); new Process({ target: say, args: [queue] }).start(); await queue.put(writer); writer.close(); await reader.recv(); }`,
  "an end of a pipe is in a message of a pipe": `
    const say = async (ends: Connection<never, Connection<number, never>>) => { await sleep(200); await (await ends.recv()).send(1); };
    if (isMainProcess) { const [take, give] = pipe<Connection<number, never>>({ duplex: false }); const [reader, writer] = pipe<number>({ duplex: false }); new Process({ target: say, args: [take] }).start(); await give.send(writer); writer.close(); await reader.recv(); }`,
  "both receive, and one of them only for a while": `
    const hear = async (end: Connection<number, number>) => { await end.recv({ timeout: 300 }).catch(() => end.send(1)); };
    if (isMainProcess) { const [a, b] = pipe<number>(); new Process({ target: hear, args: [b] }).start(); await a.recv(); }`,
  "another branch of the same process sends": `if (isMainProcess) { const [a, b] = pipe<number>(); setTimeout(() => void b.send(1), 300); await a.recv(); }`,
  "the other end is about to be closed": `
    const leave = async (end: Connection<number, number>) => { await sleep(300); end.close(); };
    if (isMainProcess) { const [a, b] = pipe<number>(); new Process({ target: leave, args: [b] }).start(); b.close(); await a.recv().catch(() => {}); }`,
  "a pipe is full, and whoever receives takes its time": `
    const hear = async (end: Connection<Uint8Array, Uint8Array>) => { await sleep(300); await end.recv(); };
    if (isMainProcess) { const [a, b] = pipe<Uint8Array>(); new Process({ target: hear, args: [b] }).start(); b.close(); await a.send(new Uint8Array(200_000)); }`,
  "a command runs, whose caller will send": `
    const say = async (end: Connection<number, number>) => { await subprocess.call([process.execPath, "-e", "setTimeout(() => {}, 300)"]); await end.send(1); };
    if (isMainProcess) { const [a, b] = pipe<number>(); new Process({ target: say, args: [b] }).start(); b.close(); await waitAny([a]); await a.recv(); }`,
  "pools that nobody closes": `
    const id = (n: number) => n;
    if (isMainProcess) { const pools = [new Pool({ processes: 2 }), new Pool({ processes: 1 })]; for (const pool of pools) await pool.map(id, [1, 2, 3]); await sleep(100); }`,
  "a task waits for a task of its pool, and one worker is left": `
    const leaf = async (n: number) => { await sleep(100); return n; };
    const outer = (pool: Pool, n: number): Promise<number> => pool.apply(leaf, [n]);
    if (isMainProcess) { await using pool = new Pool({ processes: 2 }); await pool.apply(outer, [pool, 1]); }`,
  "a task waits for a task of its executor, whose next worker is yet to be started": `
    const end = performance.now() + 150; while (performance.now() < end);
    const leaf = (n: number) => n;
    const outer = async (executor: ProcessPoolExecutor, n: number) => await executor.submit(leaf, n);
    if (isMainProcess) { const executor = new ProcessPoolExecutor({ maxWorkers: 2 }); executor.submit(outer, executor, 1); }`,
  "a task waits for another of its pool behind one that ends by itself": `
    const nap = () => sleep(300);
    const leaf = (n: number) => n;
    const outer = (pool: Pool): Promise<number> => pool.apply(leaf, [1]);
    if (isMainProcess) { const pool = new Pool({ processes: 2 }); await Promise.all([pool.apply(nap), pool.apply(outer, [pool])]); }`,
  "workers that are relieved while others wait for them": `
    const id = (n: number) => n;
    const use = (pool: Pool): Promise<number[]> => pool.map(id, [1, 2, 3, 4, 5], { chunkSize: 1 });
    if (isMainProcess) { const pool = new Pool({ processes: 1, maxTasksPerChild: 1 }); const p = new Process({ target: use, args: [pool] }); p.start(); await p.join(); }`,
  "callbacks of tasks set what is waited for": `
    const nap = () => sleep(300);
    const fail = async () => { await sleep(300); throw new Error("no"); };
    if (isMainProcess) {
      const pool = new Pool({ processes: 1, maxTasksPerChild: 1 });
      for (const start of [
        (event: Event) => pool.applyAsync(nap, [], { callback: () => void event.set() }),
        (event: Event) => pool.applyAsync(fail, [], { errorCallback: () => void event.set() }),
        (event: Event) => pool.mapAsync(nap, [1, 2], { callback: () => void event.set() }),
      ]) { const event = new Event(); start(event); await event.wait(); }
      const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
      const event = new Event();
      for (const end of [() => {}, () => void event.set()]) executor.submit(nap).addDoneCallback(end);
      await event.wait();
    }`,
  "executors at rest, with idle workers": `
    const id = (n: number) => n;
    const never = (event: Event) => event.wait({ timeout: 300 });
    if (isMainProcess) { const executor = new ProcessPoolExecutor({ maxWorkers: 2 }); await executor.submit(id, 1); await executor.submit(never, new Event()); await sleep(50); }`,
  "workers that start slowly": `
    const end = performance.now() + 150; while (performance.now() < end);
    const id = (n: number) => n;
    if (isMainProcess) { await using pool = new Pool({ processes: 2 }); await pool.map(id, [1, 2, 3]); }`,
  "a child that prints to a pipe while it waits": `
    const wait = async (event: Event) => { console.log("x".repeat(1000)); await event.wait(); };
    if (isMainProcess) { const event = new Event(); const p = new Process({ target: wait, args: [event] }); p.start(); await sleep(200); await event.set(); await p.join(); }`,
};

describe("no deadlock", { concurrency: 2 }, () => {
  for (const [what, source] of Object.entries(FINE))
    test(`${what}: no hint, status 0`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run({ limit: 15_000 });
      assert.deepEqual(ended.hints, []);
      assert.equal(ended.errors, "");
      assert.equal(ended.status, 0);
      assert.deepEqual(ended.left, []);
    });
});
