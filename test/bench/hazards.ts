/**
 * `node test/node.js test/bench/hazards.ts`: how many rows the search for hazards takes in a second, for a run full of
 * locks and for a mixed one. Decoding the trace is not counted.
 */
import { Hazards } from "../../src/analysis/hazards/hazards.ts";
import { KIND, type ObjectInfo, type ProcessInfo, waitKind } from "../../src/protocol/events.ts";
import { type EventBatch, TraceReader } from "../../src/trace/reader.ts";
import { TraceWriter } from "../../src/trace/writer.ts";

const ROWS = 1_000_000;
const PROCESSES = 8;
const BATCH = 1000;

/** Batches as the recorder hands them out: `step` appends some rows at a time of its own. */
function batchesOf(
  step: (writer: TraceWriter, time: number, turn: number) => void,
  count: number,
): {
  batches: EventBatch[];
  names: TraceReader["names"];
} {
  const writer = new TraceWriter();
  const reader = new TraceReader();
  const batches: EventBatch[] = [];
  for (let id = 1; id <= PROCESSES; id++) {
    const name = `Process-${id}`;
    const info: ProcessInfo = { name, pid: id, daemon: false, kind: "process", target: "work" };
    writer.name("process", id, name);
    writer.append({ time: id, kind: KIND["process.spawn"], other: id, text: JSON.stringify(info) });
  }
  const types = ["Lock", "Queue", "Value", "Semaphore", "Event"] as const;
  for (const [index, type] of types.entries()) {
    const info: ObjectInfo = { type, name: `${type}-1`, ...(type === "Semaphore" ? { size: 2 } : {}) };
    writer.name("object", index + 1, info.name);
    writer.append({
      time: 10,
      kind: KIND["object.create"],
      object: index + 1,
      text: JSON.stringify(info),
    });
  }
  for (let turn = 0; writer.seq < count; turn++) {
    step(writer, 100 + turn * 40, turn);
    if (writer.pending >= BATCH) batches.push(...reader.push(writer.flush()!));
  }
  const rest = writer.flush();
  if (rest) batches.push(...reader.push(rest));
  return { batches, names: reader.names };
}

function hold(writer: TraceWriter, time: number, turn: number): void {
  const process = (turn % PROCESSES) + 1;
  writer.append({ time, kind: waitKind("acquire", "grant"), process, object: 1, op: turn + 1, value: 20 });
  writer.append({
    time: time + 10,
    kind: KIND.release,
    process,
    object: 1,
    op: turn + 1,
    other: process,
    value: 10,
  });
}

function mixed(writer: TraceWriter, time: number, turn: number): void {
  const process = (turn % PROCESSES) + 1;
  const other = (process % PROCESSES) + 1;
  hold(writer, time, turn);
  writer.append({
    time: time + 1,
    kind: waitKind("get", "ask"),
    process: other,
    object: 2,
    op: turn,
    value: 1,
  });
  writer.append({ time: time + 2, kind: waitKind("put", "grant"), process, object: 2, other: turn });
  writer.append({
    time: time + 3,
    kind: waitKind("get", "grant"),
    process: other,
    object: 2,
    op: turn,
    other: turn,
    value: 2,
  });
  writer.append({ time: time + 4, kind: KIND["value.read"], process, object: 3, value: turn * 256 });
  writer.append({ time: time + 5, kind: KIND["value.write"], process, object: 3, value: turn * 256 + 256 });
  writer.append({ time: time + 6, kind: waitKind("acquire", "grant"), process, object: 4, op: turn + 1 });
  writer.append({ time: time + 7, kind: KIND.release, process, object: 4, op: turn + 1, other: process });
  writer.append({ time: time + 8, kind: KIND.query, process: other, object: 5, other: 1, value: turn % 2 });
}

/** CPU seconds for the search, the rows it took in, the hints it gave. */
function search(step: typeof mixed, count: number): { seconds: number; rows: number; hints: number } {
  const { batches, names } = batchesOf(step, count);
  let hints = 0;
  const began = process.cpuUsage();
  const hazards = new Hazards(names);
  for (const batch of batches) hints += hazards.push(batch).length;
  hints += hazards.end().length;
  const { user, system } = process.cpuUsage(began);
  const rows = batches.reduce((sum, batch) => sum + batch.length, 0);
  return { seconds: (user + system) / 1e6, rows, hints };
}

/** CPU milliseconds for so many rows of a bit of everything. */
export const hazardsOf = (count: number): number => search(mixed, count).seconds * 1000;

if (process.argv[1] === import.meta.filename)
  for (const [what, step] of Object.entries({ "locks alone": hold, "a bit of everything": mixed })) {
    const { seconds, rows, hints } = search(step, ROWS);
    console.log(
      `${what}: ${rows.toLocaleString("en")} rows in ${seconds.toFixed(2)} s of processor time, ` +
        `${Math.round(rows / seconds).toLocaleString("en")} rows / s, ${hints} hints`,
    );
  }
