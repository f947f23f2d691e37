import assert from "node:assert/strict";
import { test } from "node:test";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { OutputLines } from "../../webview/output-lines.ts";
import { shownText } from "../../webview/output-text.ts";
import { TraceScript } from "../trace/script.ts";

test("lines are narrowed to those with a text, or of a process, and to a part of the run, as more of them come", () => {
  const script = new TraceScript();
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const feed = (text: string) => {
    for (const batch of reader.push(script.write(text))) model.push(batch);
  };
  const lines = new OutputLines();
  const shown = (text: string, from?: number, to?: number) => {
    lines.update(model, from === undefined ? undefined : { from: from * 1000, to: to! * 1000 }, text);
    return Array.from({ length: lines.length }, (_, position) => model.output.text(lines.index(position)));
  };
  assert.deepEqual(shown(""), []);
  feed(`
    0 - spawn main
    1 main spawn Reader
    10 main print "reads a File"
    20 Reader print one
    30 main warn two
    30 main print three`);
  assert.deepEqual(shown(""), ["reads a File", "one", "two", "three"]);
  assert.deepEqual(shown("", 20, 30), ["one", "two", "three"]);
  assert.deepEqual(shown("", 21, 29), []);
  assert.deepEqual(shown(" READ"), ["reads a File", "one"]);
  feed(`40 Reader print four\n40 main print "\u001b[1mrea\u001b[0md"`);
  assert.deepEqual(shown("read"), ["reads a File", "one", "four", "\u001b[1mrea\u001b[0md"]);
  assert.deepEqual(shown("read", 15, 40), ["one", "four", "\u001b[1mrea\u001b[0md"]);
  assert.deepEqual(
    [-1, 0, 1, 3, 4].map((index) => lines.upTo(index)),
    [-1, -1, 0, 0, 1],
  );
  // Told late: what was found has other places now.
  feed("15 Reader print before");
  assert.deepEqual(shown("read", 15, 40), ["before", "one", "four", "\u001b[1mrea\u001b[0md"]);
  assert.deepEqual(shown("no such"), []);
  assert.equal(lines.upTo(4), -1);
});

test("what a terminal would do is done or left out; the rest of a line stays as it is", () => {
  const cases: [printed: string, shown: string][] = [
    ["\tplain  <b>text</b> ", "\tplain  <b>text</b> "],
    ["\u001b[1;31mred\u001b[0m \u009b4mlined\u009b0m", "red lined"],
    ["\u001b]8;;http://here\u001b\\link\u001b]8;;\u0007 \u001b(Bend\u001b[?25l", "link end"],
    ["  10 %\r  20 %\r 100 %\r", " 100 %"],
    ["über \u202egnorw\u202c\u0000\u0007 🙂", "über gnorw 🙂"],
    ["\u001b[", ""],
    ["\r\r", ""],
  ];
  for (const [printed, shown] of cases) assert.equal(shownText(printed), shown);
});
