/** Deadlocks of RLocks, semaphores, conditions and barriers are told, once; what only looks like one is not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Hint, Role } from "../../src/protocol/hints.ts";
import { Program, steady } from "../support/program.ts";

const HEAD = `import { Barrier, Condition, Event, isMainProcess, Lock, Process, Queue, RLock, Semaphore, sleep, Value } from "@interleave/runtime";\n`;

interface Stuck {
  because?: string[];
  core: string[];
  collateral: string[];
  message?: RegExp;
  /** Other hints than the one on the deadlock. */
  others?: string[];
}

const PAIR = `async function both(a: Lock, b: Lock, mine: Event, other: Event) { await a.acquire(); await mine.set(); await other.wait(); await b.acquire(); }
  const start = async (a: Lock, b: Lock) => {
    const [e, f] = [new Event(), new Event()];
    const all = [new Process({ target: both, args: [a, b, e, f] }), new Process({ target: both, args: [b, a, f, e] })];
    for (const p of all) p.start();
    for (const p of all) await p.join();
  };`;

const STUCK: Record<string, [string, Stuck]> = {
  "two RLocks in opposite order": [
    `${PAIR} if (isMainProcess) await start(new RLock(), new RLock());`,
    {
      core: ["Process-1", "Process-2"],
      collateral: ["MainProcess"],
      message: /^Two processes wait for one another in a circle/,
    },
  ],
  "two semaphores in opposite order": [
    `${PAIR} if (isMainProcess) await start(new Semaphore(1), new Semaphore(1));`,
    {
      because: ["never-signalled"],
      core: ["Process-1", "Process-2"],
      collateral: ["MainProcess"],
      message: /waits for a permit of Semaphore-\d, and nobody who could release one can go on/,
    },
  ],
  "an RLock whose holder has left": [
    `const take = async (lock: RLock) => { await lock.acquire(); await lock.acquire(); await lock.release(); };
     if (isMainProcess) { const lock = new RLock(); const p = new Process({ target: take, args: [lock] }); p.start(); await p.join(); await lock.acquire(); }`,
    {
      because: ["orphaned-lock"],
      core: ["MainProcess"],
      collateral: [],
      message: /whose holder Process-1 has ended/,
      others: ["orphaned-lock"],
    },
  ],
  "a semaphore whose permits died with others": [
    `const take = async (gate: Semaphore) => { await gate.acquire(); };
     if (isMainProcess) { const gate = new Semaphore(1, { name: "gate" }); const p = new Process({ target: take, args: [gate] }); p.start(); await p.join(); await gate.acquire(); }`,
    {
      because: ["orphaned-lock", "never-signalled"],
      core: ["MainProcess"],
      collateral: [],
      message: /^MainProcess waits for gate, whose holder Process-1 has ended/,
    },
  ],
  "a semaphore of one's own, all permits taken": [
    `if (isMainProcess) { const gate = new Semaphore(1); await gate.acquire(); await gate.acquire(); }`,
    { because: ["never-signalled"], core: ["MainProcess"], collateral: [] },
  ],
  "a condition that was notified too early": [
    `const wait = (c: Condition) => c.use(() => c.wait());
     if (isMainProcess) { const c = new Condition(undefined, { name: "ready" }); await c.use(() => c.notifyAll()); const p = new Process({ target: wait, args: [c] }); p.start(); await p.join(); }`,
    {
      because: ["lost-notify", "never-signalled"],
      core: ["Process-1"],
      collateral: ["MainProcess"],
      message:
        /^Process-1 waits to be notified by ready, but the last notify came before, when nobody waited/,
    },
  ],
  "a condition whose notifier was killed with the lock": [
    `const hold = async (c: Condition, ready: Event) => { await c.acquire(); await ready.set(); await sleep(60_000); };
     if (isMainProcess) {
       const c = new Condition(new Lock({ name: "door" })); const ready = new Event();
       const p = new Process({ target: hold, args: [c, ready] }); p.start(); await ready.wait(); p.kill(); await p.join();
       await c.use(() => c.wait());
     }`,
    {
      because: ["killed-holding"],
      core: ["MainProcess"],
      collateral: [],
      others: ["killed-holding"],
    },
  ],
  "a woken waiter that cannot have the lock again": [
    `const wait = async (c: Condition, ready: Event) => { await c.acquire(); await ready.set(); await c.wait(); };
     if (isMainProcess) {
       const c = new Condition(); const ready = new Event();
       const p = new Process({ target: wait, args: [c, ready] }); p.start(); await ready.wait();
       await c.acquire(); await c.notify(); await p.join();
     }`,
    { core: ["MainProcess", "Process-1"], collateral: [] },
  ],
  "a barrier with a party too few": [
    `const meet = async (b: Barrier) => { await b.wait(); };
     if (isMainProcess) { const b = new Barrier(3, { name: "meeting" }); const all = [1, 2].map(() => new Process({ target: meet, args: [b] })); for (const p of all) p.start(); for (const p of all) await p.join(); }`,
    {
      because: ["barrier-short"],
      core: ["Process-1", "Process-2"],
      collateral: ["MainProcess"],
      message: /waits at meeting for 3 parties, 2 are there, and no other can come any more/,
    },
  ],
  "a barrier one of whose parties ended before": [
    `const meet = async (b: Barrier, come: boolean) => { if (come) await b.wait(); };
     if (isMainProcess) { const b = new Barrier(2); const all = [true, false].map((come) => new Process({ target: meet, args: [b, come] })); for (const p of all) p.start(); for (const p of all) await p.join(); }`,
    { because: ["barrier-short"], core: ["Process-1"], collateral: ["MainProcess"] },
  ],
  "an action that waits for one who waits at the barrier": [
    `const box = new Map<string, Lock>();
     const act = () => box.get("lock")!.acquire();
     const meet = async (b: Barrier, lock: Lock, ready: Event, first: boolean) => {
       box.set("lock", lock);
       if (first) { await lock.acquire(); const passed = b.wait(); while ((await b.nWaiting()) === 0); await ready.set(); await passed; }
       else { await ready.wait(); await b.wait(); }
     };
     if (isMainProcess) { const b = new Barrier(2, { action: act }); const lock = new Lock(); const ready = new Event(); const all = [true, false].map((first) => new Process({ target: meet, args: [b, lock, ready, first] })); for (const p of all) p.start(); for (const p of all) await p.join(); }`,
    { core: ["Process-1", "Process-2"], collateral: ["MainProcess"] },
  ],
  "a value whose lock is held by one who waits for its reader": [
    `const read = (v: Value<number>) => v.get();
     if (isMainProcess) { const v = new Value(1); await v.getLock().acquire(); const p = new Process({ target: read, args: [v] }); p.start(); await p.join(); }`,
    { core: ["MainProcess", "Process-1"], collateral: [] },
  ],
};

const named = (hint: Hint, role: Role) =>
  hint.processes
    .filter((process) => process.role === role)
    .map((process) => process.name)
    .sort();

describe("deadlocks of RLocks, semaphores, conditions, barriers", { concurrency: 2 }, () => {
  for (const [what, [source, expected]] of Object.entries(STUCK))
    test(`${what}: status 86 and one certain hint`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run({ limit: 15_000 });
      assert.equal(ended.status, 86, ended.stderr);
      assert.deepEqual(ended.left, []);
      const found = ended.hints.filter((hint) => hint.kind === "deadlock");
      const others = ended.hints.filter((hint) => hint.kind !== "deadlock").map((hint) => hint.kind);
      assert.equal(found.length, 1, ended.stderr);
      assert.deepEqual(others, expected.others ?? []);
      const [hint] = found as [Hint];
      assert.equal(hint.certainty, "certain");
      assert.deepEqual(hint.because ?? [], expected.because ?? [], hint.message);
      assert.deepEqual(named(hint, "core"), expected.core, hint.message);
      assert.deepEqual(named(hint, "collateral"), expected.collateral);
      if (expected.message) assert.match(hint.message, expected.message);
      assert.doesNotMatch(hint.message + hint.fix, /\{\w+\}/);
      assert.ok(hint.sites.some((site) => site.role === "waits"));
    });
});

const FINE: Record<string, string> = {
  "an RLock taken again while others wait": `
    const work = async (lock: RLock) => { for (let i = 0; i < 10; i++) await lock.use(() => lock.use(() => lock.use(() => {}))); };
    if (isMainProcess) { const lock = new RLock(); const all = [1, 2, 3].map(() => new Process({ target: work, args: [lock] })); for (const p of all) p.start(); for (const p of all) await p.join(); }`,
  "a semaphore released late by somebody else": `
    const free = async (gate: Semaphore) => { await sleep(200); await gate.release(); };
    if (isMainProcess) { const gate = new Semaphore(0); new Process({ target: free, args: [gate] }).start(); await gate.acquire(); }`,
  "a semaphore released by another branch of the same process": `
    if (isMainProcess) { const gate = new Semaphore(1); await gate.acquire(); setTimeout(() => void gate.release(), 200); await gate.acquire(); }`,
  "a condition's waiter with a limit": `
    const wait = (c: Condition) => c.use(async () => { await c.wait({ timeout: 200 }); });
    if (isMainProcess) { const c = new Condition(); const p = new Process({ target: wait, args: [c] }); p.start(); await p.join(); }`,
  "a condition notified by one who computes first": `
    const notify = async (c: Condition) => { const end = performance.now() + 300; while (performance.now() < end); await c.use(() => c.notify()); };
    if (isMainProcess) { const c = new Condition(); await c.use(async () => { new Process({ target: notify, args: [c] }).start(); await c.wait(); }); }`,
  "a waiter all of whose fellows wait too, and main notifies in the end": `
    const wait = (c: Condition, ready: Queue<number>) => c.use(async () => { await ready.put(1); await c.wait(); });
    if (isMainProcess) {
      const c = new Condition(); const ready = new Queue<number>();
      const all = [1, 2].map(() => new Process({ target: wait, args: [c, ready] }));
      for (const p of all) p.start();
      for (const _ of all) await ready.get();
      await sleep(200);
      await c.use(() => c.notifyAll());
      for (const p of all) await p.join();
    }`,
  "a barrier whose parties are started one after the other": `
    const meet = async (b: Barrier) => { await b.wait(); };
    if (isMainProcess) { const b = new Barrier(3); const all = [1, 2, 3].map(() => new Process({ target: meet, args: [b] })); for (const p of all) { p.start(); await sleep(150); } for (const p of all) await p.join(); }`,
  "a barrier two of whose parties are one process": `
    const meet = async (b: Barrier) => { await b.wait(); };
    if (isMainProcess) { const b = new Barrier(3); const p = new Process({ target: meet, args: [b] }); p.start(); const first = b.wait(); await sleep(200); await b.wait(); await first; await p.join(); }`,
  "an action that takes its time": `
    const act = () => sleep(200);
    const meet = async (b: Barrier) => { await b.wait(); await b.wait(); };
    if (isMainProcess) { const b = new Barrier(2, { action: act }); const all = [1, 2].map(() => new Process({ target: meet, args: [b] })); for (const p of all) p.start(); for (const p of all) await p.join(); }`,
  "a handle that lies in a value": `
    const set = async (box: Value<Event | null>) => { await sleep(200); await (await box.get())!.set(); };
    if (isMainProcess) { const box = new Value<Event | null>(null); const event = new Event(); await box.set(event); new Process({ target: set, args: [box] }).start(); await event.wait(); }`,
  "updates in a crowd": `
    const count = async (v: Value<number>) => { for (let i = 0; i < 10; i++) await v.update((n) => n + 1); };
    if (isMainProcess) { const v = new Value(0); const all = [1, 2, 3].map(() => new Process({ target: count, args: [v] })); for (const p of all) p.start(); for (const p of all) await p.join(); }`,
};

describe("no deadlock of RLocks, semaphores, conditions, barriers", { concurrency: 2 }, () => {
  for (const [what, source] of Object.entries(FINE))
    test(`${what}: no hint, status 0`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run({ limit: 15_000 });
      assert.deepEqual(steady(ended.hints), []);
      assert.equal(ended.errors, "");
      assert.equal(ended.status, 0);
      assert.deepEqual(ended.left, []);
    });
});

test("what a block gives back is that block's after a wait for a condition, too: a deadlock is told while main looks on", async () => {
  await using program = await Program.make(`${HEAD}
    const waits = (a: Lock, b: Lock, changed: Condition) => a.use(async () => { await changed.wait(); await b.use(() => {}); });
    const wakes = (a: Lock, b: Lock, changed: Condition) => b.use(async () => {
      await a.use(() => changed.notify());
      await sleep(200);
      await a.use(() => {});
    });
    if (isMainProcess) {
      const [a, b] = [new Lock({ name: "a" }), new Lock({ name: "b" })];
      const changed = new Condition(a);
      const first = new Process({ target: waits, args: [a, b, changed] });
      first.start();
      await sleep(600);
      new Process({ target: wakes, args: [a, b, changed] }).start();
      await sleep(1e9);
    }`);
  const run = program.start();
  await run.until(() => run.stderr.includes('"deadlock"'));
  run.child.kill("SIGTERM");
  const { hints } = await run.ended;
  const [hint] = hints.filter(({ kind }) => kind === "deadlock");
  assert.match(hint!.message, /^Two processes wait for one another in a circle/);
});
