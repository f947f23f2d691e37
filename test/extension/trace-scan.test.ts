import assert from "node:assert/strict";
import { test } from "node:test";
import { TraceScan } from "../../src/extension/trace-scan.ts";
import { MemorySource } from "../../src/extension/trace-source.ts";
import { KIND } from "../../src/protocol/events.ts";
import { concat, TraceWriter } from "../../src/trace/writer.ts";

function sample(): Uint8Array[] {
  const writer = new TraceWriter();
  writer.name("site", 1, "/p/main.ts:3:7");
  writer.name("site", 2, "C:\\p\\other.ts:10:1");
  writer.append({ time: 0, kind: KIND["run.begin"], text: JSON.stringify({ program: "/p/main.ts" }) });
  const begin = writer.flush()!;
  writer.append({ time: 9, kind: KIND["run.end"], value: 3 });
  return [begin, writer.flush()!];
}

async function scan(bytes: Uint8Array): Promise<TraceScan> {
  const scan = new TraceScan(new MemorySource(bytes));
  await scan.advance();
  return scan;
}

test("says what ran, how it ended and which files the trace names", async () => {
  const found = await scan(concat(sample()));
  assert.equal(found.fault, undefined);
  assert.equal(found.run?.program, "/p/main.ts");
  assert.equal(found.exitStatus, 3);
  assert.equal(found.length, 0.009);
  assert.deepEqual([...found.files()], ["/p/main.ts", "C:\\p\\other.ts"]);
});

test("every cut and every damage is told, and what is before it is good", async () => {
  const [begin, end] = sample();
  const whole = concat([begin!, end!]);
  for (let length = 0; length < whole.length; length++) {
    const found = await scan(whole.subarray(0, length));
    assert.ok(found.fault, String(length));
    assert.ok(found.good <= length);
    if (length === begin!.length) assert.deepEqual(found.fault, { kind: "unfinished" });
  }
  const damaged = Uint8Array.from(whole);
  damaged.fill(0x41, begin!.length, begin!.length + 8);
  const found = await scan(damaged);
  assert.deepEqual(found.fault, { kind: "damaged", at: begin!.length });
  assert.equal(found.events, 1);
});

test("foreign bytes are unreadable", async () => {
  const found = await scan(new TextEncoder().encode("#!/bin/sh\necho no trace at all\n"));
  assert.equal(found.fault?.kind, "unreadable");
  assert.equal(found.good, 0);
});

test("a text that is not what a run says of itself is not believed", async () => {
  for (const text of ["", "{", "[]", "null", '{"program":7}']) {
    const writer = new TraceWriter();
    writer.append({ time: 0, kind: KIND["run.begin"], text });
    const found = await scan(writer.flush()!);
    assert.equal(found.run, undefined, text);
  }
});

test("whoever asks twice at once has nothing read twice", async () => {
  const scan = new TraceScan(new MemorySource(concat(sample())));
  await Promise.all([scan.advance(), scan.advance()]);
  assert.equal(scan.fault, undefined);
  assert.equal(scan.events, 2);
});

test("hints stand in the places that they have in a model of the run", async () => {
  const writer = new TraceWriter();
  const hint = { kind: "convoy", certainty: "certain", severity: "info", message: "one", fix: "" };
  const empty = { processes: [], objects: [], sites: [], events: [], time: 1 };
  for (const one of [hint, { ...hint, kind: "toString" }, { ...hint, message: "two" }])
    writer.append({ time: 0, kind: KIND.hint, text: JSON.stringify({ ...one, ...empty }) });
  const { hints } = await scan(writer.flush()!);
  assert.deepEqual(
    hints.map(({ message }) => message),
    ["one", "two"],
  );
});
