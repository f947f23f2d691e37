/** The tree of this workspace's runs: the one that is on, then what was recorded, newest first. */
import * as vscode from "vscode";
import { COMMANDS, TRACE_EXTENSION } from "./ids.ts";
import type { Recording } from "./recording.ts";
import { listTraces, type RecordedTrace } from "./trace-folder.ts";

type RunRow = { kind: "running"; recording: Recording } | { kind: "recorded"; trace: RecordedTrace };

export class RunTree implements vscode.TreeDataProvider<RunRow>, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #watcher: vscode.FileSystemWatcher;
  readonly onDidChangeTreeData = this.#onDidChange.event;
  #running: Recording | undefined;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
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
        .map((trace) => ({ kind: "recorded", trace }) as const),
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
    item.description =
      at?.toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" }) ?? "";
    item.tooltip = uri.fsPath;
    item.iconPath = new vscode.ThemeIcon("pulse");
    item.contextValue = "recorded";
    item.command = {
      title: vscode.l10n.t("Open a recorded trace"),
      command: COMMANDS.openTrace,
      arguments: [uri],
    };
    return item;
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#onDidChange.dispose();
  }
}
