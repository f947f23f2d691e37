/** A trace is an ordinary Arrow stream: another implementation reads the same values from it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordBatchReader, Table } from "apache-arrow";
import { COLUMNS } from "../../../src/trace/columns.ts";
import { TraceReader } from "../../../src/trace/reader.ts";
import { concat } from "../../../src/trace/writer.ts";
import { TraceScript } from "../script.ts";
import { MIXED } from "../scripts.ts";

/** The trace written in several batches, whose dictionaries grow. */
function batches(): Uint8Array {
  const script = new TraceScript(1_700_000_000_000);
  const lines = MIXED.trim().split("\n");
  const parts: Uint8Array[] = [];
  for (let at = 0; at < lines.length; at += 7) parts.push(script.write(lines.slice(at, at + 7).join("\n")));
  return concat(parts);
}

test("Apache's own reader finds the same columns, names and values", () => {
  const bytes = batches();
  const reader = new TraceReader();
  const own = reader.push(bytes);
  let row = 0;
  for (const batch of RecordBatchReader.from(bytes)) {
    const table = new Table(batch);
    assert.deepEqual(
      table.schema.fields.map(({ name }) => name),
      COLUMNS.map(({ name }) => name),
    );
    assert.equal(table.schema.metadata.get("interleave.version"), "1");
    for (let at = 0; at < table.numRows; at++, row++) {
      const theirs = table.get(at)!.toJSON();
      const { batch, index } = locate(own, row);
      assert.equal(theirs["seq"], batch.seq[index]);
      assert.equal(Number(theirs["time"]), batch.time[index]);
      assert.equal(theirs["kind"], reader.names.kind[batch.kind[index]!]);
      assert.equal(theirs["process"], reader.names.process[batch.process[index]!]);
      assert.equal(theirs["object"], reader.names.object[batch.object[index]!]);
      assert.equal(theirs["op"], batch.op[index]);
      assert.equal(theirs["other"], batch.other[index]);
      assert.deepEqual(theirs["value"], batch.value[index]);
      assert.deepEqual(theirs["timeout"], batch.timeout[index]);
      assert.equal(theirs["site"], reader.names.site[batch.site[index]!]);
      assert.equal(theirs["text"], batch.text(index));
    }
  }
  assert.equal(
    row,
    own.reduce((sum, { length }) => sum + length, 0),
  );
  assert.ok(row > 50);
});

function locate(batches: ReturnType<TraceReader["push"]>, row: number) {
  let index = row;
  for (const batch of batches) {
    if (index < batch.length) return { batch, index };
    index -= batch.length;
  }
  throw new Error(`no row ${row}`);
}
