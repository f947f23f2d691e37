/** Opens and runs one program in the window that `npm start` opens. */
import * as vscode from "vscode";
import { START_VARIABLE } from "../start-variable.ts";

export async function activate(): Promise<void> {
  const file = process.env[START_VARIABLE];
  if (!file) return;
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand("interleave.run", uri);
}
