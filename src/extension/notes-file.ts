/** The notes beside a trace, in their file. No `vscode` here: it is tested by itself. */
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import {
  MOST_NOTES,
  MOST_NOTES_BYTES,
  NOTES_SUFFIX,
  type Note,
  type NotesFault,
  type NotesOfRun,
  parseNotes,
  writeNotes,
} from "../protocol/notes.ts";

/** `other`: of another run by this name. `many`: there is no room for one more. */
export interface NotesState {
  notes: readonly Note[];
  fault?: NotesFault | "other" | "unreadable" | "unwritable" | "many";
  /** What the operating system said. */
  reason?: string;
}

/** With one of these the file is left alone. */
const LEFT_ALONE: ReadonlySet<NotesState["fault"]> = new Set(["damaged", "newer", "other", "unreadable"]);

/** Whether notes can be added in this state. */
export const canWrite = ({ fault }: NotesState): boolean => !LEFT_ALONE.has(fault);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class NotesFile {
  static readonly #open = new Map<string, NotesFile>();
  readonly path: string;
  readonly #listeners = new Set<(state: NotesState) => void>();
  /** One after the other: each change begins with what is in the file then. */
  #queue: Promise<unknown> = Promise.resolve();
  /** What could not be written yet. */
  #unwritten: NotesOfRun | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /** That of a trace: one for all who show it. */
  static of(trace: string): NotesFile {
    const path = trace + NOTES_SUFFIX;
    const known = NotesFile.#open.get(path) ?? new NotesFile(path);
    NotesFile.#open.set(path, known);
    return known;
  }

  /** Hears of every change; answers what ends that. */
  listen(listener: (state: NotesState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The notes of the run that began then (epoch milliseconds). Never rejects. */
  read(startedAt: number): Promise<NotesState> {
    return this.#next(() => this.#read(startedAt));
  }

  /** Adds a note, or puts it in the place of the one with its id. */
  put(startedAt: number, note: Note): Promise<NotesState> {
    return this.#change(startedAt, (notes) => [...notes.filter(({ id }) => id !== note.id), note]);
  }

  drop(startedAt: number, id: string): Promise<NotesState> {
    return this.#change(startedAt, (notes) => notes.filter((note) => note.id !== id));
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done;
    return done;
  }

  #change(startedAt: number, change: (notes: readonly Note[]) => readonly Note[]): Promise<NotesState> {
    return this.#next(async () => {
      const state = await this.#changed(startedAt, change);
      for (const listener of this.#listeners) listener(state);
      return state;
    });
  }

  async #changed(
    startedAt: number,
    change: (notes: readonly Note[]) => readonly Note[],
  ): Promise<NotesState> {
    const before = await this.#read(startedAt);
    if (!canWrite(before)) return before;
    const notes = change(before.notes);
    if (notes.length > MOST_NOTES) return { notes: before.notes, fault: "many" };
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      if (notes.length === 0) await rm(this.path, { force: true });
      else {
        await writeFile(temporary, writeNotes({ startedAt, notes: [...notes] }));
        // All of it or nothing, whenever the machine stops.
        await rename(temporary, this.path);
      }
      this.#unwritten = undefined;
      return { notes };
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      // Kept here: it is tried again with the next change.
      this.#unwritten = { startedAt, notes: [...notes] };
      return { notes, fault: "unwritable", reason: reasonOf(error) };
    }
  }

  async #read(startedAt: number): Promise<NotesState> {
    const found = await readNotes(this.path);
    if (found && !("startedAt" in found)) return found;
    if (found && found.startedAt !== startedAt) return { notes: [], fault: "other" };
    if (this.#unwritten?.startedAt === startedAt) return { notes: this.#unwritten.notes };
    return { notes: found?.notes ?? [] };
  }
}

/** What is in a file of notes; undefined where there is none. */
async function readNotes(path: string): Promise<NotesOfRun | NotesState | undefined> {
  try {
    const file = await stat(path);
    // Reading anything but a file might never end.
    if (!file.isFile() || file.size > MOST_NOTES_BYTES) return { notes: [], fault: "damaged" };
    const found = parseNotes(await readFile(path, "utf8"));
    return typeof found === "string" ? { notes: [], fault: found } : found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    return { notes: [], fault: "unreadable", reason: reasonOf(error) };
  }
}
