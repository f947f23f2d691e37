import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFromLessonPage } from "../../src/extension/from-lesson-page.ts";

test("a page's messages are taken", () => {
  for (const message of [
    { type: "ready" },
    { type: "command", command: "run" },
    { type: "answer", folder: "01_simple", option: 0 },
    { type: "answer", folder: "01_simple" },
    { type: "fault", message: "oh" },
  ])
    assert.deepEqual(parseFromLessonPage(message), message);
});

test("whatever else arrives is refused", () => {
  for (const message of [
    undefined,
    null,
    "run",
    {},
    { type: "command", command: "workbench.action.terminal.new" },
    { type: "answer", folder: 1 },
    { type: "answer", folder: "01_simple", option: -1 },
    { type: "answer", folder: "01_simple", option: "0" },
  ])
    assert.equal(parseFromLessonPage(message), undefined, JSON.stringify(message));
});
