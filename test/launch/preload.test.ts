import assert from "node:assert/strict";
import { chmodSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { PROCESS_VARIABLE } from "../../src/protocol/control.ts";
import { dist, olderNode, type Ran, type RunOptions, run, temporary, versionOf, write } from "./helper.ts";

/** Every Node that the tests are run with: our own and, if there is one, an older one. */
const nodes = [process.execPath, ...(olderNode() ? [olderNode()!] : [])];

/** Prints what the registry holds, in one line a module. */
const SHOW = `
for (const [url, names] of globalThis[Symbol.for("interleave.modules")])
  console.log(url.split("/").at(-1), Object.entries(names).map(([name, read]) => {
    try { return name + "=" + (typeof read() === "function" ? read().name : typeof read()); } catch { return name + "=early"; }
  }).sort().join(" "));
`;

async function ok(files: Record<string, string>, main = "main.ts", options: RunOptions = {}): Promise<Ran> {
  const folder = write(temporary(), files);
  const ran = await run(join(folder, main), options);
  assert.equal(ran.stderr, "");
  assert.equal(ran.status, 0);
  return ran;
}

for (const node of nodes)
  for (const by of ["--require", "--import"] as const)
    test(`several files, by ${by} on Node ${versionOf(node)}`, async () => {
      const { stdout } = await ok(
        {
          "main.ts": `import { isMainProcess } from "@interleave/runtime";
import { helper, type Shape } from "./helper.js";
import deep from "./deep";
import { plain } from "./plain";
import common, { value } from "./common.cts";
const shape: Shape = { size: 1 };
enum Color { Red }
function worker(): void {}
console.log(isMainProcess, helper(shape), deep(), plain, common.value === value && value, Color.Red, await 1);${SHOW}`,
          "helper.ts": "export interface Shape { size: number }\nexport const helper = (s: Shape) => s.size;",
          "deep/index.ts": "export default () => 2 as number;",
          "plain.mjs": "export class plain {}",
          "common.cts": `const { value } = require("./other"), { isMainProcess: m } = require("@interleave/runtime"); module.exports = { value } as object;`,
          "other.ts": "function unused(): void {}\nexports.value = 3 as number;",
        },
        "main.ts",
        { node, by },
      );
      assert.deepEqual(stdout.trim().split("\n").sort(), [
        "common.cts default=object m=boolean value=number",
        "helper.ts helper=helper",
        "index.ts default=default",
        "main.ts Color=object common=object deep=default helper=helper isMainProcess=boolean plain=plain shape=object value=number worker=worker",
        "other.ts unused=unused value=number",
        "plain.mjs plain=plain",
        "true 1 2 [class plain] 3 0 1",
      ]);
    });

for (const node of nodes) {
  test(`a CommonJS program on Node ${versionOf(node)}`, async () => {
    const { stdout } = await ok(
      {
        "main.cts": `"use strict";
const { worker } = require("./worker");
import other = require("./other.cjs");
console.log(worker(), other.x, require.main === module, __filename.endsWith("main.cts"), (function (this: unknown) { return this })());${SHOW}`,
        "worker.cts": "export function worker(): number { return 1 }",
        "other.cjs": "exports.x = 2;",
      },
      "main.cts",
      { node },
    );
    assert.match(stdout, /^1 2 true true undefined\n/);
    assert.match(stdout, /^worker\.cts worker=worker$/m);
  });

  test(`stack traces name the user's lines and columns on Node ${versionOf(node)}`, async () => {
    const { stdout } = await ok(
      {
        "main.ts": `import { bad } from "./rewritten.ts";
import { good } from "./stripped.ts";
console.log(bad(1)); console.log(good(1));`,
        "stripped.ts":
          "type T = number;\nexport function good(n: T): string {\n  const x: T = n; return where(new Error(String(x)));\n}\nconst where = (e: Error) => e.stack!.split('\\n')[1]!;",
        "rewritten.ts":
          "enum E { A }\nexport function bad(n: E): string {\n  const x: E = n as E; return where(new Error(String(x)));\n}\nconst where = (e: Error) => e.stack!.split('\\n')[1]!;",
      },
      "main.ts",
      { node },
    );
    const [bad, good] = stdout.trim().split("\n");
    assert.match(bad!, /rewritten\.ts:3:37\)$/);
    assert.match(good!, /stripped\.ts:3:32\)$/);
  });

  test(`an error ends the program as in plain Node ${versionOf(node)}`, async () => {
    const folder = write(temporary(), { "main.ts": "let x: 1;\n\nthrow new RangeError('out') as Error;\n" });
    const ran = await run(join(folder, "main.ts"), { node });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /main\.ts:3\n/);
    assert.match(ran.stderr, /RangeError: out/);
    assert.doesNotMatch(ran.stderr, /Warning/);
  });

  test(`using declarations on Node ${versionOf(node)}`, async () => {
    const { stdout } = await ok({ "main.ts": USING, "lib.ts": USING_LIB }, "main.ts", { node });
    assert.equal(stdout, USING_OUTPUT);
  });

  test(`a using declaration at the top of a CommonJS module on Node ${versionOf(node)}`, async () => {
    const { stdout } = await ok(
      {
        "main.cjs": `"use strict";
function worker() {}
using x = { [Symbol.dispose]() { console.log("disposed", worker.name); } };
const later = () => 1;${SHOW}`,
      },
      "main.cjs",
      { node },
    );
    assert.equal(stdout, "main.cjs later=later worker=worker x=object\ndisposed worker\n");
  });
}

const USING_LIB = `export interface X {} export const z = 1;
export function res(name: string) { return { name, [Symbol.dispose]() { console.log("end", name) } } }
export function ares(name: string) { return { name, async [Symbol.asyncDispose]() { await 1; console.log("aend", name) } } }
`;
const USING = `import { type X, res as r, ares } from "./lib.ts";
import * as ns
  from "./lib.ts";
early();
export { later as renamed };
{ using a = r("a"), b = (0, r("b")); console.log("body"); }
async function f(n: number) {
  "use strict"
  await using x = ares("x"), nothing = null; using y = r("y");
  if (n > 1) return "returned";
  for (using q of [r("q1"), r("q2")]) { if (n === 1) continue; console.log("q"); }
  for (await using q of [ares("aq")]) console.log("one")
  outer: for (using z = r("z"), i = null;;) { for (;;) break outer; }
  for await (using k of [r("k")]);
  switch (n) { case 0: { using s = r("s"); break } }
  return y.name;
}
class K { static { using st = r("static"); } m() { using mm = r("mm"); return () => { using inner = r("inner"); return 1 } } }
using top = r("top");
export const { p, q = 4 } = { p: 1 } as { p: number; q?: number }
let un: number
export class Later { static n = 1 }
export default function () { return 1 }
export function later() { return top.name; }
function early() { console.log("early", typeof later) }
const arrow = () => 1
await using atop = ares("atop");
console.log(await f(0)); console.log(await f(1)); console.log(await f(2));
console.log(new K().m()(), p, q, un!, Later.n, arrow.name, later(), ns.res === r);
try {
  using a = { [Symbol.dispose]() { throw new Error("A") } };
  using b = { [Symbol.dispose]() { throw new Error("B") } };
  throw new Error("body");
} catch (e: any) {
  console.log(e.name, e.error.message, e.suppressed.name, e.suppressed.error.message, e.suppressed.suppressed.message);
}
try { using bad = {} as any; } catch (e) { console.log((e as Error).name) }
try { await using bad = 5 as any; } catch (e) { console.log((e as Error).name) }
for (const _ of (function* () { using g = r("g"); yield 1; yield 2 })()) break;
console.log(new Error("here").stack!.split("\\n")[1]!.replace(/^.*main/, "main").replace(")", ""));
export { z as zz } from "./lib.ts"
import { z } from "./lib.ts"
console.log(z)
`;
const USING_OUTPUT = `early function
body
end b
end a
end static
q
end q1
q
end q2
one
aend aq
end z
end k
end s
end y
aend x
y
end q1
end q2
one
aend aq
end z
end k
end y
aend x
y
end y
aend x
returned
end mm
end inner
1 1 4 undefined 1 arrow top true
SuppressedError A SuppressedError B body
TypeError
TypeError
end g
main.ts:40:13
1
aend atop
end top
`;

test("warnings: none of ours, all of the user's", async () => {
  const folder = write(temporary(), {
    "main.ts": `process.emitWarning("mine", "ExperimentalWarning"); const x: number = 1; import("./b.ts");`,
    "b.ts": "process.emitWarning('stripTypeScriptTypes is mine too', 'ExperimentalWarning'); let y: 1;",
  });
  for (const node of nodes) {
    const { stderr } = await run(join(folder, "main.ts"), { node });
    assert.deepEqual(
      stderr
        .split("\n")
        .filter((line) => line.includes("Warning:"))
        .map((line) => line.replace(/^.*?\) /, "")),
      ["ExperimentalWarning: mine", "ExperimentalWarning: stripTypeScriptTypes is mine too"],
    );
  }
});

test("the seat is taken out of the environment", async () => {
  const { stdout } = await ok(
    {
      "main.ts": `const g = globalThis as any;
console.log(process.env.${PROCESS_VARIABLE}, g[Symbol.for("interleave.seat")].token, g[Symbol.for("interleave.modules")].size);`,
    },
    "main.ts",
    { folder: temporary() },
  );
  assert.equal(stdout, "undefined t 1\n");
});

test("what the runtime is told: dist, prefixes and original places", async () => {
  const { stdout } = await ok({
    "main.ts": `const p = (globalThis as any)[Symbol.for("interleave.preload")]; const u = import.meta.url;
import "./enum.ts";
const n = p.prefixLength(u);
console.log(p.dist); console.log(n > 0, p.prefixLength("file:///other.ts"), p.original(u, 1, n + 7).column, p.original(u, 2, 7).column);`,
    "enum.ts": `enum E { A }; const place = () => { const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, sites) => sites[0]; const site = new Error().stack as any; Error.prepareStackTrace = old; return site };
const site = place(); const o = (globalThis as any)[Symbol.for("interleave.preload")].original(import.meta.url, site.getLineNumber(), site.getColumnNumber());
console.log(o.line, o.column);`,
  });
  const source =
    "enum E { A }; const place = () => { const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, sites) => sites[0]; const site = new Error()";
  assert.equal(stdout, `1 ${source.lastIndexOf("new Error") + 1}\n${await dist()}\ntrue 0 7 7\n`);
});

test("a module is translated once per run", async () => {
  const folder = temporary();
  const program = write(temporary(), {
    "main.ts": 'import { x } from "./x.ts"; console.log(x);',
    "x.ts": "export const x: number = 1;",
  });
  const main = join(program, "main.ts");
  assert.equal((await run(main, { folder })).stdout, "1\n");
  writeFileSync(join(program, "x.ts"), "export const x: number = 2;");
  assert.equal((await run(main, { folder })).stdout, "1\n");
  assert.equal((await run(main, { folder: temporary() })).stdout, "2\n");
  assert.equal((await run(main)).stdout, "2\n");
  const kept = readdirSync(join(folder, "modules"));
  assert.equal(kept.length, 2);
  if (process.platform !== "win32")
    for (const name of kept) assert.equal(statSync(join(folder, "modules", name)).mode & 0o777, 0o600);
});

test("a run's folder that cannot be written to", { skip: process.platform === "win32" }, async () => {
  const folder = temporary();
  writeFileSync(join(folder, "modules"), "not a folder");
  chmodSync(folder, 0o500);
  const { stdout } = await ok({ "main.ts": "console.log(1 as number)" }, "main.ts", { folder });
  chmodSync(folder, 0o700);
  assert.equal(stdout, "1\n");
});

for (const node of nodes)
  test(`file names that mean something elsewhere, on Node ${versionOf(node)}`, async () => {
    const odd = "a 'b\" #1 100% é 漢字 $x `y` ;";
    const { stdout } = await ok(
      {
        [`${odd}/main ${odd}.ts`]: `import { x } from ${JSON.stringify(`./${encodeURIComponent(odd)}.ts`)};
import { y } from "./y%23.js"; import z = require("./z.cts"); enum E { A }
console.log(x, y, z.z, import.meta.filename!.endsWith(${JSON.stringify(`main ${odd}.ts`)}), globalThis[Symbol.for("interleave.modules") as never]["size"]);`,
        [`${odd}/${odd}.ts`]: "export const x: number = 1;",
        [`${odd}/y#.ts`]: "export const y: number = 2;",
        [`${odd}/z.cts`]: "export const z: number = 3;",
      },
      `${odd}/main ${odd}.ts`,
      { node, folder: temporary() },
    );
    assert.equal(stdout, "1 2 3 true 4\n");
  });

test("a module reached through a symbolic link is one module", {
  skip: process.platform === "win32",
}, async () => {
  const folder = write(temporary(), {
    "real/x.ts": "export const x: object = {};",
    "main.ts": 'import { x } from "./link/x"; import { x as y } from "./real/x.ts"; console.log(x === y);',
  });
  symlinkSync(join(folder, "real"), join(folder, "link"));
  assert.deepEqual(await run(join(folder, "main.ts")), { status: 0, stdout: "true\n", stderr: "" });
});

test("@interleave/runtime is ours, whatever is installed", async () => {
  const { stdout } = await ok({
    "node_modules/@interleave/runtime/package.json": '{"type":"module","exports":"./index.js"}',
    "node_modules/@interleave/runtime/index.js": "export const isMainProcess = 'installed';",
    "node_modules/dep/package.json": '{"type":"module","exports":"./index.js"}',
    "node_modules/dep/index.js":
      "import { isMainProcess } from '@interleave/runtime'; export function dep() { return isMainProcess }",
    "main.ts": `import { dep } from "dep"; import { isMainProcess } from "@interleave/runtime"; console.log(dep(), isMainProcess);${SHOW}`,
  });
  assert.equal(stdout, "true true\nmain.ts dep=dep isMainProcess=boolean\n");
});

test("a name that is read before it is there", async () => {
  const { stdout } = await ok({
    "main.ts": 'import "./b.ts"; export const late = () => 1; export function soon() {}',
    "b.ts": `import { late } from "./main.ts"; export const b = () => late;${SHOW}`,
  });
  // b runs first: main has not even begun.
  assert.equal(stdout, "b.ts b=b late=early\n");
});

test("an anonymous default export keeps its name and is found", async () => {
  const { stdout } = await ok({
    "main.ts": `import f from "./f.ts"; import g from "./g.ts?x=1";
const all = (globalThis as any)[Symbol.for("interleave.modules")];
for (const [url, names] of all) if (names.default) console.log(url.split("/").at(-1), names.default() === (url.endsWith("f.ts") ? f : g), f.name);`,
    "f.ts": "export default (async (n: number) => n);",
    "g.ts": "export default class { x = 1 as number }",
  });
  assert.equal(stdout, "f.ts true default\ng.ts?x=1 true default\n");
});

for (const node of nodes)
  test(`a syntax error says where, on Node ${versionOf(node)}`, async () => {
    const folder = write(temporary(), {
      "main.ts": 'import "./bad.ts";',
      "bad.ts": "let a = 1;\nlet b: number = ;\n",
    });
    const { status, stderr } = await run(join(folder, "main.ts"), { node });
    assert.equal(status, 1);
    assert.ok(stderr.includes(`SyntaxError: ${join(folder, "bad.ts")}:2:17: Expression expected`), stderr);
  });

test("a missing module is reported as Node reports it", async () => {
  const folder = write(temporary(), { "main.ts": 'import "./nowhere"; let x: 1;' });
  const { status, stderr } = await run(join(folder, "main.ts"));
  assert.equal(status, 1);
  assert.match(stderr, /ERR_MODULE_NOT_FOUND/);
  const url = pathToFileURL(join(folder, "nowhere")).href;
  assert.ok(stderr.includes(join(folder, "nowhere")) || stderr.includes(url));
});
