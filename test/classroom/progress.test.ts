import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, NONE, parseProgress, scoreOf, ticked } from "../../src/classroom/progress.ts";

test("answers and ticks add up, and what was ticked off stays so", () => {
  let progress = answered({}, "01_simple", 2);
  progress = ticked(progress, "01_simple", ["ends"]);
  progress = ticked(progress, "01_simple", ["ends", "processes 5"]);
  progress = ticked(progress, "01_simple", []);
  progress = ticked(progress, "13_queue", ["ends"]);
  assert.deepEqual(progress, {
    "01_simple": { answer: 2, ticks: ["ends", "processes 5"] },
    "13_queue": { ticks: ["ends"] },
  });
  assert.deepEqual(answered(progress, "01_simple")["01_simple"], { ticks: ["ends", "processes 5"] });
});

test("the score counts the question and the checks that the lesson has now", () => {
  const checks = [{ id: "ends" }, { id: "deadlock" }];
  assert.deepEqual(scoreOf(NONE, checks, true), { done: 0, of: 3 });
  assert.deepEqual(scoreOf({ answer: 0, ticks: ["ends", "of an older version"] }, checks, true), {
    done: 2,
    of: 3,
  });
  assert.deepEqual(scoreOf({ answer: 0, ticks: ["ends", "deadlock"] }, checks, false), { done: 2, of: 2 });
});

test("what was kept is read again; what has no meaning is left out", () => {
  const progress = ticked(answered({}, "01_simple", 0), "01_simple", ["ends"]);
  assert.deepEqual(parseProgress(JSON.parse(JSON.stringify(progress))), progress);
  assert.deepEqual(parseProgress(undefined), {});
  assert.deepEqual(parseProgress("x"), {});
  assert.deepEqual(parseProgress({ a: null, b: { answer: -1, ticks: [1, "x"] }, c: { answer: "0" } }), {
    b: { ticks: ["x"] },
    c: { ticks: [] },
  });
});
