import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { NO_SOURCE, sourceText } from "../../src/extension/source-text.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "interleave-source-"));
});
after(() => rm(folder, { recursive: true }));

const written = async (name: string, text: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

test("the lines asked for are those that an editor numbers so, each once", async () => {
  const path = await written("lines.ts", "one\r\ntwo\n\nfour");
  assert.deepEqual(await sourceText(path, [4, 1, 3, 1, 0, 5, 9], 0), {
    lines: [
      [4, "four"],
      [1, "one"],
      [3, ""],
    ],
    changed: false,
  });
});

test("a file that was written after the run began is said to be another one", async () => {
  const path = await written("edited.ts", "one\n");
  const began = 1_700_000_000_000;
  await utimes(path, 0, began / 1000 + 1);
  assert.equal((await sourceText(path, [1], began)).changed, true);
  await utimes(path, 0, began / 1000 - 1);
  assert.equal((await sourceText(path, [1], began)).changed, false);
  await utimes(path, 0, began / 1000 + 1);
  assert.equal((await sourceText(path, [1], 0)).changed, false, "when it ran is not known");
});

test("of a long line its beginning is told", async () => {
  const path = await written("long.ts", `${"x".repeat(1e5)}\n`);
  const { lines } = await sourceText(path, [1], 0);
  assert.equal(lines[0]![1].length, 400);
});

test("what is no text file of a program has no lines", async () => {
  assert.deepEqual(await sourceText(folder, [1], 0), NO_SOURCE);
  assert.deepEqual(await sourceText(join(folder, "missing.ts"), [1], 0), NO_SOURCE);
  assert.deepEqual(await sourceText(await written("binary.ts", "a\0b\n"), [1], 0), NO_SOURCE);
  assert.deepEqual(
    await sourceText(await written("huge.ts", Buffer.alloc(5 << 20, "x\n")), [1], 0),
    NO_SOURCE,
  );
});

test("a pipe is not waited for", {
  skip: process.platform === "win32" && "it has no such files",
}, async () => {
  const path = join(folder, "pipe.ts");
  execFileSync("mkfifo", [path]);
  assert.deepEqual(await sourceText(path, [1], 0), NO_SOURCE);
});
