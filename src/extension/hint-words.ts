/** What a hint says, in the language of the editor. */
import * as vscode from "vscode";
import { ENGLISH, retell, type Wording } from "../analysis/tell.ts";
import type { Hint } from "../protocol/hints.ts";

const CHINESE: Wording = { list: (names) => names.join("、"), count: String };

export function hintWords(hint: Hint): { message: string; fix: string } {
  const wording = vscode.env.language.toLowerCase().startsWith("zh") ? CHINESE : ENGLISH;
  return retell(hint, (text) => vscode.l10n.t(text), wording);
}
