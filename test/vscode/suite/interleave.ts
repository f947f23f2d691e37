/** The extension under test, and files for it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Api } from "../../../src/extension/extension.ts";
import { KIND, waitKind } from "../../../src/protocol/events.ts";
import type { Hint, HintSite } from "../../../src/protocol/hints.ts";
import type { ViewSnapshot } from "../../../src/protocol/view.ts";
import { concat, TraceWriter } from "../../../src/trace/writer.ts";
import { after, until } from "./runner.ts";

export const EXTENSION = "interleave.interleave";

export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>(EXTENSION);
  assert.ok(found, `${EXTENSION} is not installed`);
  return found;
}

export const api = async (): Promise<Api> => extension().activate();

/** The folder that the window has open. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri.fsPath;
}

/** Writes a file into a folder of its own in the workspace, for as long as the test runs. */
export function temporaryFile(name: string, content: string | Uint8Array): vscode.Uri {
  const parent = join(workspaceFolder(), "tmp");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "t-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, content);
  return vscode.Uri.file(file);
}

/** One of the lessons that come with the extension. */
export const lesson = (folder: string): vscode.Uri =>
  vscode.Uri.joinPath(extension().extensionUri, "lessons", folder, "main.ts");

/** Sets a setting of the workspace for as long as the test runs. */
export async function withSetting(id: string, value: unknown): Promise<void> {
  const set = (to: unknown) =>
    vscode.workspace.getConfiguration().update(id, to, vscode.ConfigurationTarget.Workspace);
  after(() => set(undefined));
  await set(value);
}

export const closeEditors = () => vscode.commands.executeCommand("workbench.action.closeAllEditors");

/** The first snapshot of the visible timeline for which `accept` holds. */
export async function snapshotWhere(
  what: string,
  accept: (snapshot: ViewSnapshot) => boolean,
  limit?: number,
): Promise<ViewSnapshot> {
  let last: ViewSnapshot | undefined;
  try {
    return await until(
      what,
      async () => {
        last = await (await api()).snapshot();
        return last && accept(last) ? last : undefined;
      },
      limit,
    );
  } catch (error) {
    const tabs = vscode.window.tabGroups.all.map(({ tabs, isActive }) => ({
      isActive,
      tabs: tabs.map(({ label, isActive, isDirty }) => ({ label, isActive, isDirty })),
    }));
    throw new Error(
      `${(error as Error).message}\nlast snapshot: ${JSON.stringify(last)}\ntabs: ${JSON.stringify(tabs)}`,
    );
  }
}

/** A small finished trace: main starts Process-1, which waits 40 ms for the lock `log`. */
export function sampleTrace(): Uint8Array[] {
  const writer = new TraceWriter();
  const parts: Uint8Array[] = [];
  writer.name("process", 1, "MainProcess");
  writer.name("process", 2, "Process-1");
  writer.name("object", 1, "log");
  writer.name("site", 1, join(workspaceFolder(), "main.ts:3:7"));
  const info = { version: "0.1.0", program: join(workspaceFolder(), "main.ts"), args: [], node: "v24.0.0" };
  writer.append({
    time: 0,
    kind: KIND["run.begin"],
    text: JSON.stringify({ ...info, startedAt: 1_700_000_000_000, coordinatorPid: 10 }),
  });
  const processInfo = (name: string, pid: number, kind: string, target: string) =>
    JSON.stringify({ name, pid, daemon: false, kind, target });
  writer.append({
    time: 10,
    kind: KIND["process.spawn"],
    other: 1,
    text: processInfo("MainProcess", 11, "main", ""),
  });
  writer.append({ time: 20, kind: KIND["process.start"], process: 1, value: 11 });
  writer.append({
    time: 500,
    kind: KIND["object.create"],
    process: 1,
    object: 1,
    site: 1,
    text: JSON.stringify({ type: "Lock", name: "log" }),
  });
  writer.append({
    time: 600,
    kind: waitKind("acquire", "grant"),
    process: 1,
    object: 1,
    op: 1,
    value: 30,
    site: 1,
  });
  parts.push(writer.flush()!);
  writer.append({
    time: 1000,
    kind: KIND["process.spawn"],
    process: 1,
    other: 2,
    site: 1,
    text: processInfo("Process-1", 12, "process", "work"),
  });
  writer.append({ time: 30_000, kind: KIND["process.start"], process: 2, value: 12 });
  writer.append({ time: 31_000, kind: KIND["process.run"], process: 2, text: "work" });
  writer.append({
    time: 32_000,
    kind: waitKind("acquire", "ask"),
    process: 2,
    object: 1,
    op: 1,
    value: 20,
    site: 1,
  });
  writer.append({
    time: 72_000,
    kind: KIND.release,
    process: 1,
    object: 1,
    other: 1,
    value: 71_400,
    site: 1,
  });
  writer.append({
    time: 72_000,
    kind: waitKind("acquire", "grant"),
    process: 2,
    object: 1,
    op: 1,
    value: 40_000,
    site: 1,
  });
  parts.push(writer.flush()!);
  writer.append({ time: 80_000, kind: KIND.release, process: 2, object: 1, other: 2, value: 8000, site: 1 });
  writer.append({ time: 90_000, kind: KIND["process.exit"], process: 2, value: 0, text: "" });
  writer.append({ time: 95_000, kind: KIND["process.exit"], process: 1, value: 0, text: "" });
  writer.append({ time: 96_000, kind: KIND["run.end"], value: 0 });
  parts.push(writer.flush()!);
  return parts;
}

/** A small finished trace of a program, with one hint that is about its lines 8 and 11, as CROSSED has them. */
export function hintTrace(program: vscode.Uri, startedAt = Date.now()): Uint8Array {
  const file = program.fsPath;
  const site = (line: number, column: number, role: HintSite["role"], name: string): HintSite => ({
    ...{ file, line, column, role },
    process: name,
  });
  const hint: Hint = {
    kind: "deadlock",
    certainty: "certain",
    severity: "error",
    message: "Two processes wait for one another in a circle.",
    fix: "Take the locks in one order.",
    processes: ["Process-1", "Process-2"].map((name, n) => ({
      ...{ id: n + 2, name, pid: 12 + n, role: "core", holds: [n + 1] },
      waits: [{ verb: "acquire", object: 2 - n, on: [3 - n], any: false, since: 900 }],
    })),
    objects: [1, 2].map((id) => ({ id, type: "Lock", name: `lock-${id}` })),
    sites: ["Process-1", "Process-2"].flatMap((name) => [
      site(8, 15, "holds", name),
      site(11, 16, "waits", name),
    ]),
    events: [],
    time: 1,
  };
  const writer = new TraceWriter();
  const info = { version: "0.1.0", program: file, args: [], node: "v24.0.0", startedAt, coordinatorPid: 10 };
  writer.append({ time: 0, kind: KIND["run.begin"], text: JSON.stringify(info) });
  for (const { id, name, pid } of [{ id: 1, name: "MainProcess", pid: 11 }, ...hint.processes]) {
    writer.name("process", id, name);
    const text = JSON.stringify({
      name,
      pid,
      daemon: false,
      kind: id === 1 ? "main" : "process",
      target: "",
    });
    writer.append({ time: 10, kind: KIND["process.spawn"], process: id === 1 ? 0 : 1, other: id, text });
  }
  for (const { id, type, name } of hint.objects) {
    writer.name("object", id, name);
    const text = JSON.stringify({ type, name });
    writer.append({ time: 20, kind: KIND["object.create"], process: 1, object: id, text });
  }
  writer.append({ time: 1000, kind: KIND.hint, text: JSON.stringify(hint) });
  writer.append({ time: 2000, kind: KIND["run.end"], value: 1 });
  return writer.flush()!;
}

export const wholeTrace = (): Uint8Array => concat(sampleTrace());
