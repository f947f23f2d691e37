import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ProgramError, preflight } from "../../src/launch/preflight.ts";
import { olderNode, run, temporary, write } from "./helper.ts";

async function refusal(files: Record<string, string>, main = "main.ts"): Promise<string> {
  const folder = write(temporary(), files);
  try {
    await preflight(join(folder, main), temporary());
  } catch (error) {
    assert.ok(error instanceof ProgramError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message.replaceAll(folder, "…");
  }
  throw new Error("it was let through");
}

test("a program that can be loaded is translated as a whole", async () => {
  const program = write(temporary(), {
    "main.ts": `import { a } from "./a.js"; import type { T } from "./only-types"; import { b } from "./b";
import data from "./data.json" with { type: "json" }; import "node:fs"; import { isMainProcess } from "@interleave/runtime";
const c = await import("./c.ts"); const t: T = 1; console.log(a, b, c.c, data, isMainProcess, t);
const never = () => import("./missing.ts");`,
    "a.ts": 'export { a } from "./deep/a.ts"; import "./main.ts"',
    "deep/a.ts": "export const a: number = 1; export enum E { A }",
    "b/index.mts": "export * from '../b2.cjs'",
    "b2.cjs": "exports.b = require('./b3').b3",
    "b3.ts": "exports.b3 = 2",
    "c.ts": "export const c: number = 3",
    "data.json": "[4]",
  });
  const folder = temporary();
  await preflight(join(program, "main.ts"), folder);
  assert.equal(readdirSync(join(folder, "modules")).length, 7);
  const before = readdirSync(join(folder, "modules"));
  const ran = await run(join(program, "main.ts"), { folder });
  assert.deepEqual(ran, { status: 0, stdout: "1 2 3 [ 4 ] true 1\n", stderr: "" });
  assert.deepEqual(readdirSync(join(folder, "modules")), before);
});

test("the processes only read what was translated", async () => {
  const program = write(temporary(), { "main.ts": 'import "./a.ts"', "a.ts": "console.log(1 as number)" });
  const folder = temporary();
  await preflight(join(program, "main.ts"), folder);
  write(program, { "a.ts": "syntax error (" });
  assert.equal((await run(join(program, "main.ts"), { folder })).stdout, "1\n");
});

test("a program for a Node that knows less than ours", async () => {
  const program = write(temporary(), {
    "main.ts": "{ using x = { [Symbol.dispose]() { console.log('end') } }; }",
  });
  for (const [native, node] of [
    [false, process.execPath],
    [false, olderNode()],
    // Translated for the wrong Node: it finds out and translates anew.
    [true, olderNode()],
  ] as const) {
    if (node === undefined) continue;
    const folder = temporary();
    await preflight(join(program, "main.ts"), folder, native);
    const ran = await run(join(program, "main.ts"), { folder, node });
    assert.deepEqual(ran, { status: 0, stdout: "end\n", stderr: "" });
  }
});

test("what cannot be loaded is refused in one line", async () => {
  assert.equal(await refusal({}), `cannot find ${join("…", "main.ts")}`);
  assert.equal(await refusal({ "main.ts/x": "" }), `${join("…", "main.ts")} is not a file`);
  assert.match(
    await refusal({ "main.py": "" }, "main.py"),
    /main\.py is neither TypeScript .* nor JavaScript/,
  );
  assert.ok(
    (await refusal({ "main.ts": "\nlet x: = 1" })).startsWith(
      `${join("…", "main.ts")}:2:8: Unexpected token`,
    ),
  );
  assert.equal(
    await refusal({ "main.ts": 'import "./a.ts"', "a.ts": '\n  export { x } from "./x";' }),
    `${join("…", "a.ts")}:2:21: cannot find module "./x"`,
  );
  assert.equal(
    await refusal({ "main.mjs": 'import { x } from "../nowhere.mjs"; x' }, "main.mjs"),
    `${join("…", "main.mjs")}:1:19: cannot find module "../nowhere.mjs"`,
  );
});

test("what is only called for may be missing or wrong", async () => {
  const program = write(temporary(), {
    "main.cjs":
      'try { require("./missing"); } catch {} try { require("./wrong"); } catch { console.log("ok"); }',
    "wrong.js": "let (",
  });
  const folder = temporary();
  await preflight(join(program, "main.cjs"), folder);
  assert.equal((await run(join(program, "main.cjs"), { folder })).stdout, "ok\n");
});
