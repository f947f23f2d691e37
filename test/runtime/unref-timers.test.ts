import assert from "node:assert/strict";
import { test } from "node:test";
import { remembered, unrefTimers } from "../../src/runtime/unref-timers.ts";

test("timers that may fire though nobody waits for them are counted, others are not kept", () => {
  const timers = [1, 2, 3].map(() => setTimeout(() => {}, 100_000).unref());
  assert.equal(unrefTimers(), 3);
  timers[0]!.ref();
  clearTimeout(timers[1]);
  assert.equal(unrefTimers(), 1);
  for (let i = 0; i < 20_000; i++) clearTimeout(setTimeout(() => {}, 100_000).unref());
  assert.ok(remembered() <= 1001, `${remembered()} remembered`);
  assert.equal(unrefTimers(), 1);
  for (const timer of timers) clearTimeout(timer);
  assert.equal(unrefTimers(), 0);
});
