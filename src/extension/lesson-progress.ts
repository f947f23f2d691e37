/** The learner's progress, kept for all windows of this user. */
import * as vscode from "vscode";
import {
  answered,
  type LessonProgress,
  NONE,
  type Progress,
  parseProgress,
  ticked,
} from "../classroom/progress.ts";

const PROGRESS_KEY = "interleave.progress";

export class LessonStore implements vscode.Disposable {
  readonly #state: vscode.Memento;
  #kept: unknown;
  #parsed: Progress = {};
  readonly #onDidChange = new vscode.EventEmitter<string>();
  /** The lesson whose progress is another one now. */
  readonly onDidChange = this.#onDidChange.event;

  constructor({ globalState }: vscode.ExtensionContext) {
    this.#state = globalState;
    globalState.setKeysForSync([PROGRESS_KEY]);
  }

  of(folder: string): LessonProgress {
    return this.#progress[folder] ?? NONE;
  }

  /** Without `option` the answer is taken back. */
  async answer(folder: string, option?: number): Promise<void> {
    await this.#keep(folder, answered(this.#progress, folder, option));
  }

  async tick(folder: string, ids: readonly string[]): Promise<void> {
    const { ticks } = this.of(folder);
    if (ids.some((id) => !ticks.includes(id))) await this.#keep(folder, ticked(this.#progress, folder, ids));
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }

  /** Looked at each time, for another window may have added to it; VS Code hands out another object then. */
  get #progress(): Progress {
    const kept = this.#state.get<unknown>(PROGRESS_KEY);
    if (kept !== this.#kept) this.#parsed = parseProgress(kept);
    this.#kept = kept;
    return this.#parsed;
  }

  async #keep(folder: string, progress: Progress): Promise<void> {
    await this.#state.update(PROGRESS_KEY, progress);
    this.#onDidChange.fire(folder);
  }
}
