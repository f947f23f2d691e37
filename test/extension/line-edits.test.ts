import assert from "node:assert/strict";
import { test } from "node:test";
import { type LineEdit, LineEdits } from "../../src/extension/line-edits.ts";

const FILE = "/p/main.ts";

/** An edit from `first:column` to `last:column`. */
const edit = (from: [number, number], to: [number, number], text: string): LineEdit => ({
  first: from[0],
  last: to[0],
  fromStart: from[1] === 0,
  toStart: to[1] === 0,
  text,
});

function locate(line: number, ...edits: LineEdit[]): number | undefined {
  const lines = new LineEdits();
  const mark = lines.mark();
  lines.note(FILE, edits);
  return lines.locate(FILE, line, mark);
}

test("what is typed elsewhere in the file moves a line, or does not", () => {
  assert.equal(locate(5), 5);
  assert.equal(locate(5, edit([7, 3], [7, 3], "x\ny")), 5);
  assert.equal(locate(5, edit([2, 3], [2, 3], "x")), 5);
  assert.equal(locate(5, edit([2, 3], [2, 3], "a\nb\r\nc")), 7);
  assert.equal(locate(5, edit([1, 0], [4, 2], "")), 2);
});

test("whole lines put in or taken out directly above leave a line as it is", () => {
  assert.equal(locate(5, edit([5, 0], [5, 0], "above\n")), 6);
  assert.equal(locate(5, edit([3, 0], [5, 0], "")), 3);
  assert.equal(locate(5, edit([3, 0], [5, 0], "other\n")), 4);
});

test("a line that was edited, joined, split or replaced is nowhere any more", () => {
  for (const one of [
    edit([5, 4], [5, 4], "x"),
    edit([5, 0], [5, 0], "x"),
    edit([4, 9], [5, 0], ""),
    edit([5, 9], [6, 0], ""),
    edit([5, 3], [5, 3], "\n"),
    edit([3, 1], [8, 1], "x"),
    edit([5, 0], [6, 0], ""),
    edit([4, 2], [5, 0], "x\n"),
  ])
    assert.equal(locate(5, one), undefined, JSON.stringify(one));
});

test("several edits are followed one after another", () => {
  assert.equal(locate(5, edit([0, 0], [0, 0], "a\n"), edit([0, 0], [2, 0], "")), 4);
  assert.equal(locate(5, edit([0, 0], [0, 0], "a\n"), edit([6, 1], [6, 2], "x")), undefined);
  assert.equal(locate(5, edit([0, 0], [0, 0], "a\n"), edit([5, 1], [5, 2], "x")), 6);
});

test("only what was typed after a mark counts, and other files do not", () => {
  const lines = new LineEdits();
  const first = lines.mark();
  lines.note(FILE, [edit([0, 0], [0, 0], "a\n")]);
  const second = lines.mark();
  lines.note(FILE, [edit([0, 0], [0, 0], "b\n")]);
  lines.note("/p/other.ts", [edit([0, 0], [9, 0], "")]);
  assert.equal(lines.locate(FILE, 5, first), 7);
  assert.equal(lines.locate(FILE, 5, second), 6);
  lines.end(first);
  assert.equal(lines.locate(FILE, 5, second), 6);
  // What only the first one needed is forgotten: it takes up memory as long as somebody types.
  assert.equal(lines.locate(FILE, 5, first), 6);
  lines.end(second);
  assert.equal(lines.edited(FILE, first), false);
});
