import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { canWrite, NotesFile, type NotesState } from "../../src/extension/notes-file.ts";
import { NOTES_SUFFIX, type Note } from "../../src/protocol/notes.ts";

const BEGAN = 1e12;
const note = (id: string, text = id): Note => ({ id, from: 5, text });

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "notes-"));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("notes are kept beside the trace, changed by their ids, and whoever shows them hears of it", () =>
  withFolder(async (folder) => {
    const file = NotesFile.of(join(folder, "a.interleave"));
    assert.equal(file, NotesFile.of(join(folder, "a.interleave")));
    const heard: NotesState[] = [];
    const stop = file.listen((state) => heard.push(state));
    assert.deepEqual(await file.read(BEGAN), { notes: [] });
    await Promise.all([
      file.put(BEGAN, note("a")),
      file.put(BEGAN, note("b")),
      file.put(BEGAN, note("a", "A")),
    ]);
    assert.deepEqual(await file.read(BEGAN), { notes: [note("a", "A"), note("b")] });
    assert.deepEqual(await readdir(folder), [`a.interleave${NOTES_SUFFIX}`]);
    await file.drop(BEGAN, "a");
    assert.deepEqual(heard.at(-1), { notes: [note("b")] });
    // What another window has written meanwhile is not lost.
    const { notes, ...rest } = JSON.parse(await readFile(file.path, "utf8"));
    await writeFile(file.path, JSON.stringify({ ...rest, notes: [...notes, note("c")] }));
    await file.put(BEGAN, note("d"));
    assert.deepEqual(
      (await file.read(BEGAN)).notes.map(({ id }) => id),
      ["b", "c", "d"],
    );
    stop();
    for (const id of ["b", "c", "d"]) await file.drop(BEGAN, id);
    assert.deepEqual(await readdir(folder), []);
    assert.equal(heard.length, 5);
  }));

test("a file that is not understood, or is about another run, is left as it is", () =>
  withFolder(async (folder) => {
    const none = NotesFile.of(join(folder, "folder"));
    await mkdir(none.path);
    assert.deepEqual(await none.put(BEGAN, note("x")), { notes: [], fault: "damaged" });
    const contents: [string, string][] = [
      ["damaged", "my own notes, in prose"],
      ["newer", '{"interleave":"notes","version":2}'],
      ["other", JSON.stringify({ interleave: "notes", version: 1, startedAt: 7, notes: [note("a")] })],
    ];
    for (const [fault, text] of contents) {
      const file = NotesFile.of(join(folder, fault));
      await writeFile(file.path, text);
      const state = await file.put(BEGAN, note("x"));
      assert.deepEqual(state, { notes: [], fault });
      assert.equal(canWrite(state), false);
      assert.equal(await readFile(file.path, "utf8"), text);
    }
  }));

test("what cannot be written is shown, with the reason, and tried again with the next note", () =>
  withFolder(async (folder) => {
    const file = NotesFile.of(join(folder, "later", "a.interleave"));
    const state = await file.put(BEGAN, note("a"));
    assert.equal(state.fault, "unwritable");
    assert.match(state.reason!, /ENOENT/);
    assert.ok(canWrite(state));
    await mkdir(join(folder, "later"));
    assert.deepEqual(await file.put(BEGAN, note("b")), { notes: [note("a"), note("b")] });
    assert.deepEqual(await readdir(join(folder, "later")), [`a.interleave${NOTES_SUFFIX}`]);
  }));
