/** What is equal, what comes first, and what a container does, without any process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeContainer } from "../../src/manager/containers.ts";
import { identityOf } from "../../src/manager/equality.ts";
import { compare } from "../../src/manager/order.ts";
import { DictMachine } from "../../src/primitives/dict.ts";
import { Fault } from "../../src/primitives/fault.ts";
import { ListMachine } from "../../src/primitives/list.ts";
import { decode, encode } from "../../src/runtime/values.ts";

const cyclic = (...inner: unknown[]) => {
  const made: unknown[] = [...inner];
  made.push(made);
  return made;
};

test("equal values have one identity", () => {
  const groups: unknown[][] = [
    [0, -0],
    [Number.NaN, Number.NaN],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [
      new Map<unknown, unknown>([
        [1, 2],
        [3, 4],
      ]),
      new Map<unknown, unknown>([
        [3, 4],
        [1, 2],
      ]),
    ],
    [new Set([1, "a"]), new Set(["a", 1])],
    [new Date(7), new Date(7)],
    [/a/g, /a/g],
    [Uint8Array.of(1, 2), Buffer.from([1, 2])],
    [cyclic(1), cyclic(1)],
  ];
  for (const group of groups) assert.equal(new Set(group.map(identityOf)).size, 1, String(group));
});

test("values that differ have different ones", () => {
  const values = [
    0,
    1,
    "0",
    "",
    0n,
    true,
    false,
    null,
    undefined,
    Number.NaN,
    "NaN",
    [],
    {},
    [[]],
    [undefined],
    new Array(1),
    [1, 2],
    [12],
    ["1", "2"],
    ["1,2"],
    ["1", ["2"]],
    { a: 1 },
    { a: "1" },
    { a: 1, b: 1 },
    { "a=n1,": 1 },
    new Map(),
    new Map([["a", 1]]),
    new Set(),
    new Set(["a"]),
    new Date(0),
    new Date(Number.NaN),
    /a/,
    /a/g,
    Uint8Array.of(1),
    Int8Array.of(1),
    Uint8Array.of(1).buffer,
    Object(1),
    Object("1"),
    cyclic(),
    cyclic(1),
    [cyclic()],
    "s1:x",
  ];
  const identities = values.map(identityOf);
  for (const [i, identity] of identities.entries())
    assert.equal(identities.indexOf(identity), i, `${i} is like ${identities.indexOf(identity)}`);
});

test("an encoded value has the identity of the value, whatever way it was encoded", () => {
  // Joined and cut words may be stored in two ways, arrays of numbers in three.
  const wide = `${"x".repeat(20)}\u4e2d`.slice(0, 20);
  const pairs: [unknown, unknown][] = [
    [{ k: wide }, { k: "x".repeat(20) }],
    [{ k: [1, 2.5] }, { k: [1, 2.5, "x"].slice(0, 2) }],
  ];
  for (const [a, b] of pairs) {
    const dict = makeContainer("Dict", []);
    dict.call("set", 0, [encode(a, [], "a"), encode("first", [], "")]);
    assert.equal(decode(dict.call("get", 0, [encode(b, [], "b")]) as Uint8Array), "first");
    assert.equal(dict.call("size", 0, []), 1);
  }
});

test("the order of values is Python's", () => {
  const sorted = (...values: unknown[]) => values.sort(compare);
  assert.deepEqual(sorted(10, 9, 1.5, -1, true, 2n, Number.NaN, 0), [
    -1,
    0,
    true,
    1.5,
    2n,
    9,
    10,
    Number.NaN,
  ]);
  assert.deepEqual(sorted("b", "a", "B", "", "ab"), ["", "B", "a", "ab", "b"]);
  assert.deepEqual(sorted("\u{10000}", "\uffff", "\ud7ff"), ["\ud7ff", "\uffff", "\u{10000}"]);
  assert.deepEqual(sorted([2], [1, 5], [1], []), [[], [1], [1, 5], [2]]);
  assert.deepEqual(sorted(new Date(2), new Date(1)), [new Date(1), new Date(2)]);
  for (const [a, b, kinds] of [
    [1, "a", "'number' and 'string'"],
    [null, null, "'null' and 'null'"],
    [undefined, 1, "'undefined' and 'number'"],
    [{}, {}, "'Object' and 'Object'"],
    [[1], ["a"], "'number' and 'string'"],
  ])
    assert.throws(() => compare(a, b), { message: `'<' not supported between instances of ${kinds}` });
});

test("a dict keeps the order of its keys, also of those that are set again; a key that came first stays", () => {
  const dict = new DictMachine<string>((key) => key.toLowerCase());
  dict.update(["a", "1", "b", "2", "A", "3"]);
  dict.set("c", "4");
  assert.deepEqual(dict.pairs(), ["a", "3", "b", "2", "c", "4"]);
  assert.equal(dict.take("B"), "2");
  assert.equal(dict.take("B"), undefined);
  assert.equal(dict.setDefault("b", "5"), "5");
  assert.equal(dict.setDefault("B", "6"), "5");
  assert.deepEqual(
    [dict.keys(), dict.values()],
    [
      ["a", "c", "b"],
      ["3", "4", "5"],
    ],
  );
  dict.clear();
  assert.deepEqual([dict.size, dict.has("a"), dict.get("a")], [0, false, undefined]);
});

test("an update of a dict that cannot be done leaves it as it was", () => {
  const dict = new DictMachine<number>((key) => {
    if (key < 0) throw new Fault("value", "negative");
    return String(key);
  });
  dict.update([1, 1]);
  assert.throws(() => dict.update([2, 2, -1, 3]), Fault);
  assert.deepEqual(dict.pairs(), [1, 1]);
});

test("what a list cannot do changes nothing", () => {
  const list = new ListMachine<number>(String);
  list.push([3, 1, 2]);
  for (const act of [
    () => list.at(3),
    () => list.at(-4),
    () => list.set(3, 0),
    () => list.pop(3),
    () => list.remove(9),
    () =>
      list.sort(
        (item) => item,
        () => {
          throw new Fault("value", "no order");
        },
      ),
  ]) {
    assert.throws(act, Fault);
    assert.deepEqual(list.items, [3, 1, 2]);
  }
});
