/** What a hint says, in the language of the editor. */
import * as vscode from "vscode";
import { retell, wordingOf } from "../analysis/tell.ts";
import type { Hint } from "../protocol/hints.ts";

export const hintWords = (hint: Hint): { message: string; fix: string } =>
  retell(hint, (text) => vscode.l10n.t(text), wordingOf(vscode.env.language));
