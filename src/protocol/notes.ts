/**
 * Notes on a recorded run, which lie beside its trace as `NAME.interleave.notes.json`. The file comes from wherever
 * the trace comes from: nothing in it is believed before it was looked at.
 */

/** Times are milliseconds of the run. */
export interface Note {
  /** Tells notes of one run apart: letters, digits, `-`. */
  id: string;
  from: number;
  /** Where what it is about ends; absent for a moment. */
  to?: number;
  /** Process or object of the trace that it is about, by id. */
  process?: number;
  object?: number;
  /** May be empty: a bookmark. */
  text: string;
}

export interface NotesOfRun {
  /** When the run began, in epoch milliseconds: of another run by the same name the notes say nothing. */
  startedAt: number;
  notes: Note[];
}

/** What comes after the trace's name. */
export const NOTES_SUFFIX = ".notes.json";
export const NOTES_VERSION = 1;
export const MOST_NOTES = 1000;
export const LONGEST_NOTE = 4000;
/** A larger file is none of ours. */
export const MOST_NOTES_BYTES = 16 << 20;

/** Why notes were not understood: no notes at all, or of a later version. */
export type NotesFault = "damaged" | "newer";

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;
const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** The note, without what else it carries; undefined when it is none. */
export function checkNote(value: unknown): Note | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, from, to, process, object, text } = value as Record<string, unknown>;
  if (typeof id !== "string" || !/^[\w-]{1,40}$/.test(id)) return undefined;
  if (typeof text !== "string" || text.length > LONGEST_NOTE || !isTime(from)) return undefined;
  if (to !== undefined && (!isTime(to) || to < from)) return undefined;
  if ((process !== undefined && !isId(process)) || (object !== undefined && !isId(object))) return undefined;
  return {
    id,
    from,
    ...(to === undefined ? {} : { to }),
    ...(process === undefined ? {} : { process }),
    ...(object === undefined ? {} : { object }),
    text,
  };
}

/** All or nothing: what is written back later must hold everything that was there. */
export function parseNotes(json: string): NotesOfRun | NotesFault {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return "damaged";
  }
  const { interleave, version, startedAt, notes } = Object(value) as Record<string, unknown>;
  if (interleave !== "notes") return "damaged";
  if (Number.isSafeInteger(version) && (version as number) > NOTES_VERSION) return "newer";
  if (version !== NOTES_VERSION || !isTime(startedAt)) return "damaged";
  if (!Array.isArray(notes) || notes.length > MOST_NOTES) return "damaged";
  const checked = notes.map(checkNote).filter((note) => note !== undefined);
  if (checked.length !== notes.length || new Set(checked.map(({ id }) => id)).size !== notes.length)
    return "damaged";
  return { startedAt, notes: checked };
}

/** As {@link parseNotes} reads it; by time, so that a history of versions shows what has changed. */
export function writeNotes({ startedAt, notes }: NotesOfRun): string {
  const sorted = notes.toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  const file = { interleave: "notes", version: NOTES_VERSION, startedAt, notes: sorted };
  return `${JSON.stringify(file, null, 2)}\n`;
}
