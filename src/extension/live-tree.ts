/** The tree of what runs now. It reads the trace of the running program, and only while it is seen. */
import * as vscode from "vscode";
import { RunModel } from "../trace/model.ts";
import { TraceReader } from "../trace/reader.ts";
import { type LiveRow, liveRows } from "./live-rows.ts";
import type { Recording } from "./recording.ts";
import { selectionOf } from "./site.ts";

/** How often the tree is drawn at most (ms): names that change faster cannot be read. */
const REFRESH_MS = 250;

export class LiveTree implements vscode.TreeDataProvider<LiveRow>, vscode.Disposable {
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#onDidChange.event;
  #recording: Recording | undefined;
  #subscriptions: vscode.Disposable[] = [];
  #reader = new TraceReader();
  #model = new RunModel(this.#reader.names, false);
  #read = 0;
  #timer: NodeJS.Timeout | undefined;
  #visible = false;

  /** Shows what this recording says from now on; undefined when nothing runs any more. */
  show(recording: Recording | undefined): void {
    if (recording === this.#recording) return;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#recording = recording;
    this.#subscriptions = recording ? [recording.onDidGrow(() => this.#schedule())] : [];
    this.#reader = new TraceReader();
    this.#model = new RunModel(this.#reader.names, false);
    this.#read = 0;
    this.#onDidChange.fire();
  }

  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) this.#onDidChange.fire();
  }

  async getChildren(row?: LiveRow): Promise<LiveRow[]> {
    if (row) return row.children;
    await this.#advance();
    return this.#recording ? liveRows(this.#model) : [];
  }

  getTreeItem(row: LiveRow): vscode.TreeItem {
    const state =
      row.children.length > 0
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(row.label, state);
    item.id = row.id;
    item.description = row.description;
    item.tooltip = row.description ? `${row.label}: ${row.description}` : row.label;
    if (row.icon) item.iconPath = new vscode.ThemeIcon(row.icon);
    item.accessibilityInformation = { label: item.tooltip };
    const place = selectionOf(row.site);
    if (place)
      item.command = {
        title: vscode.l10n.t("Go to the line"),
        command: "vscode.open",
        arguments: [place.uri, { selection: place.range, preserveFocus: true }],
      };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#onDidChange.dispose();
  }

  #schedule(): void {
    if (!this.#visible || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onDidChange.fire();
    }, REFRESH_MS);
  }

  async #advance(): Promise<void> {
    const recording = this.#recording;
    while (recording && recording === this.#recording && this.#read < recording.source.length) {
      const from = this.#read;
      const bytes = await recording.source.read(from);
      // Another reading of the same stretch was quicker, or another program runs now.
      if (bytes.length === 0 || from !== this.#read || recording !== this.#recording) continue;
      this.#read += bytes.length;
      for (const batch of this.#reader.push(bytes)) this.#model.push(batch);
    }
  }
}
