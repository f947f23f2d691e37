/** Opens a source line that a timeline names. What it names is somebody else's word: it is checked, and only shown. */
import { stat } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import * as vscode from "vscode";
import type { Recording } from "./recording.ts";

export interface Place {
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  beside: boolean;
}

/**
 * Shows the line, in the editor that already shows the file if there is one, and never on top of the timeline
 * unless that stands alone.
 * @throws Error when the file is not one that this timeline may open; the message is for the user.
 */
export async function openLocation(
  recording: Recording,
  place: Place,
  from: vscode.ViewColumn | undefined,
): Promise<void> {
  const file = await ownFile(recording, place.file);
  if (file === undefined)
    throw new Error(vscode.l10n.t("{0} belongs neither to this workspace nor to the program.", place.file));
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(vscode.l10n.t("{0} is no longer there.", place.file));
  const line = Math.max(0, place.line - 1);
  const position = new vscode.Position(line, Math.max(0, place.column - 1));
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(uri, {
    viewColumn: columnFor(uri, place.beside, from),
    selection: new vscode.Range(position, position),
  });
}

/** The path of a file of this workspace or of the program that was recorded; undefined for any other. */
export async function ownFile(recording: Recording, named: string): Promise<string | undefined> {
  const file = normalize(named);
  if (!isAbsolute(file)) return undefined;
  if (vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))) return file;
  // A share of another machine would be asked with the user's credentials: not because a trace says so.
  const remote = /^[\\/]{2}/.test(file);
  return !remote && (await recording.names(named)) ? file : undefined;
}

function columnFor(uri: vscode.Uri, beside: boolean, from: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString() && editor.viewColumn !== undefined,
  );
  if (shown?.viewColumn !== undefined) return shown.viewColumn;
  if (from !== undefined && from > vscode.ViewColumn.One) return vscode.ViewColumn.One;
  return beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
