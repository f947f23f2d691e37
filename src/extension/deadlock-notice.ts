/** Tells the user of a deadlock: once for each, where it can be seen and ended. */
import * as vscode from "vscode";
import type { Hint } from "../protocol/hints.ts";
import { hintWords } from "./hint-words.ts";

export interface NoticeActions {
  show(): void;
  /** Absent when the run is stopped without being asked. */
  stop?(): void;
}

/** The notices of one run. */
export class DeadlockNotice {
  readonly #actions: NoticeActions;
  readonly #told = new Set<string>();

  constructor(actions: NoticeActions) {
    this.#actions = actions;
  }

  tell(hint: Hint): void {
    // The same set of processes is one deadlock, however often it is reported.
    const key = hint.processes
      .filter(({ role }) => role !== "collateral")
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join();
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const show = vscode.l10n.t("Show");
    const stop = vscode.l10n.t("Stop");
    const message = vscode.l10n.t("Deadlock: {0}", hintWords(hint).message);
    const buttons = this.#actions.stop ? [show, stop] : [show];
    // An error, not a warning: only errors stay until somebody has seen them.
    void vscode.window.showErrorMessage(message, ...buttons).then((picked) => {
      if (picked === show) this.#actions.show();
      else if (picked === stop) this.#actions.stop?.();
    });
  }
}
