/** Places in source files as a trace spells them. */
import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import { placeOf } from "../protocol/place.ts";

/** `FILE:LINE:COLUMN` as a place to go to; undefined when it is none on this machine. */
export function selectionOf(site: string): { uri: vscode.Uri; range: vscode.Range } | undefined {
  const place = placeOf(site);
  // A share of another machine would be asked with the user's credentials: not because a trace says so.
  if (!place || !isAbsolute(place.file) || /^[\\/]{2}/.test(place.file)) return undefined;
  const position = new vscode.Position(Math.max(0, place.line - 1), Math.max(0, place.column - 1));
  return { uri: vscode.Uri.file(place.file), range: new vscode.Range(position, position) };
}
