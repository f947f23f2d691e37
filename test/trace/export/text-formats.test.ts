import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENT_KINDS } from "../../../src/protocol/events.ts";
import type { JsonEvent } from "../../../src/trace/export/json-lines.ts";
import { type EventBatch, TraceReader } from "../../../src/trace/reader.ts";
import { TraceWriter } from "../../../src/trace/writer.ts";
import { producerConsumer } from "../../webview/scenes.ts";
import { traceOf } from "../script.ts";
import { MIXED } from "../scripts.ts";
import { exported, hostileTrace } from "./exported.ts";

/** The rows of a trace as plain values. */
function rows(bytes: Uint8Array): unknown[][] {
  const reader = new TraceReader();
  const rowsOf = (batch: EventBatch) =>
    Array.from({ length: batch.length }, (_, at) => [
      batch.seq[at],
      batch.time[at],
      reader.names.kind[batch.kind[at]!],
      reader.names.process[batch.process[at]!],
      batch.process[at],
      batch.branch[at],
      reader.names.object[batch.object[at]!],
      batch.object[at],
      batch.op[at],
      batch.other[at],
      batch.value[at],
      batch.timeout[at],
      reader.names.site[batch.site[at]!],
      batch.text(at),
    ]);
  return reader.push(bytes).flatMap(rowsOf);
}

/** A trace made of JSON lines. */
function written(lines: readonly string[]): Uint8Array {
  const writer = new TraceWriter();
  const sites = new Map<string, number>([["", 0]]);
  for (const line of lines) {
    const event = JSON.parse(line) as JsonEvent;
    const site = event.site ?? "";
    if (!sites.has(site)) {
      writer.name("site", sites.size, site);
      sites.set(site, sites.size);
    }
    if (event.processId) writer.name("process", event.processId, event.process!);
    if (event.objectId) writer.name("object", event.objectId, event.object!);
    const seq = writer.add(
      event.time,
      (EVENT_KINDS as readonly string[]).indexOf(event.kind),
      event.processId ?? 0,
      event.branch ?? 0,
      event.objectId ?? 0,
      event.op ?? 0,
      event.other ?? 0,
      event.value === null ? Number.NaN : (event.value ?? 0),
      event.timeout ?? Number.NaN,
      sites.get(site)!,
      event.text,
    );
    assert.equal(seq, event.seq);
  }
  return writer.flush()!;
}

for (const [name, script] of Object.entries({ MIXED, scene: producerConsumer() }))
  test(`${name}: JSON lines hold everything that the trace does`, async () => {
    const bytes = traceOf(script);
    const { text, fault } = await exported(bytes, "json");
    assert.equal(fault, undefined);
    const lines = text.trimEnd().split("\n");
    assert.deepEqual(rows(written(lines)), rows(bytes));
  });

test("CSV has one line per event, and what it quotes can be read again", async () => {
  const bytes = traceOf(`${MIXED}\n59 main mark "=1+2"\n60 main mark a,b`);
  const { text } = await exported(bytes, "csv");
  const table = parseCsv(text);
  const [head, ...events] = table;
  assert.equal(
    head!.join(),
    "seq,time_us,kind,process_id,process,branch,object_id,object,op,other,value,timeout_ms,site,text",
  );
  assert.deepEqual(
    events,
    rows(bytes).map(
      ([seq, time, kind, process, id, branch, object, oid, op, other, value, timeout, site, text]) =>
        [seq, time, kind, id, process, branch, oid, object, op, other, value, timeout, site, text].map(
          (cell) => (cell === null || Number.isNaN(cell) ? "" : String(cell)),
        ),
    ),
  );
});

test("a cell that a spreadsheet would compute is text in CSV", async () => {
  const names = ["=1+2", "+1", "-1", "@sum", "\ttab", "plain"];
  const { text } = await exported(hostileTrace(names), "csv");
  const cells = parseCsv(text).flatMap((row) => [row[7]!]);
  for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t]/);
  for (const name of names) assert.ok(cells.includes(name === "plain" ? name : `'${name}`), name);
});

test("a trace that was cut gives what is there, and says that it was cut", async () => {
  const bytes = traceOf(MIXED);
  const { text, fault } = await exported(bytes.subarray(0, bytes.length - 3), "json");
  assert.equal(text, "");
  assert.equal(fault?.kind, "cut");
  const open = await exported(traceOf(MIXED.replace(/\n58.*/, "")), "csv");
  assert.equal(open.fault?.kind, "unfinished");
  assert.equal(open.text.trimEnd().split("\n").length, rows(bytes).length);
  const foreign = await exported(new TextEncoder().encode("no trace at all, but long enough"), "csv");
  assert.deepEqual([foreign.text, foreign.fault?.kind], ["", "unreadable"]);
});

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const table: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "," || character === "\n") {
      table.at(-1)!.push(cell);
      cell = "";
      if (character === "\n") table.push([]);
    } else cell += character;
  }
  table.pop();
  return table;
}
