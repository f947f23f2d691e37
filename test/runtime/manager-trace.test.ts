/** Every call of a manager leaves its row in the trace, where the caller's program has it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { EVENT_KINDS } from "../../src/protocol/events.ts";
import { EventLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Program } from "../support/program.ts";

interface Found {
  process: string;
  kind: string;
  object: string;
  op: number;
  other: number;
  site: string;
  text: string;
}

async function traceOf(source: string): Promise<{ rows: Found[]; model: RunModel }> {
  await using program = await Program.make(source);
  const trace = join(program.folder, "run.interleave");
  const ended = await program.run({ args: ["--trace", trace] });
  assert.equal(ended.stderr, "");
  assert.equal(ended.status, 0);
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const rows: Found[] = [];
  for (const batch of reader.push(await readFile(trace))) {
    model.push(batch);
    for (let at = 0; at < batch.length; at++)
      rows.push({
        process: reader.names.process[batch.process[at]!] ?? "",
        kind: EVENT_KINDS[batch.kind[at]!]!,
        object: reader.names.object[batch.object[at]!] ?? "",
        op: batch.op[at]!,
        other: batch.other[at]!,
        site: reader.names.site[batch.site[at]!] ?? "",
        text: batch.text(at) ?? "",
      });
  }
  return { rows, model };
}

/** On a busy machine any call may take so long that it is told of while it waits. */
const answered = (rows: Found[]) =>
  rows.filter(({ kind }) => kind.startsWith("manager.") && kind !== "manager.ask");

test("reads, writes and failures, with their turn, their key and their line", async () => {
  const { rows, model } = await traceOf(`
    import { isMainProcess, Manager } from "@interleave/runtime";
    if (isMainProcess) {
      await using m = await Manager.start();
      const d = m.dict<unknown, number>({ a: 1 }), l = m.list<number>(), n = m.namespace<{ x: number }>();
      await d.get("a"); await d.set(2, 3); await d.has({ k: [1] }); await d.update({ b: 1 }); await d.pop("none").catch(() => {});
      await l.append(1); await l.at(-1); await l.set(0, 5); await l.snapshot();
      await n.set("x", 1); await n.get("y" as never).catch(() => {}); await d.get("k".repeat(100));
    }
  `);
  const calls = answered(rows);
  assert.deepEqual(
    calls.map(({ kind, object, other, text }) => `${kind} ${object} ${other} ${text}`),
    [
      'manager.read Dict-1 1 get "a"\t1',
      "manager.write Dict-1 2 set 2\t3",
      'manager.read Dict-1 3 has {"k":[1]}',
      "manager.write Dict-1 4 update",
      'manager.error Dict-1 5 pop "none": no key "none" in the dict',
      "manager.write List-1 6 append",
      "manager.read List-1 7 at -1\t1",
      "manager.write List-1 8 set 0\t5",
      "manager.read List-1 9 snapshot",
      "manager.write Namespace-1 10 set x\t1",
      "manager.error Namespace-1 11 get y: 'Namespace' object has no attribute 'y'",
      `manager.read Dict-1 12 get "${"k".repeat(59)}…#${calls.at(-1)!.text.split("#")[1]}`,
    ],
  );
  for (const { site } of calls) assert.match(site, /main\.ts:\d+:\d+$/);
  const made = rows
    .filter(({ kind }) => kind === "object.create")
    .map(({ text, site }) => [text, /main\.ts:5:\d+$/.test(site)]);
  assert.deepEqual(
    made,
    ["Dict", "List", "Namespace"].map((type) => [JSON.stringify({ type, name: `${type}-1` }), true]),
  );
  const lanes = [...model.objects.values()].map(
    (lane) => lane instanceof EventLane && [lane.name, lane.served, lane.word(0)],
  );
  assert.deepEqual(lanes, [
    ["Dict-1", 6, "6 calls"],
    ["List-1", 4, "4 calls"],
    ["Namespace-1", 2, "2 calls"],
  ]);
  const manager = [...model.processes.values()].find(({ name }) => name === "SyncManager-1")!;
  assert.deepEqual(
    [manager.info.kind, manager.depth, manager.exit?.code, manager.exit?.signal],
    ["manager", 1, 0, ""],
  );
});

test("calls stand between the lock's rows that surround them; objects of a manager are made where the program says", async () => {
  const { rows } = await traceOf(`
    import { type DictProxy, isMainProcess, Lock, Manager, Process } from "@interleave/runtime";
    async function count(d: DictProxy<string, number>, lock: Lock) {
      for (let i = 0; i < 20; i++) await lock.use(async () => d.set("n", (await d.get("n", 0)) + 1));
    }
    if (isMainProcess) {
      await using m = await Manager.start();
      const [d, lock] = [m.dict<string, number>(), m.lock({ name: "lock" })];
      const all = [1, 2].map(() => new Process({ target: count, args: [d, lock] }));
      for (const p of all) p.start();
      for (const p of all) await p.join();
    }
  `);
  let holder = "";
  let turn = 0;
  for (const { kind, process, object, other } of rows) {
    if (kind === "acquire.grant" && object === "lock") holder = process;
    else if (kind === "release" && object === "lock") holder = "";
    else if (/^manager\.(read|write|error)/.test(kind)) {
      assert.equal(process, holder);
      assert.equal(other, ++turn);
    }
  }
  assert.equal(turn, 80);
  const lock = rows.find(({ kind, object }) => kind === "object.create" && object === "lock");
  assert.match(lock!.site, /main\.ts:8:\d+$/);
});

test("a call that is held up is seen to wait while it does, and how it ended", async () => {
  const { rows, model } = await traceOf(`
    import { activeChildren, isMainProcess, Manager, sleep } from "@interleave/runtime";
    if (isMainProcess) {
      const m = await Manager.start();
      const d = m.dict({ a: 1 });
      await d.size();
      const { pid } = activeChildren()[0]!;
      process.kill(pid!, "SIGSTOP");
      const call = d.get("a");
      await sleep(300);
      process.kill(pid!, "SIGCONT");
      await call;
      process.kill(pid!, "SIGSTOP");
      const lost = d.set("a", 2).catch(() => {});
      await sleep(300);
      process.kill(pid!, "SIGKILL");
      await lost;
    }
  `);
  const calls = answered(rows);
  assert.deepEqual(
    calls.map(({ kind, other, text }) => `${kind} ${other} ${text}`),
    [
      "manager.read 1 size",
      'manager.read 2 get "a"\t1',
      'manager.error 0 set "a": Dict-1 is gone: SyncManager-1, in which it lived, has ended',
    ],
  );
  const waited = rows.filter(({ kind }) => kind === "manager.ask").map(({ op }) => op);
  for (const { op } of calls.slice(1)) assert.ok(waited.includes(op));
  const [lane] = [...model.objects.values()];
  assert.ok(lane instanceof EventLane);
  assert.equal(lane.waited, waited.length);
  assert.equal(lane.waiters.current, 0);
  assert.ok(lane.longest!.length >= 250_000, String(lane.longest!.length));
  assert.equal(model.processes.get(1)!.pending.size, 0);
});
