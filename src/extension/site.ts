/** Places in source files as a trace spells them. */
import { isAbsolute } from "node:path";
import * as vscode from "vscode";

/** `FILE:LINE:COLUMN` as a place to go to; undefined when it is none on this machine. */
export function selectionOf(site: string): { uri: vscode.Uri; range: vscode.Range } | undefined {
  const match = /^(.*):(\d+):(\d+)$/s.exec(site);
  // A share of another machine would be asked with the user's credentials: not because a trace says so.
  if (!match || !isAbsolute(match[1]!) || /^[\\/]{2}/.test(match[1]!)) return undefined;
  const position = new vscode.Position(Math.max(0, Number(match[2]) - 1), Math.max(0, Number(match[3]) - 1));
  return { uri: vscode.Uri.file(match[1]!), range: new vscode.Range(position, position) };
}
