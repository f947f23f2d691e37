/** The trace at an address, wherever VS Code finds it. */
import * as vscode from "vscode";
import { FileSource, MemorySource, type TraceSource } from "./trace-source.ts";

/** @throws Error when there is none, or it cannot be read */
export const sourceAt = async (uri: vscode.Uri): Promise<TraceSource> =>
  uri.scheme === "file"
    ? await FileSource.of(uri.fsPath)
    : new MemorySource(await vscode.workspace.fs.readFile(uri));
