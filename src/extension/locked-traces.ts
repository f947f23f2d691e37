/** Traces that are never deleted to make room: those that are open, and those that the user wants kept. */
import * as vscode from "vscode";

const KEY = "interleave.keptTraces";

export class LockedTraces {
  readonly #memento: vscode.Memento;
  readonly #onDidChange = new vscode.EventEmitter<void>();

  /** The user wants another one kept, or one no longer. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** Paths of the files. */
  get kept(): readonly string[] {
    const kept = this.#memento.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((path) => typeof path === "string") : [];
  }

  async keep(path: string, keep: boolean): Promise<void> {
    const others = this.kept.filter((other) => other !== path);
    await this.#memento.update(KEY, keep ? [...others, path] : others);
    this.#onDidChange.fire();
  }

  has(path: string): boolean {
    return this.kept.includes(path) || isOpen(path);
  }
}

const isOpen = (path: string): boolean =>
  vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.fsPath === path),
  );
