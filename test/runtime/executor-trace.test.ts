/** What executors leave in the trace. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PoolLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Program } from "../support/program.ts";

test("every task is told from its submission to its result, and nothing counts as queued in the end", async () => {
  await using program = await Program.make(`
    import { Event, isMainProcess, ProcessPoolExecutor, Queue, waitFutures } from "@interleave/runtime";
    const fine = () => 1;
    const begin = async (begun: Queue<number>, event: Event) => { await begun.put(1); await event.wait(); };
    const die = () => process.exit(0);
    if (isMainProcess) {
      const executor = new ProcessPoolExecutor({ maxWorkers: 2, name: "crew" });
      await executor.submit(fine);
      const begun = new Queue<number>();
      const held = executor.submit(begin, begun, new Event());
      await begun.get();
      const gone = [executor.submit(die), executor.submit(fine), executor.submit(fine)];
      gone[1]!.cancel();
      await waitFutures([held, ...gone], { returnWhen: "ALL_COMPLETED" });
    }
  `);
  const trace = join(program.folder, "t.interleave");
  const ended = await program.run({ args: ["--trace", trace] });
  assert.equal(ended.status, 0, ended.errors);
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const tasks = new Map<number, string[]>();
  const others: string[] = [];
  for (const batch of reader.push(readFileSync(trace))) {
    model.push(batch);
    for (let i = 0; i < batch.length; i++) {
      const kind = reader.names.kind[batch.kind[i]!]!;
      if (kind.startsWith("pool.")) others.push(kind);
      if (!kind.startsWith("task.")) continue;
      const list = tasks.get(batch.other[i]!) ?? [];
      list.push(kind === "task.result" ? `result ${batch.value[i]}` : kind.slice(5));
      tasks.set(batch.other[i]!, list);
    }
  }
  assert.deepEqual(
    [...tasks.values()],
    [
      ["submit", "start", "end", "result 0"],
      ["submit", "start", "result 5"],
      ["submit", "start", "end", "result 5"],
      ["submit", "result 3"],
      ["submit", "result 5"],
    ],
  );
  assert.deepEqual(others.slice(0, 1), ["pool.break"]);
  const lane = [...model.objects.values()].find((object) => object.name === "crew");
  assert.ok(lane instanceof PoolLane);
  assert.deepEqual([lane.submitted, lane.queued.current, lane.running.current], [5, 0, 0]);
});
