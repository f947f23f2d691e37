/**
 * `node test/node.js test/bench/analysis.ts [ROWS]`: how long it takes to look a trace over for deadlocks of other
 * schedules (a million rows unless told otherwise), and how much memory that keeps. Prints CPU milliseconds.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Prediction } from "../../src/analysis/predict/prediction.ts";
import { KIND, type ObjectInfo, type ProcessInfo, waitKind } from "../../src/protocol/events.ts";
import { rowOf } from "../../src/trace/event-row.ts";
import { type EventBatch, TraceReader } from "../../src/trace/reader.ts";
import { TraceWriter } from "../../src/trace/writer.ts";

const WORKERS = 8;
const LOCKS = 12;
const ACQUIRE = waitKind("acquire", "grant");
const GET = waitKind("get", "grant");
const PUT = waitKind("put", "grant");

/** A run of eight processes that nest locks, hand items round and read values; the last rounds invert two locks. */
export function lockHeavy(rows: number): EventBatch[] {
  const writer = new TraceWriter();
  let time = 0;
  let op = 0;
  let item = 0;
  const add = (
    process: number,
    kind: number,
    object = 0,
    more: { other?: number; text?: string; site?: number } = {},
  ) => writer.append({ time: 3 * ++time, kind, process, object, op: ++op, value: 1, ...more });
  const spawn = (parent: number, id: number, kind: ProcessInfo["kind"]) => {
    const info: ProcessInfo = { name: `P${id}`, pid: id, daemon: false, kind, target: "" };
    add(parent, KIND["process.spawn"], 0, { other: id, text: JSON.stringify(info), site: id });
    add(id, KIND["process.run"]);
  };
  const make = (id: number, type: ObjectInfo["type"]) =>
    add(1, KIND["object.create"], id, {
      text: JSON.stringify({ type, name: `${type}-${id}` } satisfies ObjectInfo),
    });
  spawn(0, 1, "main");
  for (let lock = 1; lock <= LOCKS; lock++) make(lock, "Lock");
  const queue = LOCKS + 1;
  make(queue, "Queue");
  for (let worker = 2; worker < 2 + WORKERS; worker++) spawn(1, worker, "process");
  const nest = (process: number, outer: number, inner: number, site: number) => {
    add(process, ACQUIRE, outer, { site });
    add(process, ACQUIRE, inner, { site: site + 1 });
    add(process, KIND["release"], inner, { other: process, site: site + 2 });
    add(process, KIND["release"], outer, { other: process, site: site + 3 });
  };
  for (let round = 0; writer.seq < rows - 100; round++) {
    const process = 2 + (round % WORKERS);
    const outer = 1 + ((round * 7) % (LOCKS - 1));
    nest(process, outer, outer + 1 + ((round * 5) % (LOCKS - outer)), 100);
    add(process, PUT, queue, { other: ++item, site: 110 });
    add(process, GET, queue, { other: item, site: 111 });
  }
  nest(2, 3, 2, 200);
  for (let worker = 2; worker < 2 + WORKERS; worker++) {
    add(worker, KIND["process.exit"]);
    add(1, waitKind("join", "grant"), 0, { other: worker, site: 300 });
  }
  add(1, KIND["process.exit"]);
  return new TraceReader().push(writer.flush()!);
}

/** Bytes in use, rubbish apart. */
function memory(): number {
  setFlagsFromString("--expose-gc");
  for (let round = 0; round < 3; round++) runInNewContext("gc")();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** CPU milliseconds. */
function spent<T>(work: () => T): [T, number] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

/** Looks such a run over. `spent`: CPU milliseconds to take it in and to search it; `kept`: bytes in use meanwhile. */
export function predictionOf(rows: number) {
  const batches = lockHeavy(rows);
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  const before = memory();
  const [, collecting] = spent(() => {
    for (const batch of batches)
      for (let row = 0; row < batch.length; row++) prediction.row(rowOf(batch, row));
  });
  const kept = memory() - before;
  const [{ hints, cut }, searching] = spent(() => prediction.end());
  return { collecting, searching, spent: collecting + searching, kept, hints, cut, batches: batches.length };
}

if (process.argv[1] === import.meta.filename) {
  const rows = Number(process.argv[2] ?? 1_000_000);
  if (!Number.isInteger(rows) || rows < 1000) throw new RangeError("ROWS is a whole number from 1000 on");
  const { collecting, searching, kept, hints, cut, batches } = predictionOf(rows);
  console.log(`${rows} rows: ${collecting.toFixed(0)} ms to take in, ${searching.toFixed(0)} ms to search`);
  console.log(
    `${batches} batches, about ${(kept / rows).toFixed(0)} bytes a row kept${cut ? "; the search was cut short" : ""}`,
  );
  for (const { certainty, message } of hints) console.log(`${certainty}: ${message}`);
}
