import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTPUT_CHARACTERS } from "../../src/protocol/events.ts";
import { giveChange } from "../../src/trace/change.ts";
import { rowOf } from "../../src/trace/event-row.ts";
import { RunModel } from "../../src/trace/model.ts";
import { OutputLog } from "../../src/trace/output-log.ts";
import { OpenedParcel, Parcel } from "../../src/trace/parcel.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { RunBuilder } from "../../src/trace/run-builder.ts";
import { numbers } from "../support/numbers.ts";
import { TraceScript } from "./script.ts";

const CAST = "0 - spawn main\n0 main run program\n1 main spawn A\n2 A run worker\n";
const texts = (log: OutputLog) => Array.from({ length: log.length }, (_, index) => log.text(index));

function mirrored(portions: string[]): { model: RunModel; mirror: RunModel } {
  const script = new TraceScript();
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const mirror = new RunModel({ kind: [], process: [], object: [], site: [] });
  const builder = new RunBuilder();
  for (const portion of portions) {
    const bytes = script.write(portion);
    for (const batch of reader.push(bytes)) model.push(batch);
    builder.push(bytes);
    const change = builder.take();
    if (change) giveChange(mirror, structuredClone(change));
  }
  return { model, mirror };
}

test("lines stand in the order of time, whenever and by whomever they were told", () => {
  const { model, mirror } = mirrored([
    `${CAST}10 main print one @main.ts:3:1\n14 main print "zwei €" 7`,
    "11 A warn late\n15 A print three\n15 A unprinted 12\n13 main print before",
    "9 A print first\n15 main print last",
  ]);
  for (const { output } of [model, mirror]) {
    assert.deepEqual(texts(output), ["first", "one", "late", "before", "zwei €", "three", "", "last"]);
    const facts = { time: 14_000, process: 1, site: 0, error: false, text: "zwei €", cut: 7, dropped: 0 };
    assert.deepEqual(output.line(4), facts);
    assert.equal(output.line(2).error, true);
    assert.deepEqual([output.line(6).dropped, output.line(6).cut], [12, 0]);
    assert.equal(model.site(output.line(1).site), "main.ts:3:1");
    assert.deepEqual(
      [9, 10.5, 15, 99].map((ms) => output.at(ms * 1000)),
      [0, 1, 7, 7],
    );
    assert.equal(output.at(8999), -1);
  }
});

test("what a row says is taken for no more than it can be", () => {
  const long = "x".repeat(OUTPUT_CHARACTERS + 5);
  const { mirror } = mirrored([
    `${CAST}10 main print ${long} NaN\n11 main unprinted -5\n12 main unprinted Infinity\n13 main print x 1e300`,
  ]);
  const lines = [0, 1, 2, 3].map((index) => mirror.output.line(index));
  assert.equal(lines[0]!.text.length, OUTPUT_CHARACTERS);
  assert.deepEqual(
    lines.map(({ cut, dropped }) => cut + dropped),
    [0, 0, 2 ** 32 - 1, 2 ** 32 - 1],
  );
});

test("thousands of lines out of order are kept in order, and of too many the oldest go", () => {
  const below = numbers(7);
  const script = new TraceScript();
  const log = new OutputLog({ lines: 3000, bytes: 1 << 20 });
  const times: number[] = [];
  const reader = new TraceReader();
  reader.push(script.write(CAST));
  for (let round = 0; round < 50; round++) {
    const taken = new OutputLog();
    const lines = Array.from({ length: 100 }, () => {
      const time = round * 100 + below(300);
      times.push(time);
      return `${time} main print t${time}`;
    });
    for (const batch of reader.push(script.write(lines.join("\n"))))
      for (let at = 0; at < batch.length; at++) taken.take(rowOf(batch, at));
    const parcel = new Parcel();
    taken.pack(parcel);
    log.unpack(new OpenedParcel(parcel.seal()));
  }
  assert.equal(log.length + log.forgotten, 5000);
  assert.ok(log.length <= 3000 && log.length > 2000);
  const shown = texts(log);
  assert.deepEqual(
    shown,
    [...log.time.subarray(0, log.length)].map((time) => `t${time / 1000}`),
  );
  assert.deepEqual(
    shown.slice(-1000),
    times
      .sort((a, b) => a - b)
      .slice(-1000)
      .map((time) => `t${time}`),
  );
});
