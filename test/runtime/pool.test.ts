import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { values, WHY } from "./values.ts";

describe("pools", { concurrency: 2 }, () => {
  test("map keeps the order, chunks as Python does, and takes what every process has", async () => {
    const { lines } = await values(`
      import { currentProcess, isMainProcess, Pool } from "@interleave/runtime";
      const who = (_n: number) => currentProcess().name;
      async function double(n: number) { return n * 2; }
      if (isMainProcess) {
        const pool = new Pool({ processes: 3 });
        console.log(JSON.stringify(await pool.map(double, [1, 2, 3])));
        console.log(JSON.stringify(await pool.map(double, [])));
        console.log(JSON.stringify(await pool.map(Math.sqrt, new Set([4, 9]))));
        const names = await pool.map(who, Array.from({ length: 25 }, (_, i) => i));
        const runs = names.reduce((list, name) => (list.at(-1)?.[0] === name ? list.at(-1)![1]++ : list.push([name, 1]), list), [] as [string, number][]);
        console.log(JSON.stringify(runs.every(([name, length]) => /^SpawnPoolWorker-[123]$/.test(name) && (length % 3 === 0 || length % 3 === 1))));
        pool.close();
        await pool.join();
      }
    `);
    assert.deepEqual(lines, [[2, 4, 6], [], [2, 3], true]);
  });

  test("items and results by the thousand: whole numbers, fractions, mixed with others", async () => {
    const { lines } = await values(`
      import { isMainProcess, Pool } from "@interleave/runtime";
      const half = (n: number) => n / 2;
      const same = (n: unknown) => n;
      if (isMainProcess) {
        await using pool = new Pool({ processes: 2 });
        const items = Array.from({ length: 5000 }, (_, i) => i - 7);
        const halves = await pool.map(half, items);
        const mixed = items.map((n) => (n % 100 === 0 ? [String(n)] : n));
        const [one, other] = [await pool.map(same, mixed), [] as unknown[]];
        for await (const item of pool.imap(half, items, { chunkSize: 333 })) other.push(item);
        console.log(JSON.stringify([halves.length, halves.every((n, i) => n === items[i]! / 2)]));
        console.log(JSON.stringify([JSON.stringify(one) === JSON.stringify(mixed), JSON.stringify(other) === JSON.stringify(halves)]));
      }
    `);
    assert.deepEqual(lines, [
      [5000, true],
      [true, true],
    ]);
  });

  test("errors come back with their class, all chunks finish first", async () => {
    const { lines } = await values(`
      import { isMainProcess, Pool, Queue } from "@interleave/runtime";
      ${WHY}
      async function picky(n: number) { if (n === 1) throw new RangeError("not one"); return n; }
      const counted = async (queue: Queue<number>) => { await queue.put(1); throw new TypeError("no"); };
      if (isMainProcess) {
        await using pool = new Pool({ processes: 2 });
        console.log(JSON.stringify(await why(() => pool.map(picky, [0, 1, 2, 3], { chunkSize: 1 }))));
        console.log(JSON.stringify(await why(() => pool.apply(picky, [5]))));
        const queue = new Queue<number>();
        await why(() => pool.map(counted, [queue, queue, queue], { chunkSize: 1 }));
        console.log(JSON.stringify(await queue.qsize()));
        const result = pool.applyAsync(picky, [1]);
        console.log(JSON.stringify([await result.wait(), result.ready(), result.successful()]));
      }
    `);
    const [error] = lines;
    assert.deepEqual(error.slice(0, 2), ["RemoteError", "ERR_INTERLEAVE_REMOTE"]);
    assert.match(error[2], /^RangeError: not one \(in SpawnPoolWorker-[12]\)$/);
    assert.equal(error[3], true);
    assert.deepEqual(lines.slice(1), [5, 3, [true, true, false]]);
  });

  test("callbacks come before the result, and one that throws harms nobody", async () => {
    const { lines, errors } = await values(
      `
      import { isMainProcess, Pool } from "@interleave/runtime";
      const id = (n: number) => n;
      function bad(): number { throw new Error("bad"); }
      if (isMainProcess) {
        const pool = new Pool({ processes: 1 });
        const seen: unknown[] = [];
        const first = pool.applyAsync(id, [1], { callback: (n) => { seen.push([n, first.ready()]); throw new Error("in the callback"); } });
        const second = pool.applyAsync(bad, [], { errorCallback: (e) => seen.push(e.message) });
        const third = pool.mapAsync(id, [1, 2, 3], { callback: (all) => seen.push(all) });
        pool.close();
        await pool.join();
        console.log(JSON.stringify([seen, await first.get(), await third.get(), second.successful()]));
      }
    `,
      false,
    );
    assert.deepEqual(lines, [
      [[[1, false], "Error: bad (in SpawnPoolWorker-1)", [1, 2, 3]], 1, [1, 2, 3], false],
    ]);
    assert.match(errors, /exception calling callback of a pool task:\nError: in the callback/);
  });

  test("a worker that dies fails its own task only and is replaced", async () => {
    const { lines } = await values(
      `
      import { isMainProcess, Pool } from "@interleave/runtime";
      ${WHY}
      const id = (n: number) => n;
      const leave = () => process.exit(3);
      const die = () => process.kill(process.pid, "SIGKILL");
      if (isMainProcess) {
        const pool = new Pool({ processes: 2 });
        const before = Array.from({ length: 50 }, (_, i) => pool.applyAsync(id, [i]));
        const left = pool.applyAsync(leave);
        const died = pool.applyAsync(die);
        const after = Array.from({ length: 50 }, (_, i) => pool.applyAsync(id, [i]));
        console.log(JSON.stringify([await why(() => left.get()), await why(() => died.get())].map((e) => (e as unknown[]).slice(0, 3))));
        console.log(JSON.stringify([...await Promise.all(before), ...await Promise.all(after)].every((n, i) => n === i % 50)));
        pool.close();
        await pool.join();
      }
    `,
    );
    const [[left, died]] = lines;
    assert.equal(left[1], "ERR_INTERLEAVE_WORKER_LOST");
    assert.match(left[2], /worker SpawnPoolWorker-\d+ \(pid \d+\) exited with code 3 while it ran leave/);
    assert.match(died[2], /was killed by SIGKILL while it ran die/);
    assert.equal(lines[1], true);
  });

  test("a task never waits behind a slow one while another worker is free", async () => {
    const { lines } = await values(`
      import { isMainProcess, Pool, sleep } from "@interleave/runtime";
      const quick = (n: number) => n;
      const slow = async (n: number) => { await sleep(600); return n; };
      if (isMainProcess) {
        await using pool = new Pool({ processes: 2 });
        // Hundreds of quick ones first, so that several are handed out at once.
        await Promise.all(Array.from({ length: 2000 }, (_, i) => pool.applyAsync(quick, [i])));
        const began = performance.now();
        const held = pool.applyAsync(slow, [1]);
        const rest = await Promise.all(Array.from({ length: 400 }, (_, i) => pool.applyAsync(quick, [i])));
        const early = performance.now() - began;
        await held;
        console.log(JSON.stringify([rest.length, early < performance.now() - began, held.ready(), early < 500]));
      }
    `);
    assert.deepEqual(lines, [[400, true, true, true]]);
  });

  test("close, terminate and join have Python's rules; results that cannot come are rejected", async () => {
    const { lines } = await values(`
      import { isMainProcess, Pool, sleep } from "@interleave/runtime";
      ${WHY}
      const id = (n: number) => n;
      const forever = () => sleep(1e9);
      if (isMainProcess) {
        const pool = new Pool({ processes: 1 });
        console.log(JSON.stringify(await why(() => pool.join())));
        const stuck = pool.applyAsync(forever);
        console.log(JSON.stringify(await why(() => stuck.get({ timeout: 20 }))));
        await pool.terminate();
        console.log(JSON.stringify(await why(() => stuck.get())));
        console.log(JSON.stringify(await why(() => pool.apply(id, [1]))));
        await pool.join();
        await pool.join();
        console.log(JSON.stringify(await why(() => new Pool({ processes: 0 }))));
      }
    `);
    assert.deepEqual(
      lines.map((line) => line[2]),
      [
        "Pool is still running",
        "no result within 20 ms",
        "forever was not run: the pool was terminated",
        "Pool not running",
        "Number of processes must be at least 1",
      ],
    );
  });

  test("an initializer that leaves, with whatever status, breaks the pool instead of filling the machine", async () => {
    const { lines } = await values(
      `
      import { isMainProcess, Pool } from "@interleave/runtime";
      const leave = (status: number) => process.exit(status);
      const work = () => 1;
      if (isMainProcess)
        for (const status of [0, 3]) {
          const pool = new Pool({ processes: 2, initializer: leave, initArgs: [status] });
          await pool.apply(work).catch((error: Error) => console.log(JSON.stringify(error.message)));
        }
    `,
      false,
    );
    assert.deepEqual(lines, Array(2).fill("work was not run: the pool was terminated"));
  });

  test("an initializer runs in every worker; one that throws breaks the pool instead of filling the machine", async () => {
    const { lines, errors } = await values(
      `
      import { isMainProcess, Pool } from "@interleave/runtime";
      ${WHY}
      let greeting = "";
      function prepare(text: string) { greeting = text; }
      const greet = () => greeting;
      function broken() { throw new Error("not today"); }
      if (isMainProcess) {
        const pool = new Pool({ processes: 2, initializer: prepare, initArgs: ["hello"] });
        console.log(JSON.stringify(await pool.map(greet, [1, 2, 3])));
        pool.close();
        await pool.join();
        const bad = new Pool({ processes: 2, initializer: broken });
        const result = await why(() => bad.applyAsync(greet).get());
        console.log(JSON.stringify(result));
      }
    `,
      false,
    );
    assert.deepEqual(lines[0], ["hello", "hello", "hello"]);
    assert.match(lines[1][2], /greet was not run/);
    assert.match(errors, /Exception in initializer of SpawnPoolWorker-\d:\nError: not today/);
    assert.ok(errors.split("Exception in initializer").length <= 3, errors);
  });
});
