import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTraceName, programTitle, recentTraces, traceName } from "../../src/extension/trace-name.ts";

const at = new Date(2026, 10, 21, 9, 5, 7);

test("a trace is named by program and time, and no other is overwritten", () => {
  const none = () => false;
  assert.equal(traceName("15_event", at, none), "15_event-20261121-090507.interleave");
  assert.equal(traceName("锁 锁.ts", at, none), "锁_锁.ts-20261121-090507.interleave");
  assert.equal(traceName("../../x\0y", at, none), ".._.._x_y-20261121-090507.interleave");
  const taken = new Set<string>();
  for (let n = 0; n < 3; n++) taken.add(traceName("a", at, (name) => taken.has(name)));
  assert.deepEqual(
    [...taken],
    ["a-20261121-090507.interleave", "a-20261121-090507-2.interleave", "a-20261121-090507-3.interleave"],
  );
});

test("only traces that were named so are counted, newest first", () => {
  const names = [
    "b-20250101-000000.interleave",
    "a-20261121-090507.interleave",
    "a-20261121-090507-10.interleave",
    "a-20261121-090507-2.interleave",
    "mine.interleave",
    "a-20261121-090507.txt",
  ];
  assert.deepEqual(recentTraces(names), [
    "a-20261121-090507-10.interleave",
    "a-20261121-090507-2.interleave",
    "a-20261121-090507.interleave",
    "b-20250101-000000.interleave",
  ]);
});

test("a program is called by its folder when its file has no name of its own", () => {
  assert.equal(programTitle("/x/lessons/15_event/main.ts"), "15_event");
  assert.equal(programTitle("C:\\x\\philosophers\\index.mjs"), "philosophers");
  assert.equal(programTitle("/x/crossed.ts"), "crossed.ts");
});

test("program and time are read from a name again", () => {
  for (const title of ["15_event", "a-b.ts", "x-20200101-000000"])
    for (const taken of [0, 1]) {
      let left = taken;
      const name = traceName(title, at, () => left-- > 0);
      assert.deepEqual(parseTraceName(name), { title, at });
    }
  for (const name of ["mine.interleave", "a-20261121.interleave", "a-20261121-094512.txt"])
    assert.equal(parseTraceName(name), undefined, name);
});
