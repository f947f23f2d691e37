/** starmap, imap, workers that are relieved, pools in other hands. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";
import { values, WHY } from "./values.ts";

describe("pools, item by item", { concurrency: 2 }, () => {
  test("starmap unpacks, and calls back once with all values", async () => {
    const { lines } = await values(`
      import { isMainProcess, Pool } from "@interleave/runtime";
      ${WHY}
      const add = async (a: number, b: number) => { if (b < 0) throw new RangeError("negative"); return a + b; };
      if (isMainProcess) {
        await using pool = new Pool({ processes: 2 });
        console.log(JSON.stringify(await pool.starmap(add, [[1, 2], [3, 4], [5, 6]], { chunkSize: 2 })));
        const seen: unknown[] = [];
        const later = pool.starmapAsync(add, [[1, 1], [2, 2]], { callback: (all) => seen.push(all) });
        console.log(JSON.stringify([await later, seen]));
        console.log(JSON.stringify((await why(() => pool.starmap(add, [[1, -1]])) as unknown[])[3]));
        console.log(JSON.stringify(await pool.starmap(add, [])));
      }
    `);
    assert.deepEqual(lines, [[3, 7, 11], [[2, 4], [[2, 4]]], true, []]);
  });

  for (const chunkSize of [1, 4])
    test(`imap keeps the order and goes on after an item that failed, chunks of ${chunkSize}`, async () => {
      const { lines } = await values(`
        import { isMainProcess, Pool } from "@interleave/runtime";
        const picky = (n: number) => { if (n % 4 === 3) throw new RangeError(String(n)); return n; };
        if (isMainProcess) {
          await using pool = new Pool({ processes: 2 });
          const results = pool.imap(picky, Array.from({ length: 10 }, (_, i) => i), { chunkSize: ${chunkSize} });
          const seen: unknown[] = [];
          for (;;) {
            try {
              const next = await results.next();
              if (next.done) break;
              seen.push(next.value);
            } catch (error) { seen.push(((error as Error).cause as Error).message); }
          }
          console.log(JSON.stringify(seen));
          console.log(JSON.stringify(await results.next()));
        }
      `);
      assert.deepEqual(lines, [[0, 1, 2, "3", 4, 5, 6, "7", 8, 9], { done: true }]);
    });

  test("a limit of next loses nothing; unordered results come as they are ready", async () => {
    const { lines } = await values(`
      import { Event, isMainProcess, Pool } from "@interleave/runtime";
      ${WHY}
      const first = async ([event, n]: [Event, number]) => { await event.wait(); return n; };
      if (isMainProcess) {
        await using pool = new Pool({ processes: 2 });
        const [one, two] = [new Event(), new Event()];
        for (const kind of ["imap", "imapUnordered"] as const) {
          await one.clear(); await two.clear();
          const results = pool[kind](first, [[one, 1], [two, 2]]);
          const late = (await why(() => results.next({ timeout: 30 })) as unknown[]).slice(0, 2);
          const stopped = await results.next({ signal: AbortSignal.timeout(10) }).catch((e) => e.name);
          await two.set();
          if (kind === "imap") await one.set();
          const got = [(await results.next()).value];
          await one.set();
          got.push((await results.next()).value);
          console.log(JSON.stringify([late, stopped, got, await results.next()]));
        }
        const part: number[] = [];
        for await (const n of pool.imapUnordered(Math.abs, [-1, -1, -1])) { part.push(n); if (part.length === 2) break; }
        console.log(JSON.stringify(part));
        console.log(JSON.stringify((await why(() => pool.imap(Math.abs, [1], { chunkSize: 0 })) as unknown[])[1]));
        function* failing() { yield -5; throw new Error("no more"); }
        const some: unknown[] = [];
        try { for await (const n of pool.imap(Math.abs, failing())) some.push(n); } catch (error) { some.push((error as Error).message); }
        console.log(JSON.stringify(some));
      }
    `);
    const late = ["TimeoutError", "ERR_INTERLEAVE_TIMEOUT"];
    assert.deepEqual(lines, [
      [late, "TimeoutError", [1, 2], { done: true }],
      [late, "TimeoutError", [2, 1], { done: true }],
      [1, 1],
      "ERR_INTERLEAVE_VALUE",
      [5, "no more"],
    ]);
  });

  test("workers are relieved after so many chunks and end with 0", async () => {
    const { lines } = await values(`
      import { activeChildren, currentProcess, isMainProcess, Pool } from "@interleave/runtime";
      ${WHY}
      const who = (_n: number) => currentProcess().name;
      if (isMainProcess) {
        const pool = new Pool({ processes: 1, maxTasksPerChild: 2 });
        const items = [1, 2, 3, 4, 5, 6];
        console.log(JSON.stringify(await pool.map(who, items, { chunkSize: 1 })));
        pool.close();
        await pool.join();
        const wide = new Pool({ processes: 1, maxTasksPerChild: 2 });
        const names = wide.map(who, items, { chunkSize: 3 });
        wide.close();
        await wide.join();
        console.log(JSON.stringify([...new Set(await names)].length));
        const late = new Pool({ processes: 1, maxTasksPerChild: 1 });
        const three = [1, 2, 3].map((n) => late.applyAsync(who, [n]));
        late.close();
        await late.join();
        console.log(JSON.stringify([three.every((result) => result.ready()), new Set(await Promise.all(three)).size]));
        for (const maxTasksPerChild of [0, -1, 1.5]) console.log(JSON.stringify((await why(() => new Pool({ maxTasksPerChild })) as unknown[])[0]));
      }
    `);
    assert.deepEqual(lines, [
      [1, 1, 2, 2, 3, 3].map((n) => `SpawnPoolWorker-${n}`),
      1,
      [true, 3],
      "ValueError",
      "ValueError",
      "ValueError",
    ]);
  });

  test("a pool in other hands: tasks run in the owner's workers, closing is the owner's", async () => {
    const { lines } = await values(`
      import { currentProcess, isMainProcess, Pool, Process, Queue } from "@interleave/runtime";
      ${WHY}
      const who = (n: number) => [n, currentProcess().name.slice(0, -1)];
      async function borrow(pool: Pool, answers: Queue<unknown>) {
        await answers.put(await pool.map(who, [1, 2]));
        for (const act of [() => pool.close(), () => pool.terminate(), () => pool.join()])
          await answers.put((await why(act) as unknown[]).slice(1, 3));
        { await using _mine = pool; }
        await answers.put(await pool.apply(who, [3]));
      }
      async function late(pool: Pool, closed: Queue<number>, answers: Queue<unknown>) {
        await closed.get();
        await answers.put((await why(() => pool.apply(who, [1])) as unknown[]).slice(1, 3));
      }
      const daemonic = () => { new Pool({ processes: 1 }); };
      if (isMainProcess) {
        const pool = new Pool({ processes: 2 });
        const [answers, closed] = [new Queue<unknown>(), new Queue<number>()];
        const child = new Process({ target: borrow, args: [pool, answers] });
        child.start();
        for (let i = 0; i < 5; i++) console.log(JSON.stringify(await answers.get()));
        await child.join();
        console.log(JSON.stringify((await why(() => pool.apply(daemonic)) as unknown[])[2]));
        const other = new Process({ target: late, args: [pool, closed, answers] });
        other.start();
        pool.close();
        await pool.join();
        await closed.put(1);
        console.log(JSON.stringify(await answers.get()));
      }
    `);
    const owners = ["ERR_INTERLEAVE_VALUE", "only the process that made a pool can close, end or join it"];
    assert.deepEqual(lines.slice(0, 5), [
      [1, 2].map((n) => [n, "SpawnPoolWorker-"]),
      owners,
      owners,
      owners,
      [3, "SpawnPoolWorker-"],
    ]);
    assert.match(lines[5], /daemonic processes are not allowed to have children/);
    assert.deepEqual(lines[6], ["ERR_INTERLEAVE_VALUE", "Pool not running"]);
  });

  test("a pool whose workers cannot even begin says so instead of starting others for ever", async () => {
    await using program = await Program.make(`
      import { Pool } from "@interleave/runtime";
      const pool = new Pool({ processes: 1 });
      const id = (n: number) => n;
      await pool.apply(id, [1]).catch((error) => console.log(error.name));
      try { await pool.apply(id, [1]); } catch (error) { console.log((error as Error).message); }
    `);
    const ended = await program.run({ limit: 10_000 });
    assert.equal(ended.status, 0, ended.errors);
    assert.match(
      ended.stdout,
      /^CancelledError\nthe pool cannot be used: worker SpawnPoolWorker-1 \(pid \d+\) exited with code 1\n$/,
    );
    assert.match(ended.errors, /put what makes pools into `if \(isMainProcess\)/);
    assert.deepEqual(ended.left, []);
  });
});
