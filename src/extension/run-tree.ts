/** The tree of this workspace's runs: the one that is on, then what was recorded, newest first. */
import * as vscode from "vscode";
import { COMMANDS, TRACE_EXTENSION } from "./ids.ts";
import type { LockedTraces } from "./locked-traces.ts";
import type { Recording } from "./recording.ts";
import { listTraces, type RecordedTrace } from "./trace-folder.ts";

/** As its menus hand it to commands. */
interface RecordedRow {
  kind: "recorded";
  trace: RecordedTrace;
  resourceUri: vscode.Uri;
}
type RunRow = { kind: "running"; recording: Recording } | RecordedRow;

export class RunTree implements vscode.TreeDataProvider<RunRow>, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #locked: LockedTraces;
  readonly #listener: vscode.Disposable;
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #watcher: vscode.FileSystemWatcher;
  readonly onDidChangeTreeData = this.#onDidChange.event;
  #running: Recording | undefined;

  constructor(context: vscode.ExtensionContext, locked: LockedTraces) {
    this.#context = context;
    this.#locked = locked;
    this.#listener = locked.onDidChange(() => this.refresh());
    this.#watcher = vscode.workspace.createFileSystemWatcher(`**/*${TRACE_EXTENSION}`, false, true, false);
    this.#watcher.onDidCreate(() => this.refresh());
    this.#watcher.onDidDelete(() => this.refresh());
  }

  show(recording: Recording | undefined): void {
    this.#running = recording;
    this.refresh();
  }

  refresh(): void {
    this.#onDidChange.fire();
  }

  async getChildren(row?: RunRow): Promise<RunRow[]> {
    if (row) return [];
    const running = this.#running;
    const traces = await listTraces(this.#context);
    return [
      ...(running ? [{ kind: "running", recording: running } as const] : []),
      ...traces
        .filter(({ uri }) => uri.fsPath !== running?.path)
        .map((trace) => ({ kind: "recorded", trace, resourceUri: trace.uri }) as const),
    ];
  }

  getTreeItem(row: RunRow): vscode.TreeItem {
    if (row.kind === "running") {
      const item = new vscode.TreeItem(row.recording.state.title);
      item.description = vscode.l10n.t("running");
      item.iconPath = new vscode.ThemeIcon("loading~spin");
      item.contextValue = "running";
      item.command = { title: vscode.l10n.t("Show the timeline"), command: COMMANDS.showTimeline };
      return item;
    }
    const { uri, title, at } = row.trace;
    const item = new vscode.TreeItem(title);
    item.id = uri.toString();
    // In Chinese, a date of medium length is too long for a side bar.
    const dateStyle = vscode.env.language.startsWith("zh") ? "short" : "medium";
    item.description = at?.toLocaleString(vscode.env.language, { dateStyle, timeStyle: "short" }) ?? "";
    item.tooltip = uri.fsPath;
    const kept = this.#locked.kept.includes(uri.fsPath);
    item.iconPath = new vscode.ThemeIcon(kept ? "lock" : "pulse");
    item.contextValue = kept ? "recorded.kept" : "recorded";
    item.command = {
      title: vscode.l10n.t("Open a recorded trace"),
      command: COMMANDS.openTrace,
      arguments: [uri],
    };
    return item;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#watcher.dispose();
    this.#onDidChange.dispose();
  }
}
