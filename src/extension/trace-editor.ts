/** Opens recorded traces in the same timeline: a read-only editor for `*.interleave`. */
import { posix } from "node:path";
import * as vscode from "vscode";
import { VIEWS } from "./ids.ts";
import type { Problems } from "./problems.ts";
import type { Recording } from "./recording.ts";
import { TimelineView, type ViewActions } from "./timeline-view.ts";
import { traceFilters } from "./trace-folder.ts";

class TraceDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly recording: Recording;

  constructor(uri: vscode.Uri, recording: Recording) {
    this.uri = uri;
    this.recording = recording;
  }

  dispose(): void {
    this.recording.dispose();
  }
}

export class TraceEditor implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  readonly #extension: vscode.Uri;
  readonly #actions: ViewActions;
  readonly #problems: Problems;
  readonly #views = new Map<vscode.WebviewPanel, { view: TimelineView; uri: string }>();
  /** The hint to show in a trace that is about to be opened, by the trace's address. */
  readonly #wanted = new Map<string, number>();
  /** The run to show below a trace that is about to be opened, by the trace's address. */
  readonly #besides = new Map<string, Recording>();

  constructor(extension: vscode.Uri, actions: ViewActions, problems: Problems) {
    this.#extension = extension;
    this.#actions = actions;
    this.#problems = problems;
  }

  /** The view of the trace that has the focus. */
  get active(): TimelineView | undefined {
    for (const [panel, { view }] of this.#views) if (panel.active) return view;
    return undefined;
  }

  /** Opens two traces in one view, the second below the first. @throws Error when one of them cannot be read */
  async showBeside(first: vscode.Uri, second: vscode.Uri): Promise<void> {
    const { openRecording } = await import("./open-recording.ts");
    const recording = await openRecording(second);
    if (recording.source.length === 0) {
      const reason = recording.state.error?.message;
      recording.dispose();
      throw new Error(
        reason ?? vscode.l10n.t("{0} is not an Interleave trace.", posix.basename(second.path)),
      );
    }
    const uri = first.toString();
    const open = [...this.#views.values()].find((shown) => shown.uri === uri);
    if (open) open.view.beside(recording);
    else {
      this.#besides.get(uri)?.dispose();
      this.#besides.set(uri, recording);
    }
    await openTrace(first);
  }

  /** Shows a hint, by its place in the trace, in the trace's view: the one that is open, or the next. */
  showHint(trace: vscode.Uri, index: number): void {
    for (const { view } of this.#views.values())
      if (view.recording.path === trace.fsPath) {
        view.showHint(index);
        return;
      }
    this.#wanted.set(trace.toString(), index);
  }

  async openCustomDocument(uri: vscode.Uri): Promise<TraceDocument> {
    return new TraceDocument(uri, await openListed(uri, this.#problems));
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const dist = vscode.Uri.joinPath(this.#extension, "dist");
    const view = new TimelineView(panel, dist, document.recording, this.#actions);
    const uri = document.uri.toString();
    this.#views.set(panel, { view, uri });
    const wanted = this.#wanted.get(uri);
    if (this.#wanted.delete(uri)) view.showHint(wanted);
    const beside = this.#besides.get(uri);
    if (this.#besides.delete(uri)) view.beside(beside);
    panel.onDidDispose(() => {
      this.#views.delete(panel);
      view.dispose();
    });
  }
}

/** A finished trace as a recording, with its hints listed for as long as that is open. Never throws. */
export async function openListed(trace: vscode.Uri, problems: Problems, title?: string): Promise<Recording> {
  const { openRecording } = await import("./open-recording.ts");
  const recording = await openRecording(trace, title);
  const { recorded, state } = recording;
  const list = problems.begin({
    trace,
    program: state.file,
    recordedAt: recorded?.startedAt ?? Number.NEGATIVE_INFINITY,
  });
  recording.attach(list);
  for (const [index, hint] of (recorded?.hints ?? []).entries()) list.add(hint, index);
  return recording;
}

/** Lets the user pick a trace and opens it. */
export async function openTrace(uri?: vscode.Uri): Promise<void> {
  const picked =
    uri ??
    (
      await vscode.window.showOpenDialog({
        title: vscode.l10n.t("Open a recorded trace"),
        filters: traceFilters(),
      })
    )?.[0];
  if (picked) await vscode.commands.executeCommand("vscode.openWith", picked, VIEWS.trace);
}
