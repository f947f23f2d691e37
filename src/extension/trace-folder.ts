/** Where runs are recorded. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { TRACE_EXTENSION } from "./ids.ts";
import { setting } from "./settings.ts";
import { parseTraceName, recentTraces, traceName } from "./trace-name.ts";

/** Traces kept in the extension's own storage; the oldest go. A folder of the user's is never cleaned. */
const KEPT = 20;
/** Most traces that are listed. */
const LISTED = 200;

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

/** A trace that can be opened. */
export interface RecordedTrace {
  uri: vscode.Uri;
  title: string;
  /** When it was recorded, as far as its name says. */
  at: Date | undefined;
}

/** The traces of this workspace, wherever they lie, newest first; those whose names say no time come last. */
export async function listTraces(context: vscode.ExtensionContext): Promise<RecordedTrace[]> {
  const pattern = `**/*${TRACE_EXTENSION}`;
  const found = new Map<string, vscode.Uri>();
  for (const uri of await vscode.workspace.findFiles(pattern, "**/node_modules/**", LISTED))
    found.set(uri.toString(), uri);
  const chosen = setting("traceFolder").trim();
  for (const folder of [ownFolder(context), ...(isAbsolute(chosen) ? [chosen] : [])])
    for (const name of await readdir(folder).catch(() => []))
      if (name.endsWith(TRACE_EXTENSION)) {
        const uri = vscode.Uri.file(join(folder, name));
        found.set(uri.toString(), uri);
      }
  const traces = [...found.values()].map((uri) => {
    const name = basename(uri.path);
    const { title, at } = parseTraceName(name) ?? { title: name, at: undefined };
    return { uri, title, at };
  });
  return traces.sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)).slice(0, LISTED);
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
