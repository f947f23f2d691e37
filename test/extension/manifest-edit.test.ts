import assert from "node:assert/strict";
import { test } from "node:test";
import { withDevDependency } from "../../src/extension/manifest-edit.ts";

const edited = (text: string) => withDevDependency(text, "r", "file:r");

test("the dependency comes first, and nothing else is touched", () => {
  assert.equal(
    edited('{\n  "files": ["a", "b"],\n  "devDependencies": {\n    "x": "1"\n  }\n}\n'),
    '{\n  "files": ["a", "b"],\n  "devDependencies": {\n    "r": "file:r",\n    "x": "1"\n  }\n}\n',
  );
});

test("a list that is missing or empty is made, with the file's own indentation and line ends", () => {
  assert.equal(
    edited('{\r\n\t"name": "p"\r\n}'),
    '{\r\n\t"name": "p",\r\n\t"devDependencies": {\r\n\t\t"r": "file:r"\r\n\t}\r\n}',
  );
  assert.equal(edited("{}"), '{\n  "devDependencies": {\n    "r": "file:r"\n  }\n}');
  assert.equal(
    edited('{\n  "devDependencies": { },\n  "a": 1\n}'),
    '{\n  "devDependencies": {\n    "r": "file:r"\n  },\n  "a": 1\n}',
  );
});

test("texts with braces and keys of other objects mislead nobody", () => {
  const tricky = {
    description: 'a } or { or \\" devDependencies',
    nested: { devDependencies: { y: "2" }, list: ["}", { devDependencies: {} }] },
    'devDependencies"': {},
    devDependencies: { "z}": "3" },
    last: "}",
  };
  for (const text of [JSON.stringify(tricky), JSON.stringify(tricky, null, 2)])
    assert.deepEqual(JSON.parse(edited(text)), { ...tricky, devDependencies: { r: "file:r", "z}": "3" } });
  const { devDependencies: _, ...without } = tricky;
  assert.deepEqual(JSON.parse(edited(JSON.stringify(without))), {
    ...without,
    devDependencies: { r: "file:r" },
  });
});
