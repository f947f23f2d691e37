import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode, encodeItems } from "../../src/runtime/values.ts";

const there = (list: unknown[]) => decode(encodeItems(list, [], "the chunk"));
const many = (...values: unknown[]) => Array.from({ length: 100 }, (_, i) => values[i % values.length]);

test("lists of numbers come as they were, down to the sign of zero", () => {
  for (const list of [
    many(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
    many(1, 2 ** 31),
    many(0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, Number.MIN_VALUE),
    many(1, -0),
    [1, 2],
    [],
  ]) {
    const come = there(list) as number[];
    assert.deepEqual(come, list);
    assert.ok(list.every((value, i) => Object.is(come[i], value)));
  }
});

test("whole numbers take four bytes, others eight, and a payload may lie anywhere", () => {
  const ints = encodeItems(many(7), [], "");
  assert.equal(ints.length, 8 + 4 * 100);
  const doubles = encodeItems(many(7, 7.5), [], "");
  assert.equal(doubles.length, 8 + 8 * 100);
  for (let offset = 0; offset < 8; offset++) {
    const within = new Uint8Array(offset + doubles.length);
    within.set(doubles, offset);
    assert.deepEqual(decode(within.subarray(offset)), many(7, 7.5));
  }
});

test("a list with anything else in it goes the way of all values", () => {
  const holes: unknown[] = many(1);
  delete holes[50];
  for (const list of [many(1, "1"), many(1, undefined), many(1, null), many(1, 1n), holes])
    assert.deepEqual(there(list), list);
  // A list of the user's may have fields with names.
  const named = Object.assign(many(1, 2), { unit: "ms" });
  assert.deepEqual(decode(encode(named, [], "the item")), named);
});
