/** RLock, semaphores, Condition, Barrier, Value and SharedArray between real processes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

const HEAD = `
  import { Barrier, BoundedSemaphore, Condition, isMainProcess, Lock, Pool, Process, Queue, RLock, Semaphore, SharedArray, sleep, Value } from "@interleave/runtime";
  const why = async (act: () => unknown) => { try { return String(await act()); } catch (e) { const { name, code, message } = e as never; return [name, code, message].join(" | "); } };
`;

async function output(source: string, hints: string[] = []): Promise<string[]> {
  await using program = await Program.make(HEAD + source);
  const ended = await program.run();
  assert.equal(ended.errors, "");
  assert.equal(ended.status, 0, ended.stdout);
  assert.deepEqual(ended.left, []);
  assert.deepEqual(
    ended.hints.map((hint) => hint.kind),
    hints,
  );
  return ended.stdout.trim().split("\n");
}

describe("RLock and semaphores", { concurrency: 2 }, () => {
  test("an RLock is taken again by its process, and given back only by it, level by level", async () => {
    const lines = await output(`
      const attempt = async (lock: RLock, out: Queue<unknown>) => {
        await out.put([await lock.acquire({ blocking: false }), await lock.locked(), await why(() => lock.release())].join());
      };
      const wait = async (lock: RLock) => { await lock.use(() => console.log("child in")); };
      if (isMainProcess) {
        const lock = new RLock({ name: "door" });
        const out = new Queue<string>();
        const ask = async (target: (lock: RLock, out: Queue<unknown>) => Promise<void>) => {
          const p = new Process({ target, args: [lock, out] }); p.start(); await p.join(); return out.get();
        };
        console.log(await why(() => lock.release()));
        console.log(await lock.acquire(), await lock.acquire({ timeout: 5 }), await lock.acquire({ blocking: false }));
        await lock.use(async () => { await using _ = await lock.hold(); });
        await lock.release(); await lock.release();
        console.log(await ask(attempt));
        const p = new Process({ target: wait, args: [lock] });
        p.start();
        console.log(await p.join({ timeout: 300 }));
        await lock.release();
        await p.join();
        console.log(await lock.locked(), await why(() => lock.release()), lock instanceof Lock);
      }
    `);
    const notOwned =
      "ValueError | ERR_INTERLEAVE_VALUE | attempt to release recursive lock not owned by thread";
    assert.deepEqual(lines, [
      notOwned,
      "true true true",
      `false,true,${notOwned}`,
      "false",
      "child in",
      `false ${notOwned} true`,
    ]);
  });

  test("a semaphore: permits, limits, more than at first, released by others", async () => {
    const lines = await output(`
      const free = (s: Semaphore) => s.release();
      if (isMainProcess) {
        const s = new Semaphore(2, { name: "gate" });
        console.log(await s.acquire(), await s.acquire(), await s.acquire({ blocking: false }), await s.acquire({ timeout: 10 }), await s.value(), await s.locked());
        console.log(await why(() => s.hold({ timeout: 10 })));
        console.log(await why(() => s.acquire({ signal: AbortSignal.abort(new Error("no time")) })));
        const p = new Process({ target: free, args: [s] });
        p.start();
        console.log(await s.acquire());
        await p.join();
        for (let i = 0; i < 5; i++) await s.release();
        console.log(await s.value(), await s.locked(), await s.use(() => s.value()));
        const none = new Semaphore(0);
        console.log(await none.acquire({ blocking: false }), await new Semaphore().value());
        console.log(await why(() => new Semaphore(-1)));
        console.log(await why(() => new BoundedSemaphore(-1)));
      }
    `);
    assert.deepEqual(lines, [
      "true true false false 0 true",
      "TimeoutError | ERR_INTERLEAVE_TIMEOUT | gate was not to be had within 10 ms",
      "Error |  | no time",
      "true",
      "5 false 4",
      "false 1",
      "ValueError | ERR_INTERLEAVE_VALUE | semaphore initial value must be >= 0",
      "ValueError | ERR_INTERLEAVE_VALUE | semaphore initial value must be >= 0",
    ]);
  });

  test("a bounded semaphore refuses a release too many, also one from elsewhere, and stays as it was", async () => {
    const lines = await output(`
      const free = async (s: BoundedSemaphore) => { console.log(await why(() => s.release())); console.log(await why(() => s.release())); };
      if (isMainProcess) {
        const s = new BoundedSemaphore(2);
        console.log(await why(() => s.release()));
        await s.acquire();
        const p = new Process({ target: free, args: [s] });
        p.start();
        await p.join();
        console.log(await why(() => s.release()), await s.value(), s instanceof Semaphore);
      }
    `);
    const tooMany = "ValueError | ERR_INTERLEAVE_VALUE | semaphore or lock released too many times";
    assert.deepEqual(lines, [tooMany, "undefined", tooMany, `${tooMany} 2 true`]);
  });

  test("no more than the permits are inside at any time, granted in the order of asking", async () => {
    const lines = await output(`
      const work = async (gate: Semaphore, inside: Value<number>, most: Value<number>) => {
        for (let i = 0; i < 30; i++) {
          await gate.acquire();
          const now = await inside.update((n) => n + 1);
          await most.update((n) => Math.max(n, now));
          await inside.update((n) => n - 1);
          await gate.release();
        }
      };
      if (isMainProcess) {
        const gate = new Semaphore(2);
        const [inside, most] = [new Value(0), new Value(0)];
        const all = [1, 2, 3, 4].map(() => new Process({ target: work, args: [gate, inside, most] }));
        for (const p of all) p.start();
        for (const p of all) await p.join();
        console.log(await inside.get(), await most.get() <= 2, await gate.value());
      }
    `);
    assert.deepEqual(lines, ["0 true 2"]);
  });

  test("what a dead process held stays held; an RLock's is reported, a waiter leaves the line", async () => {
    const lines = await output(
      `
      const keep = async (lock: RLock, gate: Semaphore) => { await lock.acquire(); await lock.acquire(); await gate.acquire(); };
      const ask = async (gate: Semaphore, asked: Queue<number>) => { const got = gate.acquire(); await asked.put(1); await got; };
      if (isMainProcess) {
        const [lock, gate] = [new RLock(), new Semaphore(1)];
        const p = new Process({ target: keep, args: [lock, gate] });
        p.start();
        await p.join();
        console.log(await lock.acquire({ timeout: 20 }), await gate.acquire({ timeout: 20 }));
        const asked = new Queue<number>();
        const q = new Process({ target: ask, args: [gate, asked] });
        q.start();
        await asked.get();
        q.kill();
        await q.join();
        await gate.release();
        console.log(await gate.acquire({ timeout: 1000 }));
      }
    `,
      ["orphaned-lock"],
    );
    assert.deepEqual(lines, ["false false", "true"]);
  });
});

describe("Condition", { concurrency: 2 }, () => {
  test("misuse, limits, signals: the lock is held again whatever happens", async () => {
    const lines = await output(`
      if (isMainProcess) {
        const c = new Condition();
        console.log(await why(() => c.wait()));
        console.log(await why(() => c.notify()));
        console.log(await why(() => c.notifyAll()));
        console.log(await why(() => c.release()));
        console.log(await why(() => new Condition(new Semaphore(1))));
        await c.acquire(); await c.acquire(); await c.acquire();
        console.log(await why(() => c.notify(0)));
        console.log(await c.wait({ timeout: 10 }), await c.wait({ timeout: 0 }));
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error("enough")), 20);
        console.log(await why(() => c.wait({ signal: controller.signal })));
        await c.notify(7);
        await c.release(); await c.release(); await c.release();
        console.log(await why(() => c.release()));
        const lock = new Lock();
        const [d, e] = [new Condition(lock), new Condition(lock)];
        await d.acquire();
        console.log(await e.wait({ timeout: 5 }), await lock.locked(), await e.waitFor(() => true));
        let asked = 0;
        console.log(await e.waitFor(async () => { asked++; return false; }, { timeout: 30 }), asked);
        await lock.release();
        console.log(await why(() => d.notify()));
      }
    `);
    const notOwner =
      "ValueError | ERR_INTERLEAVE_VALUE | attempt to release recursive lock not owned by thread";
    assert.deepEqual(lines, [
      "ValueError | ERR_INTERLEAVE_VALUE | must acquire() condition before using wait()",
      "ValueError | ERR_INTERLEAVE_VALUE | lock is not owned",
      "ValueError | ERR_INTERLEAVE_VALUE | lock is not owned",
      notOwner,
      "ValueError | ERR_INTERLEAVE_VALUE | the lock of a Condition must be a Lock or an RLock",
      "ValueError | ERR_INTERLEAVE_VALUE | n must be a whole number above 0",
      "false false",
      "Error |  | enough",
      notOwner,
      "false true true",
      "false 2",
      "ValueError | ERR_INTERLEAVE_VALUE | lock is not owned",
    ]);
  });

  test("waiters are woken in order, only after the lock is free, dead ones are forgotten", async () => {
    const lines = await output(`
      async function wait(c: Condition, ready: Queue<number>, n: number) {
        await c.acquire();
        await c.acquire();
        await ready.put(n);
        console.log("woken", n, await c.wait());
        await c.release();
        console.log("still mine", n, await c.wait({ timeout: 0 }));
        await c.release();
      }
      if (isMainProcess) {
        const c = new Condition();
        const ready = new Queue<number>();
        const all = [];
        await c.use(() => c.notify()); // not remembered
        for (const n of [0, 1, 2, 3, 4]) {
          const p = new Process({ target: wait, args: [c, ready, n] });
          p.start();
          await ready.get();
          all.push(p);
        }
        // Having the lock means that the last one waits as well.
        await c.use(async () => { await c.notify(); console.log("notified 1"); });
        await all[0]!.join();
        await c.acquire();
        all[1]!.kill();
        await all[1]!.join();
        await c.notify(2);
        console.log("notified 2");
        await c.release();
        await all[2]!.join(); await all[3]!.join();
        console.log(all[4]!.isAlive());
        await c.use(() => c.notifyAll());
        await all[4]!.join();
      }
    `);
    const woken = (n: number) => [`woken ${n} true`, `still mine ${n} false`];
    assert.deepEqual(lines.slice(0, 4), ["notified 1", ...woken(0), "notified 2"]);
    assert.deepEqual(lines.slice(4, 8).sort(), [...woken(2), ...woken(3)].sort());
    assert.ok(lines.indexOf("woken 2 true") < lines.indexOf("woken 3 true"));
    assert.deepEqual(lines.slice(8), ["true", ...woken(4)]);
  });

  test("producers and consumers with waitFor lose nothing", async () => {
    const lines = await output(`
      async function produce(c: Condition, stock: Value<number>) {
        for (let i = 0; i < 40; i++) await c.use(async () => { await stock.update((n) => n + 1); await c.notify(); });
      }
      async function consume(c: Condition, stock: Value<number>) {
        for (let i = 0; i < 40; i++)
          await c.use(async () => { await c.waitFor(async () => (await stock.get()) > 0); await stock.set((await stock.get()) - 1); });
      }
      if (isMainProcess) {
        const c = new Condition();
        const stock = new Value(0);
        const all = [produce, consume, produce, consume].map((target) => new Process({ target, args: [c, stock] }));
        for (const p of all) p.start();
        for (const p of all) await p.join();
        console.log(await stock.get(), all.map((p) => p.exitCode).join());
      }
    `);
    assert.deepEqual(lines, ["0 0,0,0,0"]);
  });
});

describe("Barrier", { concurrency: 2 }, () => {
  test("each gets its index, the action runs once before anybody passes, again and again", async () => {
    const lines = await output(`
      const ROUNDS = 5;
      async function meet(b: Barrier, got: Queue<[number, number]>) {
        for (let round = 0; round < ROUNDS; round++) await got.put([round, await b.wait()]);
      }
      async function act() { await sleep(5); process.stdout.write("action\\n"); }
      if (isMainProcess) {
        const b = new Barrier(3, { action: act, name: "meeting" });
        const got = new Queue<[number, number]>();
        const all = [1, 2, 3].map(() => new Process({ target: meet, args: [b, got] }));
        for (const p of all) p.start();
        const rounds: number[][] = [];
        for (let i = 0; i < 3 * ROUNDS; i++) { const [round, index] = await got.get(); (rounds[round] ??= []).push(index); }
        for (const p of all) await p.join();
        console.log(JSON.stringify(rounds.map((indexes) => indexes.sort())), b.parties, await b.nWaiting(), await b.broken());
        console.log(await new Barrier(1).wait(), await why(() => new Barrier(0)));
      }
    `);
    assert.deepEqual(lines, [
      ...Array<string>(5).fill("action"),
      "[[0,1,2],[0,1,2],[0,1,2],[0,1,2],[0,1,2]] 3 0 false",
      "0 ValueError | ERR_INTERLEAVE_VALUE | parties must be >= 1",
    ]);
  });

  test("limits, abort, reset, a signal", async () => {
    const lines = await output(`
      async function meet(b: Barrier, out: Queue<string>) { await out.put("here"); await out.put(await why(() => b.wait())); }
      if (isMainProcess) {
        const b = new Barrier(3, { name: "B", timeout: 60_000 });
        const out = new Queue<string>();
        const other = async () => {
          const p = new Process({ target: meet, args: [b, out] });
          p.start();
          await out.get();
          while ((await b.nWaiting()) === 0) await sleep(1);
        };
        await other();
        console.log(await why(() => b.wait({ timeout: 20 })));
        console.log(await out.get(), await b.broken(), await b.nWaiting());
        console.log(await why(() => b.wait()));
        await b.reset();
        console.log(await b.broken());
        await other();
        await b.reset();
        console.log(await out.get(), await b.broken());
        await other();
        await b.abort();
        console.log(await out.get(), await b.broken());
        await b.reset();
        await other();
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error("enough")), 20);
        console.log(await why(() => b.wait({ signal: controller.signal })));
        console.log(await out.get());
        await b.reset();
        console.log(await why(() => b.wait({ timeout: 0 })), await b.broken());
      }
    `);
    const broken = (why: string) => `BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | B ${why}`;
    const late = broken("is broken: MainProcess ran into its limit");
    assert.deepEqual(lines, [
      late,
      `${late} true 0`,
      late,
      "false",
      `${broken("was reset by MainProcess")} false`,
      `${broken("is broken: aborted by MainProcess")} true`,
      "Error |  | enough",
      broken("is broken: MainProcess gave up"),
      `${broken("is broken: MainProcess did not wait")} true`,
    ]);
  });

  test("an action that throws, a party that dies: the others are told", async () => {
    const lines = await output(`
      async function meet(b: Barrier, out: Queue<string>) { await out.put("here"); await out.put(await why(() => b.wait())); }
      function fail() { throw new RangeError("bad weather"); }
      if (isMainProcess) {
        const out = new Queue<string>();
        const b = new Barrier(2, { action: fail, name: "B" });
        new Process({ target: meet, args: [b, out] }).start();
        await out.get();
        while ((await b.nWaiting()) === 0) await sleep(1);
        console.log(await why(() => b.wait()));
        console.log(await out.get(), await b.broken());

        const c = new Barrier(3, { name: "C" });
        const victim = new Process({ target: meet, args: [c, out], name: "victim" });
        victim.start();
        await out.get();
        while ((await c.nWaiting()) === 0) await sleep(1);
        const mine = why(() => c.wait());
        victim.kill();
        console.log(await mine);
        await victim.join();
      }
    `);
    assert.deepEqual(lines, [
      "RangeError |  | bad weather",
      "BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | B is broken: the action failed in MainProcess true",
      "BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | C is broken: victim ended while it waited",
    ]);
  });

  test("the action belongs to the last to arrive; killed in it, it breaks the barrier", async () => {
    const lines = await output(`
      function leave() { process.exit(3); }
      async function meet(b: Barrier) { await b.wait(); }
      if (isMainProcess) {
        const b = new Barrier(2, { action: leave, name: "B" });
        const mine = why(() => b.wait());
        while ((await b.nWaiting()) === 0) await sleep(1);
        const p = new Process({ target: meet, args: [b] });
        p.start();
        console.log(await mine);
        await p.join();
        console.log(p.exitCode, await b.broken());
      }
    `);
    assert.deepEqual(lines, [
      "BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | B is broken: Process-1 ended during the action",
      "3 true",
    ]);
  });
});

describe("Value and SharedArray", { concurrency: 2 }, () => {
  test("updates of many processes and branches are never lost, plain ones under the lock neither", async () => {
    const lines = await output(`
      async function count(v: Value<number>, w: Value<number>) {
        const branch = async () => { for (let i = 0; i < 50; i++) await v.update((n) => n + 1); };
        await Promise.all([branch(), branch()]);
        for (let i = 0; i < 50; i++) await w.getLock().use(async () => { await w.set((await w.get()) + 1); });
      }
      if (isMainProcess) {
        const [v, w] = [new Value(0, { name: "v" }), new Value(0)];
        const all = [1, 2, 3].map(() => new Process({ target: count, args: [v, w] }));
        for (const p of all) p.start();
        for (const p of all) await p.join();
        console.log(await v.get(), await w.get());
        console.log(await why(() => v.update(() => { throw new Error("no"); })), await v.get(), await v.getLock().locked());
        console.log(await v.update((n) => n * 2), v.getLock() === v.getLock(), v.getLock() instanceof RLock);
        console.log(await why(() => v.set((() => 1) as never)), await v.get());
        console.log(await why(() => new Value(Symbol("s"))));
      }
    `);
    assert.deepEqual(lines, [
      "300 150",
      "Error |  | no 300 false",
      "600 true true",
      "TransferError | ERR_INTERLEAVE_TRANSFER | the value cannot be sent to another process: it is a function that is not at the top level of a module, so another process cannot find it. 600",
      "TransferError | ERR_INTERLEAVE_TRANSFER | the initial value cannot be sent to another process: it is a symbol.",
    ]);
  });

  test("while a process holds the lock, others neither read nor write", async () => {
    const lines = await output(`
      async function write(v: Value<string>, ready: Queue<number>) { await ready.put(1); await v.set("theirs"); console.log("written"); }
      if (isMainProcess) {
        const v = new Value("first");
        const ready = new Queue<number>();
        const p = new Process({ target: write, args: [v, ready] });
        await v.getLock().use(async () => {
          p.start();
          await ready.get();
          console.log(await p.join({ timeout: 100 }), await v.get());
          await v.set("mine");
          console.log(await v.get());
        });
        await p.join();
        console.log(await v.get());
      }
    `);
    assert.deepEqual(lines, ["false first", "mine", "written", "theirs"]);
  });

  test("an array: index, range, length, snapshot, copies", async () => {
    const lines = await output(`
      async function fill(a: SharedArray<number>, from: number) { for (let i = from; i < a.length; i += 2) await a.set(i, i * i); }
      if (isMainProcess) {
        const a = new SharedArray<number>(6);
        const all = [0, 1].map((from) => new Process({ target: fill, args: [a, from] }));
        for (const p of all) p.start();
        for (const p of all) await p.join();
        console.log(a.length, JSON.stringify(await a.snapshot()), await a.at(-1), await a.at(0));
        console.log(await why(() => a.at(6)), "|", await why(() => a.set(-7, 1)), "|", await why(() => a.at(0.5)));
        const list = [{ n: 1 }, { n: 2 }];
        const b = new SharedArray(list);
        list[0]!.n = 9;
        const copy = await b.at(0);
        copy.n = 8;
        console.log(JSON.stringify(await b.snapshot()));
        console.log(JSON.stringify(await new SharedArray<number>(0).snapshot()), await why(() => new SharedArray(-1)));
      }
    `);
    const invalid = "ValueError | ERR_INTERLEAVE_VALUE | invalid index";
    assert.deepEqual(lines, [
      "6 [0,1,4,9,16,25] 25 0",
      `${invalid} | ${invalid} | ${invalid}`,
      '[{"n":1},{"n":2}]',
      "[] ValueError | ERR_INTERLEAVE_VALUE | the length must be a whole number from 0 on, not -1",
    ]);
  });

  test("all of them may be sent through queues, values and to tasks, and are the same there", async () => {
    const lines = await output(`
      type All = { r: RLock; s: BoundedSemaphore; c: Condition; b: Barrier; v: Value<number>; a: SharedArray<number> };
      async function use({ r, s, c, b, v, a }: All) {
        await r.use(async () => s.use(async () => c.use(async () => { await v.update((n) => n + 1); await a.set(1, 7); await c.notifyAll(); })));
        return b.wait();
      }
      async function take(q: Queue<All>) { await use(await q.get()); }
      if (isMainProcess) {
        const all: All = { r: new RLock(), s: new BoundedSemaphore(1), c: new Condition(new Lock()), b: new Barrier(2), v: new Value(1), a: new SharedArray([1, 2, 3]) };
        const q = new Queue<All>();
        const p = new Process({ target: take, args: [q] });
        p.start();
        await q.put(all);
        await all.b.wait();
        await p.join();
        await using pool = new Pool({ processes: 1 });
        const task = pool.apply(use, [all]);
        await all.b.wait();
        console.log(await task, await all.v.get(), JSON.stringify(await all.a.snapshot()));
        const box = new Value<Semaphore>(all.s);
        console.log((await box.get()) === all.s, all.s.name, all.c.name);
      }
    `);
    assert.match(lines[0]!, /^[01] 3 \[1,7,3\]$/);
    assert.equal(lines[1], "true BoundedSemaphore-1 Condition-1");
  });
});
