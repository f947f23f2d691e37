import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

async function output(source: string): Promise<string[]> {
  await using program = await Program.make(source);
  const ended = await program.run();
  assert.equal(ended.errors, "");
  assert.equal(ended.status, 0);
  assert.deepEqual(ended.left, []);
  return ended.stdout.trim().split("\n");
}

const WHY = `const why = async (act: () => unknown) => { try { await act(); return "fine"; } catch (e) { const { name, code, message } = e as never; return [name, code, message].join(" | "); } };`;

describe("locks, events, queues", { concurrency: 2 }, () => {
  test("a lock: limits, non-blocking, release by another, by nobody", async () => {
    const lines = await output(`
      import { isMainProcess, Lock, Process } from "@interleave/runtime";
      ${WHY}
      const free = (lock: Lock) => lock.release();
      if (isMainProcess) {
        const lock = new Lock({ name: "door" });
        console.log(await lock.acquire(), await lock.acquire({ blocking: false }), await lock.acquire({ timeout: 20 }), await lock.acquire({ timeout: -1 }), await lock.locked());
        const p = new Process({ target: free, args: [lock] });
        p.start();
        console.log(await lock.acquire());
        await p.join();
        await lock.release();
        console.log(await lock.locked(), await why(() => lock.release()));
        await using held = await lock.hold();
        console.log(await why(() => lock.hold({ timeout: 10 })));
        console.log(await why(() => lock.acquire({ signal: AbortSignal.abort(new Error("no time")) })));
        const controller = new AbortController();
        const waiting = why(() => lock.acquire({ signal: controller.signal }));
        setTimeout(() => controller.abort(new Error("changed my mind")), 20);
        console.log(await waiting);
        console.log(await why(() => lock.use(() => 1, { signal: AbortSignal.timeout(20) })));
        void held;
      }
    `);
    assert.deepEqual(lines, [
      "true false false false true",
      "true",
      "false ValueError | ERR_INTERLEAVE_VALUE | semaphore or lock released too many times",
      "TimeoutError | ERR_INTERLEAVE_TIMEOUT | door was not to be had within 10 ms",
      "Error |  | no time",
      "Error |  | changed my mind",
      "TimeoutError | 23 | The operation was aborted due to timeout",
    ]);
  });

  test("a lock is granted in the order of asking, and use gives it back after an error", async () => {
    const lines = await output(`
      import { isMainProcess, Lock, Process, Queue } from "@interleave/runtime";
      async function take(lock: Lock, asked: Queue<number>, n: number) {
        const got = lock.acquire();
        await asked.put(n);
        await got;
        console.log("got", n);
        await lock.release();
      }
      if (isMainProcess) {
        const lock = new Lock();
        const asked = new Queue<number>();
        await lock.acquire();
        const all = [];
        for (const n of [1, 2, 3, 4]) {
          const p = new Process({ target: take, args: [lock, asked, n] });
          p.start();
          await asked.get();
          all.push(p);
        }
        await lock.release();
        for (const p of all) await p.join();
        await lock.use(() => { throw new Error("inside"); }).catch((e) => console.log(e.message, await_free()));
        function await_free() { return "caught"; }
        console.log(await lock.locked());
      }
    `);
    assert.deepEqual(lines, ["got 1", "got 2", "got 3", "got 4", "inside caught", "false"]);
  });

  test("an event lets through all who waited when it was set, even if it is cleared at once", async () => {
    const lines = await output(`
      import { Event, isMainProcess, Process, Queue } from "@interleave/runtime";
      async function wait(event: Event, ready: Queue<number>) {
        const passed = event.wait();
        await ready.put(1);
        console.log("passed", await passed);
      }
      if (isMainProcess) {
        const event = new Event();
        const ready = new Queue<number>();
        console.log(await event.isSet(), await event.wait({ timeout: 10 }));
        const all = [1, 2].map(() => new Process({ target: wait, args: [event, ready] }));
        for (const p of all) p.start();
        for (const _ of all) await ready.get();
        await event.set();
        await event.clear();
        for (const p of all) await p.join();
        console.log(await event.isSet());
        await event.set();
        console.log(await event.isSet(), await event.wait());
      }
    `);
    assert.deepEqual(lines, ["false false", "passed true", "passed true", "false", "true true"]);
  });

  test("a queue keeps order and bound, copies at put, and refuses after close", async () => {
    const lines = await output(`
      import { isMainProcess, Queue } from "@interleave/runtime";
      ${WHY}
      if (isMainProcess) {
        const queue = new Queue<unknown>(2, { name: "post" });
        const list = [1];
        await queue.put(list);
        list.push(2);
        await queue.put(null);
        console.log(await queue.qsize(), await queue.full(), await queue.empty());
        console.log(await why(() => queue.putNoWait(3)));
        console.log(await why(() => queue.put(3, { timeout: 10 })));
        const late = queue.put("late");
        console.log(JSON.stringify([await queue.get(), await queue.get(), (await late, await queue.get())]));
        console.log(await why(() => queue.getNoWait()));
        console.log(await why(() => queue.get({ timeout: 10 })));
        console.log(await why(() => queue.put(() => 1)), await queue.qsize());
        console.log(await why(() => queue.joinThread()));
        await queue.put("kept");
        queue.close();
        console.log(await why(() => queue.put(1)));
        await queue.joinThread();
      }
    `);
    assert.deepEqual(lines, [
      "2 true false",
      "QueueFullError | ERR_INTERLEAVE_QUEUE_FULL | post is full",
      "QueueFullError | ERR_INTERLEAVE_QUEUE_FULL | post is full",
      '[[1],null,"late"]',
      "QueueEmptyError | ERR_INTERLEAVE_QUEUE_EMPTY | post is empty",
      "QueueEmptyError | ERR_INTERLEAVE_QUEUE_EMPTY | post is empty",
      "TransferError | ERR_INTERLEAVE_TRANSFER | the item cannot be sent to another process: it is a function that is not at the top level of a module, so another process cannot find it. 0",
      "ValueError | ERR_INTERLEAVE_VALUE | joinThread() may be called only after close()",
      "ClosedError | ERR_INTERLEAVE_CLOSED | Queue post is closed",
    ]);
  });

  test("every item reaches exactly one getter, in order, however consumers come, go and die", async () => {
    const lines = await output(`
      import { isMainProcess, Process, Queue, sleep } from "@interleave/runtime";
      async function consume(queue: Queue<number>, out: Queue<number[]>, most: number) {
        const mine: number[] = [];
        while (mine.length < most) {
          const n = await queue.get();
          if (n < 0) break;
          mine.push(n);
        }
        await out.put(mine);
      }
      if (isMainProcess) {
        const queue = new Queue<number>();
        const out = new Queue<number[]>();
        const ITEMS = 20000;
        // The first is alone and quick for a while, so that items are handed to it in advance; then others come.
        const first = new Process({ target: consume, args: [queue, out, 9000] });
        first.start();
        for (let i = 0; i < ITEMS / 2; i++) await queue.put(i);
        while (await queue.qsize() > 5000) await sleep(1);
        const others = [1, 2].map(() => new Process({ target: consume, args: [queue, out, Infinity] }));
        for (const p of others) p.start();
        for (let i = ITEMS / 2; i < ITEMS; i++) await queue.put(i);
        await queue.put(-1); await queue.put(-1);
        const got = [await out.get(), await out.get(), await out.get()];
        for (const p of [first, ...others]) await p.join();
        const sorted = got.every((mine) => mine.every((n, i) => i === 0 || mine[i - 1]! < n));
        const all = got.flat().sort((a, b) => a - b);
        console.log(sorted, all.length, all.every((n, i) => n === i), await queue.qsize());
      }
    `);
    assert.deepEqual(lines, ["true 20000 true 0"]);
  });

  test("what a killed consumer had not taken is still there", async () => {
    const lines = await output(`
      import { isMainProcess, Process, Queue, sleep } from "@interleave/runtime";
      async function consume(queue: Queue<number>, taken: Queue<number>) {
        for (let i = 0; i < 300; i++) await taken.put(await queue.get());
        await sleep(1e9);
      }
      if (isMainProcess) {
        const queue = new Queue<number>();
        const taken = new Queue<number>();
        for (let i = 0; i < 5000; i++) await queue.put(i);
        const p = new Process({ target: consume, args: [queue, taken] });
        p.start();
        let last = -1;
        while (last < 299) last = await taken.get();
        p.kill();
        await p.join();
        console.log(await queue.qsize(), await queue.get());
      }
    `);
    assert.deepEqual(lines, ["4700 300"]);
  });

  test("a joinable queue waits for every item, the stop values too", async () => {
    const lines = await output(`
      import { isMainProcess, JoinableQueue, Process, sleep } from "@interleave/runtime";
      ${WHY}
      async function consume(queue: JoinableQueue<number | null>) {
        for (;;) {
          const n = await queue.get();
          await sleep(20);
          if (n !== null) console.log("did", n);
          await queue.taskDone();
          if (n === null) return;
        }
      }
      if (isMainProcess) {
        const queue = new JoinableQueue<number | null>();
        await queue.join();
        const p = new Process({ target: consume, args: [queue] });
        for (const n of [1, 2, null]) await queue.put(n);
        p.start();
        console.log(await why(() => queue.join({ timeout: 1 })));
        await queue.join();
        console.log("joined");
        console.log(await why(() => queue.taskDone()));
        await p.join();
      }
    `);
    assert.deepEqual(lines, [
      "TimeoutError | ERR_INTERLEAVE_TIMEOUT | JoinableQueue-1 still has unfinished items after 1 ms",
      "did 1",
      "did 2",
      "joined",
      "ValueError | ERR_INTERLEAVE_VALUE | task_done() called too many times",
    ]);
  });

  test("a large item goes through whole", async () => {
    const lines = await output(`
      import { isMainProcess, Process, Queue } from "@interleave/runtime";
      async function send(queue: Queue<Uint8Array>) { await queue.put(new Uint8Array(40_000_000).fill(7)); await queue.put(new Uint8Array([9])); }
      if (isMainProcess) {
        const queue = new Queue<Uint8Array>();
        const p = new Process({ target: send, args: [queue] });
        p.start();
        const bytes = await queue.get();
        console.log(bytes.length, bytes.every((b) => b === 7), (await queue.get())[0]);
        await p.join();
      }
    `);
    assert.deepEqual(lines, ["40000000 true 9"]);
  });

  test("sleep, span and mark; a sleep can be cut short", async () => {
    const lines = await output(`
      import { isMainProcess, mark, sleep, span } from "@interleave/runtime";
      ${WHY}
      if (isMainProcess) {
        const began = performance.now();
        await sleep(60);
        console.log(performance.now() - began >= 60, await span("work", async () => { await sleep(1); return 7; }), span("sync", () => 8));
        mark("here", { n: 1 }); mark("big", 10n);
        console.log(await why(() => sleep(10000, { signal: AbortSignal.timeout(10) })));
        console.log(await why(() => sleep(-1)));
        await sleep(0);
      }
    `);
    assert.deepEqual(lines, [
      "true 7 8",
      "TimeoutError | 23 | The operation was aborted due to timeout",
      "ValueError | ERR_INTERLEAVE_VALUE | sleep length must be non-negative",
    ]);
  });
});
