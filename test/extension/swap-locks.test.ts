import assert from "node:assert/strict";
import { test } from "node:test";
import { type CallPlace, swapLocks } from "../../src/extension/swap-locks.ts";
import { CROSSED, TWO_ORDERS } from "../vscode/suite/programs.ts";

/** Where `needle` stands, plus so many characters. */
function placeOf(text: string, needle: string, plus: number): CallPlace {
  const at = text.indexOf(needle);
  assert.ok(at >= 0, needle);
  const before = text.slice(0, at + plus).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The program after the exchange; undefined when it is refused. */
function swapped(
  text: string,
  first = "b.use(",
  second = "a.use(",
  from = "function right",
): string | undefined {
  const start = text.indexOf(from);
  const offset = text.slice(0, start).split("\n").length - 1;
  const [one, two] = [first, second].map((call) => {
    const { line, column } = placeOf(text.slice(start), call, 2);
    return {
      line: line + offset,
      column: line === 1 ? column + (start - text.lastIndexOf("\n", start) - 1) : column,
    };
  });
  const swap = swapLocks(text, "/p/main.ts", [one!, two!]);
  if (!swap) return undefined;
  const places = [
    { ...swap.first, to: swap.second.name },
    { ...swap.second, to: swap.first.name },
  ].sort((a, b) => b.start - a.start);
  return places.reduce((done, { start, end, to }) => done.slice(0, start) + to + done.slice(end), text);
}

const replaced = (from: string | RegExp, to: string): string => {
  const text = TWO_ORDERS.replace(from, to);
  assert.notEqual(text, TWO_ORDERS);
  return text;
};

test("two locks, one directly inside the other: the names are exchanged", () => {
  const text = swapped(TWO_ORDERS);
  assert.equal(text, TWO_ORDERS.replace(/(function right[\s\S]*?)b\.use([\s\S]*?)a\.use/, "$1a.use$2b.use"));
});

test("two locks taken one after another", () => {
  for (const [take, call] of [
    [(lock: string, _: string) => `await ${lock}.acquire();`, "acquire("],
    [(lock: string, name: string) => `await using _${name} = await ${lock}.hold();`, "hold("],
  ] as const) {
    const text = replaced(
      /(function right.*\n)[\s\S]*?\n}\n/,
      `$1  ${take("b", "1")}\n  await sleep(20);\n  ${take("a", "2")}\n  console.log("x");\n}\n`,
    );
    const done = swapped(text, `b.${call}`, `a.${call}`);
    assert.ok(done?.includes(`${take("a", "1")}\n  await sleep(20);\n  ${take("b", "2")}`), done);
  }
});

test("nothing is offered where more would change than the order", () => {
  const twice = "new Process({ target: right, args: [both, a, b] }).start();";
  for (const [what, text] of Object.entries({
    "something else in between": replaced("await sleep(20); // right", "console.log(n++);"),
    "work after the inner lock": replaced("}); // inner right", '}); console.log("more");'),
    "a lock that is no parameter": replaced(
      "function right(both: Barrier, a: Lock, b: Lock)",
      "function right(both: Barrier, a: Lock)",
    ),
    "a parameter that is set": replaced("await sleep(20); // right", "b = a;"),
    "a parameter that is hidden": replaced("{ // right", "{ const b = shared;"),
    "a lock behind a property": replaced(/(function right[\s\S]*?)b\.use/, "$1b.b.use"),
    "a call with a limit": replaced("}); // inner right", "}, { timeout: 5 });"),
    "a process that is started twice": replaced(twice, `${twice}\n  ${twice}`),
    "a process that is started in a loop": replaced(twice, `for (const n of [1, 2]) ${twice}`),
    "a process that is started by a function": replaced(twice, `function go() { ${twice} }`),
    "a function that is called, too": replaced(twice, `${twice}\n  await right(b, a);`),
    "a function that others can import": replaced("async function right", "export async function right"),
    "a text that is no program": `${TWO_ORDERS}\nconst = 1;`,
    "a text whose columns are not known": `${TWO_ORDERS}\nenum Colour { red }`,
  }))
    assert.equal(swapped(text), undefined, what);
  assert.equal(
    swapped(CROSSED, "t.acquire(", "d.acquire(", "function worker"),
    undefined,
    "acquired with work between",
  );
  assert.equal(
    swapLocks(TWO_ORDERS, "/p/main.ts", [
      { line: 999, column: 1 },
      { line: 1, column: 1 },
    ]),
    undefined,
  );
});
