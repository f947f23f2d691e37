/** Copied lessons are understood by TypeScript with nothing installed beside them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { projectFiles } from "../../src/extension/lesson-project.ts";

const root = join(import.meta.dirname, "..", "..");
const types = join(root, "dist", "runtime", "types", "runtime", "index.d.ts");
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

function compile(folder: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

test("every lesson has no error, and an error would be seen", () => {
  const folder = mkdtempSync(join(tmpdir(), "lesson-project-"));
  try {
    cpSync(join(root, "lessons"), folder, { recursive: true });
    for (const [name, content] of Object.entries(projectFiles(types)))
      writeFileSync(join(folder, name), content);
    assert.equal(compile(folder), "");
    writeFileSync(
      join(folder, "01_simple", "wrong.ts"),
      'import { Lock } from "@interleave/runtime";\nnew Lock().acquired();\nexport const n: number = process.pid + "";\n',
    );
    const errors = compile(folder);
    assert.match(errors, /acquired/);
    assert.equal(errors.match(/error TS/g)?.length, 2, errors);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
