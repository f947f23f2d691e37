/** Where runs are recorded. */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { NOTES_SUFFIX } from "../protocol/notes.ts";
import { TRACE_EXTENSION } from "./ids.ts";
import { LockedTraces } from "./locked-traces.ts";
import { setting } from "./settings.ts";
import { surplus } from "./trace-bound.ts";
import { parseTraceName, recentTraces, traceName } from "./trace-name.ts";

/** Most traces that are listed. */
const LISTED = 200;

/**
 * Path for the trace of a run that begins now; its folder exists. In the extension's own storage the oldest traces make
 * room; a folder of the user's is never cleaned.
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
  if (chosen === "") await makeRoom(folder, names, new LockedTraces(context.workspaceState));
  return join(
    folder,
    traceName(title, new Date(), (name) => names.includes(name)),
  );
}

/** What cannot be deleted, because something else has it open on Windows, say, goes another time. */
async function makeRoom(folder: string, names: readonly string[], locked: LockedTraces): Promise<void> {
  const traces = await Promise.all(
    recentTraces(names).map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      // Whoever has written notes on a run wants to have it.
      const noted = names.includes(name + NOTES_SUFFIX);
      return { name, bytes: found?.size ?? 0, locked: noted || locked.has(path) };
    }),
  );
  for (const name of surplus(traces, Math.max(0, setting("traceLimit")) * 2 ** 20))
    await rm(join(folder, name), { force: true }).catch(() => undefined);
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

/** The extension's own, for runs of a user who has chosen none. */
export function ownFolder(context: vscode.ExtensionContext): string {
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
