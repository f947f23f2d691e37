import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const DIST = join(import.meta.dirname, "..", "..", "dist");

interface Output {
  inputs: Record<string, unknown>;
  imports: { path: string; kind: string }[];
}

/** Built files that are loaded together with one. */
function loadedWith(file: string, outputs: Record<string, Output>, seen = new Set<string>()): Set<string> {
  const output = outputs[file];
  if (!output || seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind } of output.imports)
    if (kind === "import-statement") loadedWith(path, outputs, seen);
  return seen;
}

test("activation loads no library, and nothing that reads traces, knows lessons or starts programs", () => {
  const { outputs } = JSON.parse(readFileSync(join(DIST, "meta.json"), "utf8"));
  const files = [...loadedWith("dist/extension.cjs", outputs)];
  const inputs = files.flatMap((file) => Object.keys(outputs[file].inputs));
  assert.ok(inputs.includes("src/extension/extension.ts"));
  const others = inputs.filter((input) => !/^src\/(extension|protocol)\//.test(input));
  // Small ones that are needed to say how long something took, and how far a learner has come.
  assert.deepEqual(others.sort(), ["src/analysis/words.ts", "src/classroom/progress.ts"]);
});

test("what is loaded later is there, and required by a name", () => {
  const { outputs } = JSON.parse(readFileSync(join(DIST, "meta.json"), "utf8"));
  for (const { path } of outputs["dist/extension.cjs"].imports as Output["imports"])
    if (path.startsWith("dist/"))
      assert.ok(readFileSync(join(DIST, "..", path), "utf8").includes("module.exports"), path);
  const entry = readFileSync(join(DIST, "extension.cjs"), "utf8");
  // The loader of ES modules would be asked for each of them.
  assert.doesNotMatch(entry, /\bimport\(/);
});
