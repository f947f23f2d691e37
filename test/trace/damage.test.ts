/** Traces with wrong bytes in them: read as far as they make sense, or refused in words, never more than that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENT_KINDS } from "../../src/protocol/events.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceFormatError, TraceReader } from "../../src/trace/reader.ts";
import { concat, TraceWriter } from "../../src/trace/writer.ts";
import { numbers } from "../support/numbers.ts";

function sample(): Uint8Array {
  const writer = new TraceWriter();
  writer.name("process", 1, "MainProcess");
  writer.append({ time: 0, kind: 0, text: '{"version":"1"}' });
  writer.append({ time: 12, kind: 3, other: 1, text: '{"name":"MainProcess"}' });
  const first = writer.flush()!;
  writer.name("object", 1, "queue");
  EVENT_KINDS.forEach((_, kind) => {
    writer.append({ time: 20 + kind, kind, process: 1, object: 1, op: kind % 7, text: "{}" });
  });
  return concat([first, writer.flush()!]);
}

test("any bytes changed: some rows or one sentence", (t) => {
  const bytes = sample();
  let refused = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const below = numbers(seed * 7919);
    const changed = bytes.slice();
    for (let left = 1 + below(4); left > 0; left--) changed[below(changed.length)] = below(256);
    const reader = new TraceReader();
    const model = new RunModel(reader.names);
    try {
      for (const batch of reader.push(changed)) {
        assert.ok(batch.length <= bytes.length, `seed ${seed}: ${batch.length} rows`);
        model.push(batch);
      }
    } catch (error) {
      assert.ok(error instanceof TraceFormatError, `seed ${seed}: ${(error as Error).stack}`);
      assert.match(error.message, /^(The trace|This) [\x20-\x7e]*\.$/);
      refused++;
    }
  }
  t.diagnostic(`${refused} of 400 refused`);
  assert.ok(refused > 80 && refused < 320);
});
