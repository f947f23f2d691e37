/** The tree of what runs now. It reads the trace of the running program, and only while it is seen. */
import * as vscode from "vscode";
import type { LiveModel } from "./live-model.ts";
import type { LiveRow } from "./live-rows.ts";
import type { Recording } from "./recording.ts";
import { selectionOf } from "./site.ts";

/** How often the tree is drawn at most (ms): names that change faster cannot be read. */
const REFRESH_MS = 250;

export class LiveTree implements vscode.TreeDataProvider<LiveRow>, vscode.Disposable {
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#onDidChange.event;
  #recording: Recording | undefined;
  #subscriptions: vscode.Disposable[] = [];
  #model: LiveModel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #visible = false;

  /** Shows what this recording says from now on; undefined when nothing runs any more. */
  show(recording: Recording | undefined): void {
    if (recording === this.#recording) return;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#recording = recording;
    this.#subscriptions = recording ? [recording.onDidGrow(() => this.#schedule())] : [];
    this.#model = undefined;
    this.#onDidChange.fire();
  }

  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) this.#onDidChange.fire();
  }

  async getChildren(row?: LiveRow): Promise<LiveRow[]> {
    if (row) return row.children;
    const recording = this.#recording;
    if (!recording) return [];
    const [{ LiveModel }, { liveRows }] = await Promise.all([
      import("./live-model.ts"),
      import("./live-rows.ts"),
    ]);
    if (recording !== this.#recording) return [];
    this.#model ??= new LiveModel(recording.source);
    const model = await this.#model.now();
    // If another program runs by now, whoever asked has been told to ask again.
    return recording === this.#recording ? liveRows(model) : [];
  }

  getTreeItem(row: LiveRow): vscode.TreeItem {
    const state =
      row.children.length > 0
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(row.label, state);
    item.id = row.id;
    item.description = row.description;
    item.tooltip = row.description ? vscode.l10n.t("{0}: {1}", row.label, row.description) : row.label;
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
}
