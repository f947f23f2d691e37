import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { planSetup } from "../../src/extension/workspace-setup.ts";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const PROGRAM = `import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

async function worker(lock: Lock, n: number) {
  await using _ = await lock.hold();
  await sleep(1);
  console.log("has it", n);
}

if (isMainProcess) {
  const lock = new Lock();
  const one = new Process({ target: worker, args: [lock, 1] });
  one.start();
  await one.join();
}
`;

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "interleave-setup-"));
  folders.push(folder);
  for (const [name, text] of Object.entries({ "main.ts": PROGRAM, ...files }))
    writeFileSync(join(folder, name), text);
  return folder;
}

async function setUp(folder: string): Promise<string[]> {
  const steps = await planSetup(folder, dist);
  for (const step of steps) await step.apply();
  return steps.map(({ path, kind }) => `${kind} ${path}`);
}

/** What the compiler says of a folder; empty when it finds nothing wrong. */
function compile(folder: string): string {
  try {
    return execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
      encoding: "utf8",
    });
  } catch (error) {
    return String((error as { stdout: unknown }).stdout);
  }
}

test("planning changes nothing", async () => {
  const folder = folderWith({ "package.json": '{ "name": "p" }' });
  await planSetup(folder, dist);
  assert.deepEqual(readdirSync(folder).sort(), ["main.ts", "package.json"]);
});

test("a folder without package.json: its program compiles, and runs with plain node", async () => {
  const folder = folderWith({});
  assert.deepEqual(await setUp(folder), ["make node_modules/@interleave/runtime", "make tsconfig.json"]);
  assert.equal(compile(folder), "");
  const output = execFileSync(process.execPath, ["main.ts"], { cwd: folder, encoding: "utf8" });
  assert.equal(output, "has it 1\n");
  assert.deepEqual(await setUp(folder), ["replace node_modules/@interleave/runtime"]);
});

test("a package gets a dependency that an install keeps, and stays as it was otherwise", async () => {
  const before = '{\n\t"name": "p",\n\t"scripts": { "a": "b" },\n\t"devDependencies": { "x": "1" }\n}\n';
  const folder = folderWith({ "package.json": before, "tsconfig.json": "{ /* mine */ }" });
  assert.deepEqual(await setUp(folder), [
    "make .interleave/runtime",
    "change package.json",
    "make node_modules/@interleave/runtime",
  ]);
  const text = readFileSync(join(folder, "package.json"), "utf8");
  assert.deepEqual(JSON.parse(text), {
    ...JSON.parse(before),
    devDependencies: { x: "1", "@interleave/runtime": "file:.interleave/runtime" },
  });
  assert.match(text, /^\{\n\t"name": "p",\n[\s\S]*\}\n$/);
  assert.equal(readFileSync(join(folder, "tsconfig.json"), "utf8"), "{ /* mine */ }");
  const manifest = JSON.parse(readFileSync(join(folder, ".interleave/runtime/package.json"), "utf8"));
  assert.equal(manifest.name, "@interleave/runtime");
  assert.deepEqual(await setUp(folder), [
    "replace .interleave/runtime",
    "replace node_modules/@interleave/runtime",
  ]);
});

test("a package that depends on the runtime already is left alone", async () => {
  const text = '{ "dependencies": { "@interleave/runtime": "1.0.0" } }';
  const folder = folderWith({ "package.json": text });
  assert.deepEqual(await setUp(folder), []);
  assert.equal(readFileSync(join(folder, "package.json"), "utf8"), text);
});

test("a package.json that cannot be understood is named, and nothing is planned", async () => {
  for (const text of ["{", "[]", "null", "7"])
    await assert.rejects(planSetup(folderWith({ "package.json": text }), dist), /package\.json: /, text);
  const folder = folderWith({});
  mkdirSync(join(folder, "package.json"));
  await assert.rejects(planSetup(folder, dist));
});
