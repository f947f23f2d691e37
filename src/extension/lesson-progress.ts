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

  /** Read each time: another window may have added to it. */
  get #progress(): Progress {
    return parseProgress(this.#state.get(PROGRESS_KEY));
  }

  async #keep(folder: string, progress: Progress): Promise<void> {
    await this.#state.update(PROGRESS_KEY, progress);
    this.#onDidChange.fire(folder);
  }
}
