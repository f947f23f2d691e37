/** Run and debug, above the import by which a file is one of our programs. */
import * as vscode from "vscode";
import { COMMANDS, SETTINGS } from "./ids.ts";
import { runtimeImport } from "./runtime-import.ts";
import { setting } from "./settings.ts";

export class ProgramLens implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#onDidChange.event;

  constructor() {
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTINGS.codeLens.id)) this.#onDidChange.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!setting("codeLens", document.uri)) return [];
    const at = runtimeImport(document.getText());
    if (at === undefined) return [];
    const { line } = document.positionAt(at);
    const range = new vscode.Range(line, 0, line, 0);
    const lens = (title: string, command: string) =>
      new vscode.CodeLens(range, { title, command, arguments: [document.uri] });
    return [
      lens(vscode.l10n.t("$(run-all) Run"), COMMANDS.run),
      lens(vscode.l10n.t("$(debug-alt) Debug with Interleave"), COMMANDS.debug),
    ];
  }

  dispose(): void {
    this.#listener.dispose();
    this.#onDidChange.dispose();
  }
}
