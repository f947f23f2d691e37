/** RLock, semaphores and Condition between real processes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { output } from "../support/sync.ts";

describe("RLock and semaphores", { concurrency: 2 }, () => {
  test("an RLock is taken again by its process, and given back only by it, level by level", async () => {
    const lines = await output(
      `
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
    `,
      ["release-not-owner"],
    );
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
    const lines = await output(
      `
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
    `,
      ["semaphore-over-release"],
    );
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
    const lines = await output(
      `
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
    `,
      ["semaphore-over-release"],
    );
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
    const lines = await output(
      `
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
    `,
      ["release-not-owner"],
    );
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
    const lines = await output(
      `
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
    `,
      ["killed-holding"],
    );
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
