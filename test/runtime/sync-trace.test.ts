/** Every operation of locks, conditions, barriers and values leaves its rows in the trace. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ALL_ELEMENTS, EVENT_KINDS } from "../../src/protocol/events.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Program } from "../support/program.ts";

/** `KIND other` of each row of an object, in order. */
async function rowsOf(source: string): Promise<Record<string, string[]>> {
  await using program = await Program.make(source);
  const trace = join(program.folder, "run.interleave");
  const ended = await program.run({ args: ["--trace", trace] });
  assert.equal(ended.stderr, "");
  assert.equal(ended.status, 0);
  const reader = new TraceReader();
  const found: Record<string, string[]> = {};
  for (const batch of reader.push(await readFile(trace)))
    for (let at = 0; at < batch.length; at++) {
      const name = reader.names.object[batch.object[at]!];
      const kind = EVENT_KINDS[batch.kind[at]!]!;
      if (!name || kind === "object.create") continue;
      found[name] ??= [];
      found[name].push(`${kind} ${batch.other[at]}`);
    }
  return found;
}

test("rows of an RLock, a semaphore, a condition, a barrier, a value and an array", async () => {
  const rows = await rowsOf(`
    import { Barrier, BoundedSemaphore, Condition, isMainProcess, Process, RLock, SharedArray, Value } from "@interleave/runtime";
    const act = () => {};
    async function other(c: Condition, b: Barrier) {
      await c.use(() => c.notifyAll());
      await b.wait();
    }
    if (isMainProcess) {
      const r = new RLock({ name: "r" });
      await r.acquire(); await r.acquire(); await r.release(); await r.release();
      const s = new BoundedSemaphore(1, { name: "s" });
      await s.acquire(); await s.acquire({ blocking: false }); await s.release();
      const c = new Condition(r, { name: "c" });
      const b = new Barrier(2, { name: "b", action: act });
      await c.acquire();
      const p = new Process({ target: other, args: [c, b] });
      p.start();
      await c.wait();
      await c.release();
      await b.wait();
      await p.join();
      await b.reset(); await b.abort();
      const v = new Value(1, { name: "v" });
      await v.get(); await v.set(2); await v.update((n) => n + 1);
      const a = new SharedArray(4, { name: "a" });
      await a.at(2); await a.set(3, 1); await a.snapshot();
    }
  `);
  assert.deepEqual(rows["r"], [
    "acquire.grant 0",
    "acquire.grant 1",
    "release.level 1",
    "release 1",
    // The condition's: main lets go while it waits, and has it again after the other.
    "acquire.grant 0",
    "release 1",
    "acquire.grant 0",
    "acquire.ask 0",
    "release 2",
    "acquire.grant 0",
    "release 1",
  ]);
  assert.deepEqual(rows["s"], ["acquire.grant 0", "acquire.refuse 0", "release 1"]);
  assert.deepEqual(rows["c"], ["wait.ask 0", "notify 0", "wait.grant 2"]);
  const [ask, acts, ...passes] = rows["b"]!;
  assert.deepEqual([ask, acts], ["wait.ask 0", "barrier.act 0"]);
  const last = passes[0]!;
  assert.match(last, /^wait\.grant [12]$/);
  assert.deepEqual(passes, [last, last, "barrier.reset 0", "barrier.break 0"]);
  assert.deepEqual(rows["v"], ["value.read 0", "value.write 0", "value.read 0", "value.write 0"]);
  assert.deepEqual(rows["v.lock"], ["acquire.grant 0", "release 1"]);
  assert.deepEqual(rows["a"], ["value.read 2", "value.write 3", `value.read ${ALL_ELEMENTS}`]);
});
