import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkNote,
  LONGEST_NOTE,
  MOST_NOTES,
  type Note,
  parseNotes,
  writeNotes,
} from "../../src/protocol/notes.ts";

const NOTES: Note[] = [
  { id: "b", from: 12.5, to: 20, process: 3, text: "two\nlines" },
  { id: "a", from: 0, object: 5, text: "" },
];
const file = (change: object = {}) =>
  JSON.stringify({ interleave: "notes", version: 1, startedAt: 1e12, notes: NOTES, ...change });

test("what is written is read again, by time", () => {
  const read = parseNotes(writeNotes({ startedAt: 1e12, notes: NOTES }));
  assert.deepEqual(read, { startedAt: 1e12, notes: NOTES.toReversed() });
});

test("a file is understood as a whole or not at all", () => {
  assert.equal(parseNotes(file({ version: 2, notes: "of another shape" })), "newer");
  for (const text of [
    "",
    "[]",
    "null",
    "{",
    file({ interleave: "inspect" }),
    file({ version: "1" }),
    file({ version: -1 }),
    file({ startedAt: null }),
    file({ notes: {} }),
    file({ notes: [...NOTES, NOTES[0]] }),
    file({ notes: [...NOTES, null] }),
    file({ notes: Array.from({ length: MOST_NOTES + 1 }, (_, n) => ({ id: `n${n}`, from: 1, text: "" })) }),
  ])
    assert.equal(parseNotes(text), "damaged", text.slice(0, 80));
});

test("a note is what it has to be, without what else it carries", () => {
  const note = { id: "a-1", from: 1, text: "<b>" };
  assert.deepEqual(checkNote({ ...note, more: 1, to: undefined }), note);
  for (const wrong of [
    undefined,
    "note",
    { ...note, id: "../a" },
    { ...note, id: 1 },
    { ...note, from: -1 },
    { ...note, from: "1" },
    { ...note, from: Number.POSITIVE_INFINITY },
    { ...note, to: 0.5 },
    { ...note, process: 0 },
    { ...note, object: 1.5 },
    { ...note, text: 1 },
    { ...note, text: "x".repeat(LONGEST_NOTE + 1) },
  ])
    assert.equal(checkNote(wrong), undefined, JSON.stringify(wrong));
});
