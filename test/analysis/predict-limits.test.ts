/** What prediction does not know it does not claim. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WINDOW_ROWS } from "../../src/analysis/predict/event-log.ts";
import { Prediction } from "../../src/analysis/predict/prediction.ts";
import { KIND, waitKind } from "../../src/protocol/events.ts";
import type { Row } from "../../src/trace/event-row.ts";
import { scene } from "./model/scene.ts";

const INVERSION = `lock a b
  main start A
  main start B
  A acquire a
  A acquire b
  A release b
  A release a
  B acquire b
  B acquire a
  B release a
  B release b`;

function told(rows: Iterable<Row>): string[] {
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  for (const row of rows) prediction.row(row);
  return prediction.end().hints.map(({ kind, certainty }) => `${kind} ${certainty}`);
}

/** A row like this one, but for some of its fields. */
function changed(
  row: Row,
  fields: Partial<Row>,
  columns: Partial<Record<"kind" | "branch", number>> = {},
): Row {
  const { batch, at } = row;
  const kind = Uint8Array.from(batch.kind);
  const branch = Uint32Array.from(batch.branch);
  kind[at] = columns.kind ?? kind[at]!;
  branch[at] = columns.branch ?? branch[at]!;
  return { ...row, ...fields, batch: { ...batch, kind, branch } };
}

const isOf = (row: Row, process: number, kind: number) =>
  row.process === process && row.batch.kind[row.at] === kind;

test("an inversion is told once, also when it came a hundred times", () => {
  const { rows } = scene(INVERSION).recording;
  assert.deepEqual(told(rows), ["deadlock-predicted proven"]);
  const again = [...rows];
  const last = rows.at(-1)!;
  for (let round = 1; round <= 100; round++)
    for (const row of rows)
      if (row.object > 0 && row.batch.kind[row.at] !== KIND["object.create"])
        again.push({ ...row, time: row.time + round * (last.time + 100), seq: again.length + 1 });
  // Those who have ended cannot do anything: the ends come last.
  const ends = again.filter((row) => row.batch.kind[row.at] === KIND["process.exit"]);
  assert.deepEqual(told([...again.filter((row) => !ends.includes(row)), ...ends]), [
    "deadlock-predicted proven",
  ]);
});

test("a search while the run goes on tells of a pair once, the last one no more", () => {
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  for (const row of scene(INVERSION).recording.rows) prediction.row(row);
  assert.equal(prediction.take().length, 1);
  assert.equal(prediction.take().length, 0);
  assert.deepEqual(prediction.end().hints, []);
});

test("of a process with several things at a time that cannot be told apart nothing is claimed", () => {
  const { rows } = scene(INVERSION).recording;
  const acquire = waitKind("acquire", "grant");
  // B asked for its second lock before it had been given the first.
  const second = rows.filter((row) => isOf(row, 3, acquire))[1]!;
  const overlapping = rows.map((row) => (row === second ? changed(row, { value: row.time - 1 }) : row));
  assert.deepEqual(told(overlapping), []);
});

test("branches that are told apart hold their locks each for itself", () => {
  const { rows } = scene(INVERSION).recording;
  const acquire = waitKind("acquire", "grant");
  const ofB = rows.filter((row) => isOf(row, 3, acquire) || isOf(row, 3, KIND["release"]));
  const inOne = rows.map((row) => (ofB.includes(row) ? changed(row, {}, { branch: 1 }) : row));
  assert.deepEqual(told(inOne), ["deadlock-predicted proven"]);
  const inTwo = rows.map((row) => (ofB.includes(row) ? changed(row, {}, { branch: row.object }) : row));
  assert.deepEqual(told(inTwo), []);
});

test("a deadlock that happened is no prediction", () => {
  const { rows } = scene(INVERSION).recording;
  const last = rows.at(-1)!;
  const hint = { kind: "deadlock", certainty: "certain", processes: [{ id: 1 }, { id: 2 }, { id: 3 }] };
  const text = () => JSON.stringify(hint);
  const kind = Uint8Array.from(last.batch.kind);
  kind[last.at] = KIND["hint"];
  const row = { ...last, process: 0, object: 0, batch: { ...last.batch, kind, text } };
  assert.deepEqual(told([...rows, row]), []);
});

test("after lost events nothing is taken in", () => {
  const { rows } = scene(INVERSION).recording;
  const first = rows.findIndex((row) => isOf(row, 3, waitKind("acquire", "grant")));
  const lost = changed(rows[first]!, { process: 0, object: 0 }, { kind: KIND["run.dropped"] });
  assert.deepEqual(told([...rows.slice(0, first), lost, ...rows.slice(first)]), []);
});

test("a long run is looked at in windows: what they begin with, and what is found in them", () => {
  const spread = `lock a b
  main start A
  main start B
  A acquire a
  B acquire b
  B release b
  A acquire b
  A release b
  A release a
  B acquire b
  B acquire a
  B release a
  B release b`;
  const { rows } = scene(spread).recording;
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1`, windowRows: 3 * WINDOW_ROWS });
  const usual = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  // A window ends while A has the first lock.
  const first = rows.findIndex((row) => isOf(row, 3, KIND["release"])) + 1;
  for (const row of rows.slice(0, first)) for (const one of [prediction, usual]) one.row(row);
  const again = rows.slice(first - 2, first);
  for (let filler = 0; filler < WINDOW_ROWS; filler += 2)
    for (const row of again) for (const one of [prediction, usual]) one.row(row);
  const { log } = usual.collector;
  assert.ok(log.length < 100, "what a window has led to is little");
  assert.ok(prediction.collector.log.length > WINDOW_ROWS);
  for (const row of rows.slice(first)) for (const one of [prediction, usual]) one.row(row);
  const [hint, ...others] = usual.end().hints;
  assert.deepEqual(others, []);
  assert.deepEqual(
    hint!.processes.map(({ name, holds }) => ({ name, holds: holds?.length })),
    prediction.end().hints[0]!.processes.map(({ name, holds }) => ({ name, holds: holds?.length })),
  );
  assert.equal(hint!.certainty, "proven");
  assert.match(hint!.witness![0]!, /^Everybody does what they did in the run, up to \d+\.\d{3} s$/);
});

test("a damaged trace is no reason to fail", () => {
  const { rows } = scene(INVERSION).recording;
  for (let missing = 0; missing < rows.length; missing++)
    assert.ok(told(rows.filter((_, at) => at !== missing)).length <= 1);
  for (let at = 0; at < rows.length; at++) {
    const row = changed(rows[at]!, { process: 4_000_000, object: 77, op: 9, other: 4_000_000_000 });
    assert.ok(told(rows.toSpliced(at, 1, row)).length <= 1);
  }
});

test("a search that runs out of time says so", () => {
  const prediction = new Prediction({ site: () => "" });
  const nests: string[] = [];
  for (let task = 0; task < 30; task++)
    nests.push(`T${task} acquire a`, `T${task} acquire b`, `T${task} release b`, `T${task} release a`);
  const starts = Array.from({ length: 30 }, (_, task) => `main start T${task}`);
  const more = Array.from({ length: 1500 }, () => "main set e");
  const { rows } = scene(
    [
      "lock a b",
      "event e",
      ...starts,
      ...more,
      ...nests,
      ...["b", "a"].map((lock) => `main acquire ${lock}`),
    ].join("\n"),
  ).recording;
  for (const row of rows) prediction.row(row);
  assert.equal(prediction.end(() => true).cut, true);
});
