/** Takes a trace away in another format. */
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import * as vscode from "vscode";
import { NOTES_SUFFIX } from "../protocol/notes.ts";
import type { ExportOptions } from "../trace/export/export-trace.ts";
import { EXPORT_FORMATS, type ExportFormat, FORMAT_EXTENSION } from "../trace/export/formats.ts";
import { TRACE_EXTENSION } from "./ids.ts";
import { faultMessage, openRecording } from "./open-recording.ts";
import type { TimelineView } from "./timeline-view.ts";
import { traceFilters } from "./trace-folder.ts";
import { FileSource, type TraceSource } from "./trace-source.ts";

/** The word that a picture was copied stands for so long. */
const COPIED_MS = 4000;

/** What is to be exported, and what it is called. */
export interface ExportSource {
  name: string;
  source: TraceSource;
  /** What is visible of it, in milliseconds of the run: a picture shows that. */
  range?: { from: number; to: number };
  /** Keys of the rows that are shown, in their order: so does a picture. */
  rows?: readonly string[];
  /** What is in sight, or all lanes, as PNG, and for how many there was no room; absent while no timeline shows it. */
  picture?(all: boolean): Promise<{ png: Uint8Array; left: number }>;
  /** The file that must not be written over; absent for what is no file here. */
  file?: string;
  dispose?(): void;
}

/** A picture of what is in sight is the one thing that only the timeline can make. */
type Format = ExportFormat | "png";
const FORMATS: readonly Format[] = [...EXPORT_FORMATS, "png"];
const EXTENSIONS: Record<Format, string> = { ...FORMAT_EXTENSION, png: ".png" };

/** What the user is not asked for, because a keybinding, say, has it already. */
export interface ExportChoice {
  format?: Format;
  /** Of a PNG: all lanes, instead of those in sight. */
  all?: boolean;
  target?: vscode.Uri;
}

/** The second argument of the command, as far as it is one. */
export function choiceOf(value: unknown): ExportChoice {
  const fields = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const format = FORMATS.find((known) => known === fields["format"]);
  const { target, all } = fields;
  return {
    ...(format ? { format } : {}),
    ...(typeof all === "boolean" ? { all } : {}),
    ...(target instanceof vscode.Uri ? { target } : {}),
  };
}

/** The trace that a view shows. */
export async function sourceOfView(view: TimelineView): Promise<ExportSource> {
  const { source, state, path: file } = view.recording;
  const shown = view.visible ? await view.snapshot() : undefined;
  const zoomed = shown && (shown.range.from > 0 || shown.range.to < shown.end);
  const seen = {
    ...(zoomed ? { range: shown.range } : {}),
    ...(shown && Array.isArray(shown.rows) ? { rows: shown.rows } : {}),
    ...(shown ? { picture: (all: boolean) => view.picture(all) } : {}),
  };
  if (file === undefined) return { name: state.title, source, ...seen };
  // Opened once more: what the view shows may be closed before all of it is written.
  const own = new FileSource(file, source.length);
  return {
    name: basename(file, TRACE_EXTENSION),
    source: own,
    file,
    ...seen,
    dispose: () => void own.close(),
  };
}

/** The trace at an address; undefined when the user picked none. @throws Error when it cannot be read */
export async function sourceOfUri(uri?: vscode.Uri): Promise<ExportSource | undefined> {
  const picked =
    uri ??
    (
      await vscode.window.showOpenDialog({
        title: vscode.l10n.t("Export a recorded trace"),
        filters: traceFilters(),
      })
    )?.[0];
  if (!picked) return undefined;
  const recording = await openRecording(picked);
  if (recording.source.length === 0) {
    const reason = recording.state.error?.message;
    recording.dispose();
    throw new Error(reason ?? vscode.l10n.t("{0} is not an Interleave trace.", basename(picked.path)));
  }
  const file = picked.scheme === "file" ? { file: picked.fsPath } : {};
  const name = basename(picked.path, TRACE_EXTENSION);
  return { name, source: recording.source, ...file, dispose: () => recording.dispose() };
}

/**
 * Asks for format and file, and writes it. Answers where to; undefined when the user changed their mind.
 * @throws Error that says why it could not be written
 */
export async function exportTrace(
  from: ExportSource,
  dist: string,
  choice: ExportChoice = {},
): Promise<vscode.Uri | undefined> {
  try {
    if (from.source.length === 0) throw new Error(vscode.l10n.t("There is nothing to export yet."));
    const { format: chosen, all = false } = choice;
    const picked = chosen ? { format: chosen, all } : await pickFormat(from);
    if (!picked) return undefined;
    const { format } = picked;
    const target = choice.target ?? (await pickTarget(from, format));
    if (!target) return undefined;
    if (target.scheme !== "file") throw new Error(vscode.l10n.t("Traces can only be exported to files."));
    if (from.file !== undefined && (await sameFile(from.file, target.fsPath)))
      throw new Error(vscode.l10n.t("That is the trace itself: choose another file."));
    if (format === "png") {
      const left = await writePicture(from, picked.all ?? false, target.fsPath);
      tellDone(target, left);
      return target;
    }
    const done = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t("Exporting {0}", from.name),
        cancellable: true,
      },
      (progress, cancel) => write(from, format, target.fsPath, dist, progress, cancel),
    );
    if (!done) return undefined;
    tellDone(target);
    return target;
  } finally {
    from.dispose?.();
  }
}

/** Puts a picture of what a view shows into the clipboard; where that fails, `save` is offered. */
export async function copyPicture(
  view: TimelineView,
  save: (choice: ExportChoice) => Promise<void>,
): Promise<void> {
  try {
    await view.copyPicture();
    vscode.window.setStatusBarMessage(vscode.l10n.t("$(check) The picture is in the clipboard."), COPIED_MS);
  } catch (error) {
    const instead = vscode.l10n.t("Save It Instead");
    const reason = error instanceof Error ? error.message : String(error);
    if ((await vscode.window.showWarningMessage(reason, instead)) === instead) await save({ format: "png" });
  }
}

/** Answers for how many lanes there was no room. */
async function writePicture({ picture }: ExportSource, all: boolean, target: string): Promise<number> {
  if (!picture) throw new Error(vscode.l10n.t("There is a picture only of a timeline that is in sight."));
  const { png, left } = await picture(all);
  try {
    await writeFile(target, png);
    return left;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t("{0} cannot be written: {1}", target, reason));
  }
}

async function pickFormat({ picture }: ExportSource): Promise<{ format: Format; all?: boolean } | undefined> {
  const items: (vscode.QuickPickItem & { format: Format; all?: boolean })[] = [
    {
      format: "html",
      label: vscode.l10n.t("Web page"),
      detail: vscode.l10n.t("The timeline as one page that works by itself, without a network"),
    },
    {
      format: "svg",
      label: vscode.l10n.t("Picture (SVG)"),
      detail: vscode.l10n.t("What the timeline shows, for slides"),
    },
    ...(picture
      ? [
          {
            format: "png" as const,
            label: vscode.l10n.t("Picture (PNG)"),
            detail: vscode.l10n.t("The lanes in sight, as they look now"),
          },
          {
            format: "png" as const,
            all: true,
            label: vscode.l10n.t("Picture of all lanes (PNG)"),
            detail: vscode.l10n.t("Also those that one would have to scroll to"),
          },
        ]
      : []),
    {
      format: "perfetto",
      label: vscode.l10n.t("Chrome trace (JSON)"),
      detail: vscode.l10n.t("For Perfetto and speedscope"),
    },
    { format: "csv", label: vscode.l10n.t("Table (CSV)"), detail: vscode.l10n.t("One event per line") },
    { format: "json", label: vscode.l10n.t("JSON lines"), detail: vscode.l10n.t("One event per line") },
  ];
  return vscode.window.showQuickPick(items, { title: vscode.l10n.t("Export the trace as") });
}

function pickTarget({ name, file }: ExportSource, format: Format): Thenable<vscode.Uri | undefined> {
  const extension = EXTENSIONS[format];
  const folder = file
    ? vscode.Uri.joinPath(vscode.Uri.file(file), "..")
    : vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    ...(folder
      ? { defaultUri: vscode.Uri.joinPath(folder, `${name.replace(/[^\p{L}\p{N}._-]+/gu, "_")}${extension}`) }
      : {}),
    filters: { [extension.slice(1).toUpperCase()]: [extension.slice(1)] },
  });
}

/** False when the user stopped it; what was written by then is gone. */
async function write(
  from: ExportSource,
  format: ExportFormat,
  target: string,
  dist: string,
  progress: vscode.Progress<{ increment: number }>,
  cancel: vscode.CancellationToken,
): Promise<boolean> {
  // Not before somebody exports something.
  const { TraceExport } = await import("../trace/export/export-trace.ts");
  const { source } = from;
  // What is recorded at this moment; a run may go on meanwhile.
  const { length } = source;
  const all = length * TraceExport.passes(format);
  let shown = 0;
  const trace = new TraceExport(async function* () {
    for (let at = 0; at < length; ) {
      const bytes = await source.read(at);
      if (bytes.length === 0) return;
      yield bytes.length > length - at ? bytes.subarray(0, length - at) : bytes;
      at += bytes.length;
    }
  });
  const portions = async function* () {
    for await (const text of trace.text(format, await optionsFor(format, from, dist))) {
      if (cancel.isCancellationRequested) throw new vscode.CancellationError();
      yield text;
      const part = Math.floor((trace.read / all) * 100);
      if (part > shown) progress.report({ increment: part - shown });
      shown = part;
    }
  };
  const file = createWriteStream(target);
  try {
    await pipeline(portions, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== "open") await rm(target, { force: true });
    if (error instanceof vscode.CancellationError) return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t("{0} cannot be written: {1}", target, reason));
  }
}

async function optionsFor(
  format: ExportFormat,
  { name: title, range, rows, file }: ExportSource,
  dist: string,
): Promise<ExportOptions> {
  const { kind } = vscode.window.activeColorTheme;
  const light = kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight;
  const theme = light ? "light" : "dark";
  // Pictures are for paper and slides.
  const part = range ? { from: range.from * 1000, to: range.to * 1000 } : {};
  if (format !== "html") return { svg: { theme: "light", ...part, ...(rows ? { rows } : {}) } };
  const notes = file === undefined ? undefined : await notesText(file);
  const read = (name: string) => readFile(join(dist, "webview", name), "utf8");
  const [script, style] = await Promise.all([read("main.js"), read("style.css")]);
  return {
    html: {
      script,
      style,
      title,
      theme,
      nonce: randomBytes(16).toString("hex"),
      ...(notes ? { notes } : {}),
      ...(vscode.l10n.bundle
        ? { words: { language: vscode.env.language, bundle: vscode.l10n.bundle as Record<string, string> } }
        : {}),
    },
    note: (fault) => faultMessage(fault, title),
  };
}

/** What is in the file of notes beside a trace: the page looks at it itself. */
const notesText = (trace: string): Promise<string | undefined> =>
  readFile(trace + NOTES_SUFFIX, "utf8").catch(() => undefined);

/** Whether two paths lead to one file, by whatever links. */
async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

/** `left`: of a picture, for how many lanes there was no room. */
function tellDone(target: vscode.Uri, left = 0): void {
  const open = vscode.l10n.t("Open");
  const done = vscode.l10n.t("Exported to {0}.", basename(target.fsPath));
  const rest = vscode.l10n.t("A picture cannot be any taller: there was no room for {0} lanes.", left);
  void vscode.window.showInformationMessage(left > 0 ? `${done} ${rest}` : done, open).then((picked) => {
    if (picked !== open) return;
    // Pages and pictures are for a browser; the rest is text.
    if (/\.(html|svg|png)$/.test(target.path)) void vscode.env.openExternal(target);
    else void vscode.commands.executeCommand("vscode.open", target);
  });
}
