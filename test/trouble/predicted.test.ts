/** A run that got through tells of the deadlock that it did not have; a program that cannot deadlock tells nothing. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

const HEAD = `import { activeChildren, Barrier, Condition, Event, isMainProcess, Lock, Pool, Process, Queue, RLock, Semaphore, sleep, Value } from "@interleave/runtime";
const run = async (...targets: [Function, ...unknown[]][]) => {
  const all = targets.map(([target, ...args]) => new Process({ target: target as never, args: args as never }));
  for (const one of all) one.start();
  for (const one of all) await one.join();
};
const nest = async (...locks: Lock[]) => {
  for (const lock of locks) await lock.acquire();
  for (const lock of locks.reverse()) await lock.release();
};
const late = async (...locks: Lock[]) => { await sleep(250); await nest(...locks); };
`;

/** Who is in the circle, and a line of the witness. */
const FOUND: Record<string, [string, { core: string[]; step: RegExp; message: RegExp }]> = {
  "two locks in opposite order": [
    `if (isMainProcess) {
       const [a, b] = [new Lock({ name: "a" }), new Lock({ name: "b" })];
       await run([nest, a, b], [late, b, a]);
     }`,
    {
      core: ["Process-1", "Process-2"],
      step: /^Process-1 takes a \(main\.ts:8\)$/,
      message: /^Process-1 and Process-2 got through this time/,
    },
  ],
  "three forks": [
    `if (isMainProcess) {
       const [a, b, c] = [new Lock(), new Lock(), new Lock()];
       await run([nest, a, b], [late, b, c], [async3, c, a]);
     }
     async function async3(...locks: Lock[]) { await sleep(500); await nest(...locks); }`,
    {
      core: ["Process-1", "Process-2", "Process-3"],
      step: /^Process-3 waits for Lock-1/,
      message: /got through this time/,
    },
  ],
  "tasks of a pool": [
    `const task = async (start: Barrier, wait: number, ...locks: Lock[]) => { await start.wait(); await sleep(wait); await nest(...locks); };
     if (isMainProcess) {
       const [a, b, start] = [new Lock({ name: "a" }), new Lock({ name: "b" }), new Barrier(2)];
       await using pool = new Pool({ processes: 2 });
       const results = [pool.applyAsync(task, [start, 0, a, b]), pool.applyAsync(task, [start, 250, b, a])];
       for (const result of results) await result.get();
     }`,
    {
      core: ["SpawnPoolWorker-1", "SpawnPoolWorker-2"],
      step: /begins a task of Pool-1/,
      message: /got through this time/,
    },
  ],
  "wait for a result while holding what the task takes": [
    `const task = async (lock: Lock) => { await nest(lock); await sleep(2500); };
     if (isMainProcess) {
       const lock = new Lock({ name: "door" });
       await using pool = new Pool({ processes: 1, name: "workers" });
       const result = pool.applyAsync(task, [lock]);
       await sleep(1500);
       await lock.acquire();
       await result.get();
       await lock.release();
     }`,
    {
      core: ["MainProcess", "SpawnPoolWorker-1"],
      step: /^MainProcess waits for a result of workers/,
      message: /MainProcess waits for workers, and nobody who could end that can go on/,
    },
  ],
  "join while holding what the child takes": [
    `if (isMainProcess) {
       const lock = new Lock({ name: "door" });
       const child = new Process({ target: nest, args: [lock] });
       child.start();
       await sleep(1500);
       await lock.acquire();
       await child.join();
       await lock.release();
     }`,
    {
      core: ["MainProcess", "Process-1"],
      step: /^MainProcess waits for Process-1 to end \(main\.ts:\d+\)$/,
      message: /^MainProcess and Process-1 got through this time\. .* MainProcess waits for Process-1/,
    },
  ],
  "put while holding what the consumer takes first": [
    `const give = async (lock: Lock, queue: Queue<number>) => { await sleep(700); await lock.acquire(); await queue.put(2); await lock.release(); };
     const take = async (lock: Lock, queue: Queue<number>) => { await nest(lock); await queue.get(); await sleep(1500); await queue.get(); };
     if (isMainProcess) {
       const [lock, queue] = [new Lock({ name: "door" }), new Queue<number>(1, { name: "jobs" })];
       await queue.put(1);
       await run([give, lock, queue], [take, lock, queue]);
     }`,
    {
      core: ["Process-1", "Process-2"],
      step: /^Process-1 waits for room in jobs/,
      message: /Process-1 waits for jobs, and nobody who could end that can go on/,
    },
  ],
};

/** Near misses. */
const SILENT: Record<string, string> = {
  "one fixed order": `if (isMainProcess) { const [a, b] = [new Lock(), new Lock()]; await run([nest, a, b], [nest, a, b]); }`,
  "a gate lock around both orders": `if (isMainProcess) {
      const [gate, a, b] = [new Lock(), new Lock(), new Lock()];
      await run([nest, gate, a, b], [nest, gate, b, a]);
    }`,
  "a semaphore as a gate": `if (isMainProcess) {
      const [gate, a, b] = [new Semaphore(1), new Lock(), new Lock()];
      await run([nest, gate, a, b], [nest, gate, b, a]);
    }`,
  "the other order only after a join": `if (isMainProcess) {
      const [a, b] = [new Lock(), new Lock()];
      await run([nest, a, b]);
      await run([nest, b, a]);
    }`,
  "the other order only after the end of a process was seen": `if (isMainProcess) {
      const [a, b] = [new Lock(), new Lock()];
      const seen: ((p: Process) => boolean)[] = [(p) => !p.isAlive(), (p) => p.exitCode !== null, () => activeChildren().length === 0];
      for (const [index, ended] of seen.entries()) {
        const locks = index % 2 === 0 ? [a, b] : [b, a];
        const p = new Process({ target: nest, args: locks });
        p.start();
        while (!ended(p)) await sleep(20);
      }
      await nest(b, a);
    }`,
  "the other order only after an event": `
    const first = async (a: Lock, b: Lock, done: Event) => { await nest(a, b); await done.set(); };
    const second = async (a: Lock, b: Lock, done: Event) => { await done.wait(); await nest(b, a); };
    if (isMainProcess) { const [a, b, done] = [new Lock(), new Lock(), new Event()]; await run([first, a, b, done], [second, a, b, done]); }`,
  "the other order only after a message": `
    const first = async (a: Lock, b: Lock, queue: Queue<number>) => { await nest(a, b); await queue.put(1); };
    const second = async (a: Lock, b: Lock, queue: Queue<number>) => { await queue.get(); await nest(b, a); };
    if (isMainProcess) { const [a, b, queue] = [new Lock(), new Lock(), new Queue<number>()]; await run([first, a, b, queue], [second, a, b, queue]); }`,
  "the inner lock is only tried": `
    const careful = async (a: Lock, b: Lock) => { await a.acquire(); if (await b.acquire({ blocking: false })) await b.release(); await a.release(); };
    if (isMainProcess) { const [a, b] = [new Lock(), new Lock()]; await run([careful, a, b], [late, b, a]); }`,
  "the inner lock has a limit": `
    const careful = async (a: Lock, b: Lock) => { await a.acquire(); if (await b.acquire({ timeout: 5000 })) await b.release(); await a.release(); };
    if (isMainProcess) { const [a, b] = [new Lock(), new Lock()]; await run([careful, a, b], [late, b, a]); }`,
  "the wait for the inner lock may be given up by a signal": `
    const careful = async (a: Lock, b: Lock) => { await a.acquire(); await b.acquire({ signal: AbortSignal.timeout(10_000) }); await b.release(); await a.release(); process.exit(0); };
    if (isMainProcess) { const [a, b] = [new Lock(), new Lock()]; await run([careful, a, b], [late, b, a]); }`,
  "a lock taken again by its owner": `if (isMainProcess) { const [a, b] = [new RLock(), new RLock()]; await run([nest, a, b, a], [nest, a, b]); }`,
  "two branches of one process that each take one lock": `
    const both = async (a: Lock, b: Lock) => { await Promise.all([nest(a), nest(b)]); };
    if (isMainProcess) { const [a, b] = [new Lock(), new Lock()]; await run([both, a, b], [both, b, a]); }`,
  "a value says whose turn it is": `
    const first = async (a: Lock, b: Lock, turn: Value<number>) => { await nest(a, b); await turn.set(1); };
    const second = async (a: Lock, b: Lock, turn: Value<number>) => { while ((await turn.get()) === 0) await sleep(20); await nest(b, a); };
    if (isMainProcess) { const [a, b, turn] = [new Lock(), new Lock(), new Value(0)]; await run([first, a, b, turn], [second, a, b, turn]); }`,
  "a condition whose state is looked at": `
    const wait = async (ready: Condition, state: Value<number>) => { await ready.acquire(); while ((await state.get()) === 0) await ready.wait(); await ready.release(); };
    const tell = async (ready: Condition, state: Value<number>) => { await ready.acquire(); await state.set(1); await ready.notifyAll(); await ready.release(); };
    if (isMainProcess) { const [ready, state] = [new Condition(), new Value(0)]; await run([wait, ready, state], [wait, ready, state], [tell, ready, state]); }`,
  "producers and consumers of a small queue": `
    const give = async (queue: Queue<number>) => { for (let i = 0; i < 20; i++) await queue.put(i); };
    const take = async (queue: Queue<number>) => { for (let i = 0; i < 20; i++) await queue.get(); };
    if (isMainProcess) { const queue = new Queue<number>(2); await run([give, queue], [give, queue], [take, queue], [take, queue]); }`,
};

describe("deadlocks of other schedules", { concurrency: 2 }, () => {
  for (const [what, [source, expected]] of Object.entries(FOUND))
    test(`${what}: predicted, with a witness`, async () => {
      await using program = await Program.make(HEAD + source);
      let ended = await program.run();
      // On a busy machine it may really come to that; what is asked for is a run that got through.
      for (let again = 0; ended.status === 86 && again < 5; again++) ended = await program.run();
      assert.equal(ended.status, 0, ended.stderr);
      assert.equal(ended.errors, "");
      assert.deepEqual(
        ended.hints.map(({ kind, certainty }) => `${kind} ${certainty}`),
        ["deadlock-predicted proven"],
      );
      const [hint] = ended.hints;
      assert.deepEqual(hint!.processes.map(({ name }) => name).sort(), expected.core);
      for (const { role, waits } of hint!.processes) assert.ok(role === "core" && waits!.length === 1);
      assert.match(hint!.message, expected.message);
      assert.ok(hint!.fix.length > 20 && hint!.events.length >= 2);
      assert.ok(
        hint!.witness!.some((step) => expected.step.test(step)),
        hint!.witness!.join("\n"),
      );
      // The last steps are the waits, one of each member.
      const last = hint!.witness!.filter((step) => / waits (for|until) /.test(step));
      assert.ok(last.length >= expected.core.length, hint!.witness!.join("\n"));
      assert.ok(hint!.sites.every(({ file }) => file.endsWith("main.ts")));
    });

  for (const [what, source] of Object.entries(SILENT))
    test(`${what}: nothing is said`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run();
      assert.equal(ended.status, 0, ended.stderr);
      assert.deepEqual(ended.hints, []);
      assert.equal(ended.errors, "");
    });

  test("it is said while the program goes on, and without a recording", async () => {
    await using program = await Program.make(`import { existsSync } from "node:fs";
      ${HEAD}
      if (isMainProcess) {
        const [a, b, stop] = [new Lock(), new Lock(), new Event()];
        const waits = new Process({ target: hold, args: [stop] });
        waits.start();
        await run([nest, a, b], [late, b, a]);
        while (!existsSync(process.argv[2]!)) await sleep(20);
        await stop.set();
        await waits.join();
      }
      async function hold(stop: Event) { await stop.wait(); }`);
    const sign = join(program.folder, "go-on");
    const run = program.start({ programArgs: [sign] });
    await run.until(() => run.stderr.includes('"deadlock-predicted"'));
    assert.equal(run.child.exitCode, null);
    await writeFile(sign, "");
    const ended = await run.ended;
    assert.equal(ended.status, 0, ended.stderr);
    assert.equal(ended.hints.length, 1);
  });
});
