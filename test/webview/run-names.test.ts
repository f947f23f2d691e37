import assert from "node:assert/strict";
import { test } from "node:test";
import { shortNames } from "../../webview/run-names.ts";

test("names of two runs are told without what both begin with, with whole words", () => {
  const cases: [first: string, second: string, short: [string, string]][] = [
    ["main-2026-11-28-16-04-11", "main-2026-11-28-16-10-22", ["…04-11", "…10-22"]],
    ["main-2026-11-28-16-04-11", "main-2026-11-28-16-04-19", ["…11", "…19"]],
    ["before", "after", ["before", "after"]],
    ["main-1", "main-2", ["main-1", "main-2"]],
    ["producer_consumer", "producer_consumer", ["producer_consumer", "producer_consumer"]],
    ["a run with a name", "a run with a name, repaired", ["…name", "…name, repaired"]],
  ];
  for (const [first, second, short] of cases) assert.deepEqual(shortNames(first, second), short);
});
