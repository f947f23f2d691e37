/** Opens recorded traces in the same timeline: a read-only editor for `*.interleave`. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { RunState } from "../protocol/view.ts";
import type { TraceFault } from "../trace/careful-reader.ts";
import { VIEWS } from "./ids.ts";
import type { Problems } from "./problems.ts";
import { Recording } from "./recording.ts";
import { TimelineView, type ViewActions } from "./timeline-view.ts";
import { traceFilters } from "./trace-folder.ts";
import { programTitle } from "./trace-name.ts";
import { TraceScan } from "./trace-scan.ts";
import { FileSource, MemorySource, type TraceSource } from "./trace-source.ts";

class TraceDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly recording: Recording;
  readonly #hints: vscode.Disposable;

  constructor(uri: vscode.Uri, recording: Recording, hints: vscode.Disposable) {
    this.uri = uri;
    this.recording = recording;
    this.#hints = hints;
  }

  dispose(): void {
    this.#hints.dispose();
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
    const recording = await openRecording(second);
    if (recording.source.length === 0) {
      const reason = recording.state.error?.message;
      recording.dispose();
      throw new Error(reason ?? vscode.l10n.t("{0} is not an Interleave trace.", basename(second.path)));
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
    const recording = await openRecording(uri);
    return new TraceDocument(uri, recording, listHints(this.#problems, uri, recording));
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

/** Lists the hints of a finished trace for as long as it is open. */
export function listHints(problems: Problems, trace: vscode.Uri, recording: Recording): vscode.Disposable {
  const { recorded, state } = recording;
  const list = problems.begin({
    trace,
    program: state.file,
    recordedAt: recorded?.startedAt ?? Number.NEGATIVE_INFINITY,
  });
  for (const [index, hint] of (recorded?.hints ?? []).entries()) if (hint) void list.add(hint, index);
  return list;
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

/** A finished trace as a recording. Never throws: what is wrong with the file stands in the recording's state. */
export async function openRecording(uri: vscode.Uri, title = basename(uri.path)): Promise<Recording> {
  const state = { title, file: "", phase: "recorded" as const, exitStatus: null };
  try {
    const source: TraceSource =
      uri.scheme === "file"
        ? await FileSource.of(uri.fsPath)
        : new MemorySource(await vscode.workspace.fs.readFile(uri));
    const scan = new TraceScan(source);
    await scan.advance();
    const shown = scan.good === source.length ? source : new Prefix(source, scan.good);
    const known = {
      ...state,
      title: scan.run ? programTitle(scan.run.program) : title,
      file: scan.run?.program ?? "",
      exitStatus: scan.exitStatus ?? null,
      whole: { bytes: scan.good, length: scan.length },
      ...errorOf(scan, title),
    };
    // A trace that does not say when it began says nothing of files as they are now.
    const startedAt = Number(scan.run?.startedAt ?? Number.NEGATIVE_INFINITY);
    return new Recording(shown, known, { hints: scan.hints, startedAt });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Recording(new MemorySource(new Uint8Array(0)), {
      ...state,
      error: { message: vscode.l10n.t("{0} cannot be read: {1}", title, reason) },
    });
  }
}

function errorOf(scan: TraceScan, title: string): Pick<RunState, "error"> {
  const { fault } = scan;
  if (!fault) return {};
  const nothing = fault.kind === "cut" && scan.good === 0;
  return { error: { message: faultMessage(nothing ? { kind: "unreadable", message: "" } : fault, title) } };
}

/** One sentence on what is wrong with a trace, for the user. */
export function faultMessage(fault: TraceFault, title: string): string {
  switch (fault.kind) {
    case "unreadable":
      return fault.message || vscode.l10n.t("{0} is not an Interleave trace.", title);
    case "cut":
      return vscode.l10n.t(
        "{0} was cut short: its last {1} bytes are incomplete, everything before them is shown.",
        title,
        fault.bytes,
      );
    case "damaged":
      return vscode.l10n.t(
        "{0} is damaged from byte {1} on; everything before it is shown.",
        title,
        fault.at,
      );
    case "unfinished":
      return vscode.l10n.t("{0} stops before the end of its run; everything up to there is shown.", title);
    default:
      return fault satisfies never;
  }
}

/** The readable beginning of a trace. */
class Prefix implements TraceSource {
  readonly path: string | undefined;
  readonly length: number;
  readonly #whole: TraceSource;

  constructor(whole: TraceSource, length: number) {
    this.#whole = whole;
    this.path = whole.path;
    this.length = length;
  }

  async read(from: number): Promise<Uint8Array> {
    const bytes = await this.#whole.read(from);
    return bytes.length > this.length - from ? bytes.slice(0, this.length - from) : bytes;
  }

  close(): Promise<void> {
    return this.#whole.close();
  }
}
