import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND, waitKind, waitOf } from "../../src/protocol/events.ts";
import { TraceFormatError, TraceReader } from "../../src/trace/reader.ts";
import { concat, TraceWriter } from "../../src/trace/writer.ts";

function sample(): Uint8Array[] {
  const writer = new TraceWriter();
  writer.name("process", 1, "MainProcess");
  writer.append({ time: 0, kind: KIND["run.begin"], text: "{}" });
  writer.append({ time: 12.4, kind: KIND["process.spawn"], other: 1 });
  const first = writer.flush()!;
  writer.name("object", 1, "锁");
  writer.name("site", 1, "main.ts:3:7");
  writer.add(2 ** 40 + 5, waitKind("acquire", "ask"), 1, 0, 1, 7, 0, 31, 250, 1);
  const second = writer.flush()!;
  writer.append({ time: 2 ** 40 + 9, kind: waitKind("acquire", "grant"), process: 1, op: 7, text: "" });
  return [first, second, writer.flush()!];
}

test("what is written is read again, in any portions", () => {
  const bytes = concat(sample());
  for (const portion of [bytes.length, 1, 13, 64, 1000]) {
    const reader = new TraceReader();
    const batches = [];
    for (let at = 0; at < bytes.length; at += portion)
      batches.push(...reader.push(bytes.subarray(at, at + portion)));
    assert.equal(reader.leftover, 0);
    assert.deepEqual(
      batches.flatMap((b) => [...b.seq]),
      [1, 2, 3, 4],
    );
    assert.deepEqual(
      batches.flatMap((b) => [...b.time]),
      [0, 12, 2 ** 40 + 5, 2 ** 40 + 9],
    );
    assert.deepEqual(
      batches.flatMap((b) => Array.from({ length: b.length }, (_, i) => b.text(i))),
      ["{}", null, null, ""],
    );
    assert.deepEqual(waitOf(batches[1]!.kind[0]!), { verb: "acquire", phase: "ask" });
    assert.equal(batches[1]!.timeout[0], 250);
    assert.ok(Number.isNaN(batches[0]!.timeout[0]));
    assert.equal(reader.names.process[1], "MainProcess");
    assert.equal(reader.names.object[1], "锁");
    assert.equal(reader.names.site[1], "main.ts:3:7");
    assert.equal(reader.names.kind[KIND.mark], "mark");
  }
});

test("a trace cut anywhere is read up to its last complete batch", () => {
  const bytes = concat(sample());
  let most = 0;
  for (let length = 0; length < bytes.length; length++) {
    const reader = new TraceReader();
    const rows = reader.push(bytes.subarray(0, length)).reduce((sum, batch) => sum + batch.length, 0);
    assert.ok(rows >= most);
    most = rows;
    assert.equal(reader.position + reader.leftover, length);
  }
  assert.equal(most, 3);
});

test("foreign bytes are refused with a sentence", () => {
  const foreign = new TextEncoder().encode("#!/bin/sh\necho this is no trace at all\n");
  assert.throws(() => new TraceReader().push(foreign), TraceFormatError);
});
