import assert from "node:assert/strict";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { prefixLength, TranslateError, translate, translateModule } from "../../src/launch/translate.ts";
import { temporary, write } from "./helper.ts";

const folder = temporary();
const at = (name: string) => join(folder, name);
/** The translation without what was put in front. */
const own = (source: string, name = "main.mts") => {
  const { code } = translate(source, at(name));
  return code.slice(prefixLength(code));
};
/** What the first line registers: name → expression. */
function registered(source: string, name = "main.mts"): Record<string, string> {
  const { code } = translate(source, at(name));
  const table = /\.set\((?:import\.meta\.url|"[^"]*"),\{(.*)\}\);$/.exec(
    code.slice(0, prefixLength(code)),
  )![1]!;
  return Object.fromEntries(
    table === "" ? [] : table.split(",").map((entry) => entry.split(":()=>") as [string, string]),
  );
}
const lines = (text: string) => text.split("\n").length;
function failure(source: string, name = "main.ts"): TranslateError {
  try {
    translate(source, at(name));
  } catch (error) {
    assert.ok(error instanceof TranslateError, String(error));
    return error;
  }
  throw new Error("it was translated");
}

test("types become blanks", () => {
  const source = "const a: number = 1;\nexport function f(b: string): void {}\n";
  const { code, sourceMap } = translate(source, at("main.ts"));
  assert.equal(sourceMap, false);
  assert.equal(own(source), "const a         = 1;\nexport function f(b        )       {}\n");
  assert.equal(code.split("\n")[1], "export function f(b        )       {}");
});

test("JavaScript is left as it is", () => {
  assert.equal(own("const a = 1 // x\n", "a.cjs"), "const a = 1 // x\n");
  assert.equal(own("import { a } from './b.js'\n", "a.mjs"), "import { a } from './b.js'\n");
});

test("enums, parameter properties, namespaces and import = keep their lines", () => {
  const source = `import fs = require("node:fs");
enum Color {
  Red,
  Green = 4,
}
class Point {
  constructor(
    readonly x: number,
    private y = 2,
  ) {}
}
namespace Outer.Inner {
  export const { a } = { a: 1 };
  export namespace Deep {
    export let count = 0;
    export function next(): number { return ++count; }
  }
  export interface Nothing {}
}
namespace OnlyTypes { export type T = string }
export const answer = [Color.Green, new Point(1).x, Outer.Inner.a, typeof fs];
`;
  const { code, sourceMap, format } = translate(source, at("main.ts"));
  assert.equal(sourceMap, true);
  assert.equal(format, "module");
  assert.equal(lines(code.slice(0, code.lastIndexOf("\n//#"))), lines(source));
  assert.equal(
    code.split("\n").findLastIndex((line) => line.includes("const answer")),
    20,
  );
});

test("namespaces: merged, beside a class, and written to from both sides", async () => {
  write(folder, {
    "ns.mts": translate(
      `export class Box { static made = 1 }
export namespace Box { export let size = 1; export function grow() { size++; } }
namespace A { export const one = 1 }
namespace A { export const two = A.one + 1; export enum E { X = 7 } export class C { n = 3 } }
declare namespace Gone { const x: number }
Box.grow(); Box.size += 10;
export const seen = [Box.made, Box.size, A.one, A.two, A.E.X, new A.C().n, typeof globalThis["Gone" as never]];`,
      at("ns.ts"),
    ).code.replaceAll("\0", ""),
  });
  // The module itself is run as it was translated: it has no types left.
  write(folder, { "ns.mjs": (await import("node:fs")).readFileSync(at("ns.mts"), "utf8") });
  const { seen } = (await import(pathToFileURL(at("ns.mjs")).href)) as { seen: unknown };
  assert.deepEqual(seen, [1, 12, 1, 2, 7, 3, "undefined"]);
});

test("columns of rewritten lines are mapped", () => {
  const source = "enum E { A }; throw new Error('here');\n  throw new Error('there');\n";
  const { code } = translate(source, at("main.ts"));
  const json = Buffer.from(code.slice(code.lastIndexOf("base64,") + 7), "base64").toString();
  const map = new SourceMap(JSON.parse(json));
  const column = code.split("\n")[0]!.indexOf("Error('here')");
  const origin = map.findEntry(0, column);
  assert.ok("originalColumn" in origin);
  assert.equal(origin.originalLine, 0);
  assert.equal(origin.originalColumn, source.indexOf("Error('here')"));
  assert.equal(origin.originalSource, pathToFileURL(at("main.ts")).href);
});

test("top-level names are registered, whatever they may hold", () => {
  assert.deepEqual(
    registered(`import Default, { a, b as c, type T } from "./x.ts"; import * as ns from "./y.ts"; import type U from "./z.ts";
function f() { function inner() {} }
export async function* g() {}
export class K {}
const arrow = () => Default(a, c, ns), { d, e: [h = 1, ...i], ...j } = K as any;
let later; var v = 1; { const hidden = 1 }
export { arrow as renamed };`),
    Object.fromEntries(
      ["Default", "a", "c", "f", "g", "K", "arrow", "d", "h", "i", "j", "later", "v"].map((name) => [
        name,
        name,
      ]),
    ),
  );
});

test("default exports", () => {
  assert.deepEqual(registered("export default function f() {}"), { f: "f", default: "f" });
  assert.deepEqual(registered("export default class K {}"), { K: "K", default: "K" });
  assert.deepEqual(registered("const f = 1; export default f"), { f: "f", default: "f" });
  assert.deepEqual(registered("export default () => 1"), { default: "$interleaveDefault" });
  assert.deepEqual(registered("export default { a: 1 }"), {});
});

test("CommonJS exports", () => {
  assert.deepEqual(
    registered("exports.a = function () {}; module.exports.b = exports.c = class {};", "m.cjs"),
    {
      a: "module.exports.a",
      b: "module.exports.b",
      c: "module.exports.c",
    },
  );
  assert.deepEqual(registered("const f = 1; module.exports = { f, g() {}, 'h': 1 };", "m.cjs"), {
    f: "f",
    g: "module.exports.g",
    default: "module.exports",
  });
});

test("a name that is no ordinary property", () => {
  assert.match(translate("function __proto__() {}", at("m.cjs")).code, /\["__proto__"\]:\(\)=>__proto__/);
});

test("the registration leaves strictness and the first line alone", () => {
  const strict = translate('"use strict";\nfunction f() {}', at("m.cjs")).code;
  assert.match(strict, /^\/\*interleave \d+\*\/"use strict";/);
  assert.doesNotMatch(translate("function f() {}", at("m.cjs")).code, /use strict/);
  assert.equal(own("#!/usr/bin/env node\nlet a: 1;", "a.mts"), "//#!/usr/bin/env node\nlet a   ;");
  assert.equal(own("\ufefflet a;", "a.mjs"), "let a;");
});

test("imports and exports of types alone are taken out", () => {
  const source = `import { T, used } from "./a.ts";
import {
  U,
} from "./types.ts"; import "./effect.ts";
import D, { V } from "./d.ts";
interface I { used: T; v: V; u: U }
export { I, D };
used();
`;
  const { module, imports } = translateModule(source, at("main.ts"));
  const rest = module.code.slice(module.prefix);
  assert.equal(lines(rest), lines(source));
  assert.doesNotMatch(rest, /types\.ts|\b[TUVI]\b/);
  assert.deepEqual(imports, [
    { specifier: "./a.ts", line: 1, column: 25, needed: true },
    { specifier: "./effect.ts", line: 4, column: 29, needed: true },
    { specifier: "./d.ts", line: 5, column: 22, needed: true },
  ]);
});

test("the format is what the name, the package or the syntax says", () => {
  write(folder, {
    "esm/package.json": '{"type":"module"}',
    "esm/broken/package.json": "{",
    "cjs/package.json": '{"type":"commonjs"}',
  });
  const format = (source: string, name: string) => translate(source, at(name)).format;
  assert.equal(format("let a", "a.mts"), "module");
  assert.equal(format("let a", "a.cts"), "commonjs");
  assert.equal(format("let a", "esm/a.ts"), "module");
  assert.equal(format("let a", "esm/deep/a.js"), "module");
  assert.equal(format("let a", "esm/broken/a.js"), "commonjs");
  assert.equal(format("export let a", "cjs/a.ts"), "module");
  assert.equal(format("return", "a.js"), "commonjs");
  assert.equal(format("import.meta", "a.js"), "module");
  assert.equal(format("await 1", "a.ts"), "module");
  assert.equal(format('import x = require("x"); x();', "a.ts"), "commonjs");
  assert.equal(format("import { T } from './t.ts'; let a: T", "a.ts"), "module");
});

test("ES syntax in .cts becomes CommonJS", () => {
  const code = own('import { sep } from "node:path";\nexport function f() { return sep }\n', "a.cts");
  assert.match(code, /require\('node:path'\)/);
  assert.match(code, /exports\.f = f/);
});

for (const [what, source, line, column, message, name] of [
  ["types", "let a = 1;\n\n  let b: = 2;", 3, 10, /Unexpected token/, "main.ts"],
  [
    "tabs and wide characters before it",
    "let a = '漢字';\tlet b: = 2;",
    1,
    22,
    /Unexpected token/,
    "main.ts",
  ],
  ["a value", "\nconst x = ;", 2, 11, /Expression expected/, "main.ts"],
  ["JavaScript", "import './a.js'\nlet x = (1;", 2, 11, /Unexpected token/, "main.js"],
  ["CommonJS", "let x = 1;\nlet x = 2;", 2, 5, /already been declared/, "main.cjs"],
  ["a line with an enum before it", "enum E { A }\nlet x = (1;", 2, 11, /./, "main.ts"],
  ["a decorator", "\n  @sealed class A {}", 2, 3, /decorators/, "main.ts"],
] as const)
  test(`an error has its position: ${what}`, () => {
    const error = failure(source, name);
    assert.deepEqual([error.file, error.line, error.column], [at(name), line, column], error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n|\(\d+:\d+\)/);
  });

test("a loop that Node's stripper does not know", () => {
  assert.match(own("for (using a: any = null;;) break;"), /for \(using a +=/);
});

test("rewritten using declarations keep lines, and columns where it matters", () => {
  const source = `async function f(lock: any) {
  using a = lock.first();
  await using b: { x: number } = await lock.second();
  {
    await using _ =
      lock.third();
  }
}
using top = f(1);
export const later = top;
`;
  const { module } = translateModule(source, at("main.mts"), false);
  assert.equal(module.using, "rewritten");
  const before = source.split("\n");
  const after = module.code.slice(module.prefix).split("\n");
  assert.doesNotMatch(module.code, /\busing \w/);
  for (const [line, text] of before.entries())
    for (const call of ["lock.", "f(1)"])
      if (text.includes(call)) assert.equal(after[line]!.indexOf(call), text.indexOf(call), after[line]);
  assert.ok(after[9]!.includes("later = top"));
  assert.equal(translateModule(source, at("main.mts"), true).module.using, "native");
  assert.equal(translateModule("let using: 1; f(using)", at("main.mts"), false).module.using, "none");
});

test("prefixLength of what was not translated", () => {
  assert.equal(prefixLength("let a;"), 0);
  assert.equal(prefixLength(""), 0);
});
