import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzz } from "./fuzz.ts";

test("random frames: refused and counted, never an error of our own, nobody else affected", async (t) => {
  const { refused, events } = await fuzz(1, 150);
  t.diagnostic(`${refused} frames refused, ${events} events`);
  assert.ok(refused > 1000, String(refused));
  assert.ok(events > 1000, String(events));
});
