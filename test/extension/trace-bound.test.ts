import assert from "node:assert/strict";
import { test } from "node:test";
import { surplus } from "../../src/extension/trace-bound.ts";

const traces = (...bytes: number[]) =>
  bytes.map((size, n) => ({ name: String(n), bytes: Math.abs(size), locked: size < 0 }));

test("the oldest go until the rest is small enough", () => {
  assert.deepEqual(surplus(traces(10, 10, 10, 10), 25), ["3", "2"]);
  assert.deepEqual(surplus(traces(10, 10), 20), []);
  assert.deepEqual(surplus([], 0), []);
});

test("what is locked stays, and the newest does, however large", () => {
  assert.deepEqual(surplus(traces(10, 10, -10, 10), 25), ["3", "1"]);
  assert.deepEqual(surplus(traces(50, 10), 20), ["1"]);
  assert.deepEqual(surplus(traces(50), 20), []);
});

test("small ones go, too, when they are too many", () => {
  assert.deepEqual(surplus(traces(...Array<number>(203).fill(1)), 1e9), ["202", "201", "200"]);
});
