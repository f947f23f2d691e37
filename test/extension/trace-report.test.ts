import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "../../src/extension/trace-facts.ts";
import { traceReport, waitReport } from "../../src/extension/trace-report.ts";
import { MemorySource } from "../../src/extension/trace-source.ts";
import { traceOf } from "../trace/script.ts";
import { PAUSED, TWO } from "../trace/scripts.ts";

const factsOfText = (text: string) => factsOf(new MemorySource(traceOf(text)));

const CONTENDED = `${TWO}
  10 A acquire log
  12 B ask acquire log 500 @main.ts:27:14
  40 A release log
  40 B got acquire log
  41 - hint deadlock certain core A B behind main
  42 - end 3`;

test("a trace is told in a page: its end, hints, figures, waits and story", async () => {
  const text = traceReport(await factsOfText(CONTENDED));
  for (const part of [
    "exit status 3",
    "Hints: 1\n- deadlock (certain, error): ",
    "  Fix: ",
    "- B: did not end; waited 27.5 ms, longest 27.5 ms for log at main.ts:27:14",
    "- log (Lock): taken 2 times, 1 had to wait, 27.5 ms in all",
    "Longest waits:\n- at 12.5 ms, for 27.5 ms: ",
    "  asked at main.ts:27:14",
    "What happened:\n- 0.000 s: ",
  ])
    assert.ok(text.includes(part), `${part}\n${text}`);
});

test("a wait is explained by who waited, for what, or where", async () => {
  const facts = await factsOfText(CONTENDED.replace(/\n.*hint.*/, ""));
  const all = waitReport(facts, {});
  assert.match(all, /^- at 12\.5 ms, for 27\.5 ms: .*log.*\n {2}because .*A/);
  for (const question of [{ process: "B" }, { for: "log" }, { line: 27 }, { process: "B", line: 27 }])
    assert.equal(waitReport(facts, question), all);
  for (const question of [{ process: "A" }, { for: "main" }, { line: 2 }])
    assert.throws(
      () => waitReport(facts, question),
      /No wait.*Who waited: B\. For what: log\. Where: main\.ts:27:14/,
    );
});

test("a wait that many longer ones hide is explained all the same", async () => {
  // The one for a takes a millisecond; a dozen for b take twenty each.
  const waits = Array.from({ length: 12 }, (_, i) => i * 40 + 100).map(
    (at) => `
  ${at} A acquire two
  ${at + 1} B ask acquire two 500 @main.ts:30:1
  ${at + 21} A release two
  ${at + 21} B got acquire two
  ${at + 22} B release two`,
  );
  const facts = await factsOfText(`${TWO}
  8 main make lock two @main.ts:4:7
  10 A acquire log
  12 B ask acquire log 500 @main.ts:27:14
  13 A release log
  13 B got acquire log
  14 B release log${waits.join("")}
  900 - end 0`);
  assert.ok(facts.waits.every((wait) => wait.for === "two"));
  for (const question of [{ for: "log" }, { line: 27 }, { process: "B", for: "log", line: 27 }])
    assert.match(waitReport(facts, question), /^- at .*for log/);
});

test("a trace that was cut short says so; nothing found is not called a proof", async () => {
  const text = traceReport(await factsOfText(`${TWO}${PAUSED}`));
  assert.match(text, /, the trace was cut short\n/);
  assert.match(text, /Hints: none\. .*proves nothing/);
});

test("what is no trace is refused with a sentence", async () => {
  await assert.rejects(
    factsOf(new MemorySource(new TextEncoder().encode("hello"))),
    /^Error: This file is not an Interleave trace\.$/,
  );
});
