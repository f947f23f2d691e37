import assert from "node:assert/strict";
import { test } from "node:test";
import { PER_DECADE, Spread } from "../../src/analysis/statistics/spread.ts";
import { numbers } from "../support/numbers.ts";

/** The least length that this share of them does not exceed. */
function quantile(lengths: readonly number[], share: number): number {
  const sorted = lengths.toSorted((a, b) => a - b);
  return sorted.find((length) => sorted.filter((each) => each <= length).length >= share * sorted.length)!;
}

function spreadOf(lengths: readonly number[], kept?: number): Spread {
  const spread = new Spread(kept);
  for (const length of lengths) spread.add(length);
  return spread;
}

/** Lengths from below a microsecond to a quarter of an hour. */
function lengths(count: number): number[] {
  const next = numbers(11);
  return Array.from({ length: count }, () => 10 ** (next(10_000) / 1000 - 1));
}

test("quantiles are exact while all lengths are kept", () => {
  for (const count of [1, 2, 19, 20, 21, 500]) {
    const all = lengths(count);
    for (const share of [0.01, 0.5, 0.95, 1])
      assert.equal(spreadOf(all).quantile(share), quantile(all, share), `${share} of ${count}`);
  }
  assert.equal(spreadOf([]).quantile(0.95), 0);
});

test("of more they are within 1.2 %, and never beyond the longest or the shortest", () => {
  const all = lengths(2000);
  const spread = spreadOf(all, 100);
  for (const share of [0.2, 0.5, 0.95, 0.99]) {
    const [is, exact] = [spread.quantile(share), quantile(all, share)];
    assert.ok(Math.abs(is / exact - 1) < 0.012, `${share}: ${is} ${exact}`);
  }
  assert.equal(spreadOf(Array(300).fill(70), 100).quantile(0.5), 70);
});

test("counts are exact either way, and begin and end with what is there", () => {
  const all = lengths(2000);
  const counted = spreadOf(all, 100).counts();
  assert.deepEqual(counted, spreadOf(all).counts());
  const { first, counts } = counted;
  const bounds = (index: number) => 10 ** ((first + index) / PER_DECADE);
  for (const index of [0, 1, 400, counts.length - 1]) {
    const from = first + index === 0 ? 0 : bounds(index);
    const within = all.filter((length) => length >= from && length < bounds(index + 1)).length;
    assert.equal(counts[index], within, String(index));
  }
  assert.ok(counts.at(0)! > 0 && counts.at(-1)! > 0);
  assert.deepEqual(spreadOf([1000]).counts(), { first: 3 * PER_DECADE, counts: [1] });
  assert.deepEqual(spreadOf([0]).counts(), { first: 0, counts: [1] });
  assert.deepEqual(spreadOf([]).counts(), { first: 0, counts: [] });
});
