/** What a check of a lesson says, in the language of the editor. */
import * as vscode from "vscode";
import { type Check, wordingOf } from "../classroom/checks.ts";

export function checkWords(check: Check): string {
  const { text, blanks } = wordingOf(check, vscode.l10n.t(", "));
  return vscode.l10n.t(text, blanks);
}
