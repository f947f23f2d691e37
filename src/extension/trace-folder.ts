/** Where runs are recorded. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { TRACE_EXTENSION } from "./ids.ts";
import { setting } from "./settings.ts";
import { recentTraces, traceName } from "./trace-name.ts";

/** Traces kept in the extension's own storage; the oldest go. A folder of the user's is never cleaned. */
const KEPT = 20;

/**
 * Path for the trace of a run that begins now; its folder exists.
 * @throws Error when the folder cannot be made.
 */
export async function newTracePath(
  context: vscode.ExtensionContext,
  title: string,
  file: vscode.Uri,
): Promise<string> {
  const chosen = setting("traceFolder", file).trim();
  const folder = chosen === "" ? ownFolder(context) : userFolder(chosen, file);
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (chosen === "")
    for (const name of recentTraces(names).slice(KEPT - 1)) await rm(join(folder, name), { force: true });
  return join(
    folder,
    traceName(title, new Date(), (name) => names.includes(name)),
  );
}

function ownFolder(context: vscode.ExtensionContext): string {
  return join((context.storageUri ?? context.globalStorageUri).fsPath, "traces");
}

function userFolder(chosen: string, file: vscode.Uri): string {
  if (isAbsolute(chosen)) return chosen;
  const root = vscode.workspace.getWorkspaceFolder(file) ?? vscode.workspace.workspaceFolders?.[0];
  if (!root)
    throw new Error(vscode.l10n.t('"{0}" is relative to a workspace folder, and none is open.', chosen));
  return join(root.uri.fsPath, chosen);
}

/** File dialogs' filter for traces. */
export const traceFilters = (): Record<string, string[]> => ({
  [vscode.l10n.t("Interleave traces")]: [TRACE_EXTENSION.slice(1)],
});
