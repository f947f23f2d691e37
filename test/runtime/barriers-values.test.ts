/** Barrier, Value and SharedArray between real processes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { output } from "../support/sync.ts";

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
    const lines = await output(
      `
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
    `,
      ["barrier-broken", "barrier-broken", "barrier-broken"],
    );
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
    const lines = await output(
      `
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
    `,
      ["barrier-broken", "barrier-broken"],
    );
    assert.deepEqual(lines, [
      "RangeError |  | bad weather",
      "BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | B is broken: the action failed in MainProcess true",
      "BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | C is broken: victim ended while it waited",
    ]);
  });

  test("the action belongs to the last to arrive; killed in it, it breaks the barrier", async () => {
    const lines = await output(
      `
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
    `,
      ["barrier-broken"],
    );
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
      "[] ValueError | ERR_INTERLEAVE_VALUE | the length must be a whole number from 0 to 16777216, not -1",
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
