/** What is wrong with a file of notes, in words. */
import * as vscode from "vscode";
import type { NotesState } from "./notes-file.ts";

/** One sentence on why notes cannot be read or kept; undefined when they can. `name`: the file's. */
export function notesProblem({ fault, reason = "" }: NotesState, name: string): string | undefined {
  switch (fault) {
    case undefined:
      return undefined;
    case "damaged":
      return vscode.l10n.t("{0} holds no notes that can be understood. It is left as it is.", name);
    case "newer":
      return vscode.l10n.t("{0} was written by a newer version. It is left as it is.", name);
    case "other":
      return vscode.l10n.t("{0} is about another run than this trace. It is left as it is.", name);
    case "unreadable":
      return vscode.l10n.t("{0} cannot be read: {1}", name, reason);
    case "unwritable":
      return vscode.l10n.t("{0} cannot be written: {1}", name, reason);
    case "many":
      return vscode.l10n.t("There are too many notes on this run for one more.");
  }
}
