/** Executors and their futures, with real processes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { run } from "./executors.ts";

describe("executors", { concurrency: 2 }, () => {
  test("workers are started one by one, on demand, and are no daemons", async () => {
    const { lines } = await run(`
      const nested = async () => {
        const inner = new ProcessPoolExecutor({ maxWorkers: 1 });
        const name = await inner.submit(who);
        await inner.shutdown();
        return [currentProcess().daemon, name];
      };
      if (isMainProcess) {
        const executor = new ProcessPoolExecutor({ maxWorkers: 3 });
        for (let i = 0; i < 3; i++) print(await executor.submit(who));
        const event = new Event();
        const begun = new Queue<string>();
        const both = [executor.submit(begunHeld, begun, event), executor.submit(begunHeld, begun, event)];
        print([await begun.get(), await begun.get()].sort());
        await event.set();
        await Promise.all(both);
        print(await executor.submit(nested));
        await executor.shutdown();
        await executor.shutdown();
        print(await short(() => executor.submit(id, 1)));
        for (const maxWorkers of [0, -1]) print((await short(() => new ProcessPoolExecutor({ maxWorkers })))[2]);
        print((await short(() => new ProcessPoolExecutor({ maxTasksPerChild: 0 })))[2]);
      }
    `);
    assert.deepEqual(lines, [
      "SpawnProcess-1",
      "SpawnProcess-1",
      "SpawnProcess-1",
      ["SpawnProcess-1", "SpawnProcess-2"],
      [false, lines[4][1]],
      ["ValueError", "ERR_INTERLEAVE_VALUE", "cannot schedule new futures after shutdown"],
      "max_workers must be greater than 0",
      "max_workers must be greater than 0",
      "max_tasks_per_child must be >= 1",
    ]);
    assert.match(lines[4]![1], /^SpawnProcess-[12]:1$/);
  });

  test("a future tells its state, its value, its error, and looks like Python's", async () => {
    const { lines } = await run(`
      if (isMainProcess) {
        await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
        const event = new Event();
        const begun = new Queue<string>();
        const first = executor.submit(begunHeld, begun, event);
        const second = executor.submit(square, 3);
        print([String(first), first.done(), first.running()]);
        await begun.get();
        print([String(first), first.done(), first.running(), first.cancel(), first.cancelled()]);
        print(await short(() => first.result({ timeout: 10 })));
        print(await short(() => first.exception({ timeout: 0 })));
        await event.set();
        print([await first.result(), await first.exception(), String(first), first.running(), first.cancel()]);
        print([await second, String(second)]);
        const failed = executor.submit(bad, "no");
        const error = await failed.exception();
        print([(await why(() => failed) as unknown[])[3], error?.name, (error?.cause as Error).message, String(failed)]);
        const odd = executor.submit(bad, "never read");
        await waitFutures([odd]);
        print(String(executor.submit(id, Symbol.iterator as never).toString().includes("raised TransferError")));
        for (const value of ["a", null, undefined, true, [1], new Map()] as const) {
          const future = executor.submit(id, value);
          await future;
          print(String(future).replace(/0x[0-9a-f]+/, "0x"));
        }
      }
    `);
    const plain = lines.map((line) => JSON.parse(JSON.stringify(line).replace(/0x[0-9a-f]+/g, "0x")));
    assert.deepEqual(plain.slice(0, 2), [
      ["<Future at 0x state=pending>", false, false],
      ["<Future at 0x state=running>", false, true, false, false],
    ]);
    assert.deepEqual(plain[2].slice(0, 2), ["TimeoutError", "ERR_INTERLEAVE_TIMEOUT"]);
    assert.deepEqual(plain[3].slice(0, 2), ["TimeoutError", "ERR_INTERLEAVE_TIMEOUT"]);
    assert.deepEqual(plain.slice(4, 8), [
      [1, null, "<Future at 0x state=finished returned number>", false, false],
      [9, "<Future at 0x state=finished returned number>"],
      [true, "RemoteError", "no", "<Future at 0x state=finished raised RangeError>"],
      "true",
    ]);
    assert.deepEqual(
      plain.slice(8).map((line) => /returned (\w+)>/.exec(line)![1]),
      ["string", "null", "undefined", "boolean", "Array", "Map"],
    );
  });

  test("what no worker has begun can be cancelled, and is never run", async () => {
    const { lines } = await run(`
      async function note(ran: Queue<number>, n: number) { await ran.put(n); }
      if (isMainProcess) {
        await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
        const ran = new Queue<number>();
        const atOnce = executor.submit(note, ran, 0);
        print([atOnce.cancel(), atOnce.cancel(), atOnce.cancelled(), atOnce.done(), atOnce.running()]);
        const event = new Event();
        const begun = new Queue<string>();
        const running = executor.submit(begunHeld, begun, event);
        await begun.get();
        const futures = [1, 2, 3].map((n) => executor.submit(note, ran, n));
        const seen: string[] = [];
        futures[1]!.addDoneCallback((future) => seen.push(String(future.cancelled())));
        const waits = why(() => futures[1]!.result()) as Promise<unknown[]>;
        print([futures[1]!.cancel(), seen, (await waits).slice(0, 2)]);
        print((await short(() => futures[1]!.exception()))[0]);
        await event.set();
        await Promise.all([running, futures[0], futures[2]]);
        print([await ran.get(), await ran.get(), await ran.empty()]);
      }
    `);
    assert.deepEqual(lines, [
      [true, true, true, true, false],
      [true, ["true"], ["CancelledError", "ERR_INTERLEAVE_CANCELLED"]],
      "CancelledError",
      [1, 3, true],
    ]);
  });

  test("callbacks come in order, once, at once when it is done; one that throws is reported", async () => {
    const { lines, errors } = await run(
      `
      if (isMainProcess) {
        await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
        const seen: string[] = [];
        const future = executor.submit(square, 4);
        future.addDoneCallback((f) => seen.push("first " + f.done()));
        future.addDoneCallback(() => { throw new Error("in the callback"); });
        future.addDoneCallback(async () => { throw new Error("in an async one"); });
        future.addDoneCallback(() => seen.push("last"));
        await future;
        seen.push("awaited");
        future.addDoneCallback(() => seen.push("late"));
        seen.push("after");
        print(seen);
      }
    `,
      false,
    );
    assert.deepEqual(lines, [["first true", "last", "awaited", "late", "after"]]);
    assert.match(
      errors,
      /exception calling callback for <Future at 0x[0-9a-f]+ state=finished returned number>\nError: in the callback\n/,
    );
    assert.match(errors, /Error: in an async one\n/);
  });

  test("map submits at once, keeps the order, throws in place and cancels the rest", async () => {
    const { lines } = await run(`
      const note = async ([ran, n]: [Queue<number>, number]) => { await ran.put(n); if (n === 2) throw new RangeError("two"); return n; };
      const add = (a: number, b: number) => a + b;
      const wait = async (event: Event) => { await event.wait(); return 1; };
      if (isMainProcess) {
        const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
        const ran = new Queue<number>();
        executor.map(note, [[ran, 7]]);
        print(await ran.get());
        const seen: unknown[] = [];
        for (const chunkSize of [1, 3]) {
          const results = executor.map(note, [0, 1, 2, 3].map((n) => [ran, n] as [Queue<number>, number]), { chunkSize });
          try { for await (const n of results) seen.push(n); } catch (error) { seen.push(((error as Error).cause as Error).message); }
          seen.push(await results.next());
        }
        print(seen);
        const sums: number[] = [];
        for await (const n of executor.starmap(add, [[1, 2], [3, 4]], { chunkSize: 2 })) sums.push(n);
        print(sums);
        const event = new Event();
        print((await short(async () => { for await (const _ of executor.map(wait, [event], { timeout: 50 })); }))[0]);
        await event.set();
        print((await short(() => executor.map(square, [1], { chunkSize: 0 })))[0]);
        await executor.shutdown();
      }
    `);
    assert.deepEqual(lines, [
      7,
      [0, 1, "two", { done: true }, 0, 1, "two", { done: true }],
      [3, 7],
      "TimeoutError",
      "ValueError",
    ]);
  });

  test("waitFutures and asCompleted", async () => {
    const { lines } = await run(`
      if (isMainProcess) {
        await using executor = new ProcessPoolExecutor({ maxWorkers: 3 });
        const events = [new Event(), new Event(), new Event()];
        const make = async () => { for (const event of events) await event.clear(); return events.map((event, n) => executor.submit(held, event, n)); };
        const numbers = async (futures: Iterable<Future<unknown>>) => (await Promise.all(futures)).sort();
        const sizes = ({ done, notDone }: { done: Set<unknown>; notDone: Set<unknown> }) => [done.size, notDone.size];

        let futures = await make();
        await events[1]!.set();
        const first = await waitFutures([...futures, ...futures], { returnWhen: "FIRST_COMPLETED" });
        print([await numbers(first.done), first.notDone.size]);
        print(sizes(await waitFutures(futures, { timeout: 20 })));
        print(sizes(await waitFutures(futures, { timeout: 0 })));
        print((await waitFutures(futures, { signal: AbortSignal.timeout(10) }).catch((e) => e.name)));
        await events[0]!.set(); await events[2]!.set();
        print(sizes(await waitFutures(futures, { returnWhen: "FIRST_EXCEPTION" })));
        print(sizes(await waitFutures([])));

        futures = await make();
        const failing = executor.submit(bad, "x");
        for (const event of [events[0]!]) await event.set();
        const some = await waitFutures([futures[1]!, failing, futures[2]!] as Future<unknown>[], { returnWhen: "FIRST_EXCEPTION" });
        print([some.done.has(failing), some.notDone.size]);
        const dropped = executor.submit(id, 1);
        dropped.cancel();
        print(sizes(await waitFutures([dropped])));
        print((await short(() => waitFutures([], { returnWhen: "NEVER" as never })))[0]);

        const order: number[] = [];
        await futures[0];
        for await (const future of asCompleted([...futures, futures[0]!])) {
          order.push(await future);
          if (order.length === 1) await events[2]!.set();
          if (order.length === 2) await events[1]!.set();
        }
        print(order);
        await events[0]!.clear();
        const late = [executor.submit(held, events[0]!, 0), executor.submit(id, 9)];
        const got: number[] = [];
        print([(await short(async () => { for await (const f of asCompleted(late, { timeout: 300 })) got.push(await f); }))[2], got]);
        const hundreds = Array.from({ length: 300 }, (_, n) => executor.submit(square, n));
        let sum = 0;
        for await (const f of asCompleted(hundreds)) sum += await f;
        print(sum);
        await events[0]!.set();
      }
    `);
    const all = Array.from({ length: 300 }, (_, n) => n * n).reduce((a, b) => a + b);
    assert.deepEqual(lines, [
      [[1], 2],
      [1, 2],
      [1, 2],
      "TimeoutError",
      [3, 0],
      [0, 0],
      [true, 2],
      [1, 0],
      "ValueError",
      [0, 2, 1],
      ["1 (of 2) futures unfinished", [9]],
      all,
    ]);
  });

  test("shutdown waits for everything, or cancels what is not begun; without it the end completes all", async () => {
    const { lines } = await run(`
      const noted = async (n: number) => { await sleep(20); console.log(JSON.stringify("ran " + n)); return n; };
      if (isMainProcess) {
        const first = new ProcessPoolExecutor({ maxWorkers: 2 });
        const futures = [1, 2, 3, 4].map((n) => first.submit(noted, n));
        await first.shutdown();
        print(futures.every((future) => future.done()));
        const second = new ProcessPoolExecutor({ maxWorkers: 1 });
        const begun = new Queue<string>();
        const event = new Event();
        const running = second.submit(begunHeld, begun, event);
        await begun.get();
        const rest = [5, 6].map((n) => second.submit(noted, n));
        await second.shutdown({ wait: false, cancelFutures: true });
        print([running.done(), rest.map((future) => future.cancelled())]);
        await event.set();
        const third = new ProcessPoolExecutor({ maxWorkers: 2 });
        const pool = new Pool({ processes: 1 });
        // What is called back may go on: after a while, and with a pool that is still there.
        third.submit(square, 3).addDoneCallback(() => {
          setTimeout(() => {
            third.submit(noted, 7).addDoneCallback(() => { pool.applyAsync(square, [4], { callback: print }).wait(); });
          }, 30);
        });
      }
    `);
    assert.deepEqual(lines.slice(0, 4).sort(), ["ran 1", "ran 2", "ran 3", "ran 4"]);
    assert.deepEqual(lines.slice(4), [true, [false, [true, true]], "ran 7", 16]);
  });

  test("workers are relieved after so many tasks", async () => {
    const { lines } = await run(`
      if (isMainProcess) {
        await using executor = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 2 });
        print(await Promise.all([1, 2, 3, 4, 5].map(() => executor.submit(who))));
      }
    `);
    assert.deepEqual(lines, [[1, 1, 2, 2, 3].map((n) => `SpawnProcess-${n}`)]);
  });

  test("an executor in other hands: tasks run in the owner's workers, which are started for them", async () => {
    const { lines } = await run(`
      async function borrow(executor: ProcessPoolExecutor, answers: Queue<unknown>) {
        await answers.put([await executor.submit(square, 5), await executor.submit(who)]);
        await answers.put(await short(() => executor.shutdown()));
        // Nobody waits for it, and it comes all the same.
        executor.submit(square, 6).addDoneCallback((future) => void future.result().then((n) => answers.put(n)));
      }
      async function late(executor: ProcessPoolExecutor, closed: Event, answers: Queue<unknown>) {
        await closed.wait();
        await answers.put(await short(() => executor.submit(square, 5)));
      }
      if (isMainProcess) {
        const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
        const answers = new Queue<unknown>();
        const closed = new Event();
        const child = new Process({ target: borrow, args: [executor, answers] });
        child.start();
        for (let i = 0; i < 3; i++) print(await answers.get());
        await child.join();
        new Process({ target: late, args: [executor, closed, answers] }).start();
        await executor.shutdown();
        await closed.set();
        print(await answers.get());
      }
    `);
    assert.equal(lines[0][0], 25);
    assert.match(lines[0][1], /^SpawnProcess-\d$/);
    assert.deepEqual(lines.slice(1), [
      ["ValueError", "ERR_INTERLEAVE_VALUE", "only the process that made an executor can shut it down"],
      36,
      ["ValueError", "ERR_INTERLEAVE_VALUE", "cannot schedule new futures after shutdown"],
    ]);
  });
});
