/** Values so large that they are not copied on their way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { values } from "./values.ts";

test("large values come as they were when they were sent, by every way", async () => {
  const { lines } = await values(`
    import { isMainProcess, pipe, Pool, Process, Queue, SharedArray, Value } from "@interleave/runtime";
    const SIZE = 300_000;
    const bytes = (n: number) => new Uint8Array(SIZE).fill(n);
    /** Every element is n and there is none too few. */
    const are = (array: ArrayLike<number>, n: number) => array.length === SIZE && Array.prototype.every.call(array, (x) => x === n);
    function twice(array: Uint8Array) { return array.map((x) => 2 * x); }
    async function child(given: Uint8Array, queue: Queue<any>, back: any, value: Value<Uint8Array>, list: SharedArray<Uint8Array>) {
      const [one, two, small, text, object] = [await queue.get(), await queue.get(), await queue.get(), await queue.get(), await queue.get()];
      const found = [are(given, 1), are(one, 2), two instanceof Float64Array && are(two, 0.5), small, text.length, are(object.a, 4) && object.b === object];
      // Writing into one must change no other, nor what comes after.
      new Uint8Array(one.buffer, one.byteOffset).fill(99);
      found.push(are(await value.get(), 5), are((await list.snapshot())[1], 7));
      await back.send([found, bytes(8)]);
    }
    if (isMainProcess) {
      const queue = new Queue<any>();
      const [a, b] = pipe();
      const value = new Value(bytes(0));
      const list = new SharedArray([bytes(6), bytes(7)]);
      const process = new Process({ target: child, args: [bytes(1), queue, b, value, list] });
      process.start();
      const sent = bytes(2);
      const put = queue.put(sent);
      sent.fill(9);
      await put;
      sent.fill(10);
      await queue.put(new Float64Array(SIZE).fill(0.5));
      await queue.put("small");
      await queue.put("😀".repeat(SIZE));
      const object: any = { a: bytes(4) };
      object.b = object;
      await queue.put(object);
      await value.set(bytes(5));
      const [found, last] = (await a.recv()) as [unknown[], Uint8Array];
      console.log(JSON.stringify([...found, are(last, 8)]));
      await process.join();
      const pool = new Pool({ processes: 2 });
      const results = await pool.map(twice, [bytes(10), bytes(20), bytes(30)]);
      console.log(JSON.stringify(results.map((array, i) => are(array, 20 * (i + 1)))));
      pool.close();
      await pool.join();
    }
  `);
  assert.deepEqual(lines, [
    [true, true, true, "small", 600_000, true, true, true, true],
    [true, true, true],
  ]);
});
