/** What is typed into files, for those who point at their lines. */
import * as vscode from "vscode";
import { LineEdits } from "./line-edits.ts";

export class EditLog extends LineEdits implements vscode.Disposable {
  readonly #onDidEdit = new vscode.EventEmitter<string>();
  readonly #listener: vscode.Disposable;

  /** A file was edited; its path. */
  readonly onDidEdit = this.#onDidEdit.event;

  constructor() {
    super();
    this.#listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme !== "file" || contentChanges.length === 0) return;
      const file = document.uri.fsPath;
      this.note(
        file,
        contentChanges.map(({ range: { start, end }, text }) => ({
          first: start.line,
          last: end.line,
          fromStart: start.character === 0,
          toStart: end.character === 0,
          text,
        })),
      );
      this.#onDidEdit.fire(file);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#onDidEdit.dispose();
  }
}

/** Files whose text in the editor is not the one that would run. */
export const unsavedFiles = (): ReadonlySet<string> =>
  new Set(vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.fsPath));
