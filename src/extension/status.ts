/** One short item of the status bar: what runs, and how it ended. */
import * as vscode from "vscode";
import { COMMANDS } from "./ids.ts";

export class Status implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor() {
    this.#item = vscode.window.createStatusBarItem("interleave.run", vscode.StatusBarAlignment.Left, 0);
    this.#item.name = "Interleave";
    this.#item.command = COMMANDS.showTimeline;
    this.#item.tooltip = vscode.l10n.t("Show the timeline");
  }

  show(text: string): void {
    this.#item.text = `$(pulse) ${text.replaceAll("$(", "$ (")}`;
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
