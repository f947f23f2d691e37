/** The panel beside the code: one per window, showing the run that is on or the last one. */
import * as vscode from "vscode";
import type { ViewSnapshot } from "../protocol/view.ts";
import { VIEWS } from "./ids.ts";
import { Recording } from "./recording.ts";
import { TimelineView, type ViewActions } from "./timeline-view.ts";

export class TimelinePanel implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #actions: ViewActions;
  readonly #onDidClose = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;
  #view: TimelineView | undefined;
  #recording: Recording | undefined;

  readonly onDidClose = this.#onDidClose.event;

  constructor(extension: vscode.Uri, actions: ViewActions) {
    this.#extension = extension;
    this.#actions = actions;
  }

  get open(): boolean {
    return this.#panel !== undefined;
  }

  get view(): TimelineView | undefined {
    return this.#view;
  }

  /** Makes `recording` what the panel shows, whether the panel is open or not; the former one is let go. */
  set recording(recording: Recording) {
    const former = this.#recording;
    this.#recording = recording;
    this.#view?.show(recording);
    if (this.#panel) this.#panel.title = recording.state.title;
    former?.dispose();
  }

  get recording(): Recording | undefined {
    return this.#recording;
  }

  /** Opens the panel beside the active editor, or brings it to the front where it is; `focus`: for keys to go there. */
  reveal(focus = false): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, !focus);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !focus };
    this.adopt(vscode.window.createWebviewPanel(VIEWS.timeline, "", place));
  }

  /** Takes a panel that is new, or that VS Code kept over a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#recording ??= Recording.empty("");
    panel.title = this.#recording.state.title;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extension, "media", "timeline-light.svg"),
      dark: vscode.Uri.joinPath(this.#extension, "media", "timeline-dark.svg"),
    };
    const dist = vscode.Uri.joinPath(this.#extension, "dist");
    const view = new TimelineView(panel, dist, this.#recording, this.#actions);
    this.#panel = panel;
    this.#view = view;
    panel.onDidDispose(() => {
      view.dispose();
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#view = undefined;
      this.#onDidClose.fire();
    });
  }

  async snapshot(): Promise<ViewSnapshot | undefined> {
    return this.#view?.visible ? this.#view.snapshot() : undefined;
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#recording?.dispose();
    this.#onDidClose.dispose();
  }
}
