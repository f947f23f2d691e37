/** Opens and runs one program in the window that `npm start` opens. */
import * as vscode from "vscode";

/** Absolute path of the program. */
export const START_VARIABLE = "INTERLEAVE_START";

export async function activate(): Promise<void> {
  const file = process.env[START_VARIABLE];
  if (!file) return;
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand("interleave.run", uri);
}
