/** The notes of a run that a view shows: the page hears of them, and has them kept. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { FromWebview, ToWebview } from "../protocol/view.ts";
import { canWrite, NotesFile, type NotesState } from "./notes-file.ts";
import { notesProblem } from "./notes-words.ts";
import type { Recording } from "./recording.ts";

export class ShownNotes implements vscode.Disposable {
  readonly run: number;
  /** Undefined where the run is no file on this machine. */
  readonly #file: NotesFile | undefined;
  readonly #post: (message: ToWebview) => void;
  readonly #stop: (() => void) | undefined;
  #disposed = false;

  constructor({ path, state }: Recording, post: (message: ToWebview) => void) {
    this.run = state.id;
    this.#post = post;
    this.#file = path === undefined ? undefined : NotesFile.of(path);
    this.#stop = this.#file?.listen((notes) => this.#tell(notes));
  }

  /** Does what the page asks for. Never rejects. */
  async keep({ startedAt, put, drop }: Extract<FromWebview, { type: "notes" }>): Promise<void> {
    const file = this.#file;
    // Who changes them hears of it as everybody does who shows them.
    if (file && put) await file.put(startedAt, put);
    else if (file && drop !== undefined) await file.drop(startedAt, drop);
    else this.#tell((await file?.read(startedAt)) ?? { notes: [] });
  }

  #tell(state: NotesState): void {
    if (this.#disposed) return;
    const file = this.#file;
    const problem = file
      ? notesProblem(state, basename(file.path))
      : vscode.l10n.t("Notes are kept beside a trace that is a file on this machine.");
    const writable = file !== undefined && canWrite(state);
    const { notes } = state;
    this.#post({ type: "notes", run: this.run, notes, writable, ...(problem ? { problem } : {}) });
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop?.();
  }
}
