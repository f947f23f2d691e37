/** The figures of the last run of each program, at the lines that they belong to. */
import * as vscode from "vscode";
import type { LineReport } from "../analysis/statistics/line-usage.ts";
import { durationText } from "../analysis/words.ts";
import { type EditLog, unsavedFiles } from "./edit-log.ts";
import { SETTINGS } from "./ids.ts";
import type { Mark } from "./line-edits.ts";
import type { LineFigures } from "./line-figures.ts";
import { summaryOf } from "./line-summary.ts";
import { setting } from "./settings.ts";
import { FileSource } from "./trace-source.ts";

/** A longer trace (bytes) is not gone through for this. */
const LIMIT_BYTES = 128 << 20;

/** Programs whose figures are shown; those that were run longest ago make room. */
const MOST_PROGRAMS = 20;

/** A run whose figures are still to come. */
export interface Measuring {
  /** It has ended, and this is its trace. @throws Error when that cannot be read */
  end(trace: string): Promise<void>;
  /** There was none. */
  cancel(): void;
}

interface Measured {
  mark: Mark;
  unsaved: ReadonlySet<string>;
  /** Empty until the run is over. */
  figures: LineFigures;
}

export class FigureHints implements vscode.InlayHintsProvider, vscode.HoverProvider, vscode.Disposable {
  readonly #edits: EditLog;
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable[];
  /** By program. */
  readonly #runs = new Map<string, Measured>();

  readonly onDidChangeInlayHints = this.#onDidChange.event;

  constructor(edits: EditLog) {
    this.#edits = edits;
    this.#listeners = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.inlayHints.id)) this.#onDidChange.fire();
      }),
      edits.onDidEdit((file) => {
        for (const { figures } of this.#runs.values())
          if (figures.has(file)) {
            this.#onDidChange.fire();
            return;
          }
      }),
    ];
  }

  /** A program begins to run: what was measured before holds no longer. */
  begin(program: string): Measuring {
    const run: Measured = { mark: this.#edits.mark(), unsaved: unsavedFiles(), figures: new Map() };
    this.#forget(program);
    this.#runs.set(program, run);
    for (const oldest of [...this.#runs.keys()].slice(0, -MOST_PROGRAMS)) this.#forget(oldest);
    this.#onDidChange.fire();
    const cancel = () => {
      if (this.#runs.get(program) === run) this.#forget(program);
    };
    const end = async (trace: string) => {
      run.figures = await figuresIn(trace);
      if (run.figures.size === 0) cancel();
      else if (this.#runs.get(program) === run) this.#onDidChange.fire();
    };
    return {
      cancel,
      end: (trace) =>
        end(trace).catch((error: unknown) => {
          cancel();
          throw error;
        }),
    };
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!setting("inlayHints", document.uri)) return [];
    const hints: vscode.InlayHint[] = [];
    for (const { line, reports, stale } of this.#linesOf(document)) {
      const label = line < document.lineCount && labelOf(reports, stale);
      if (!label || line < range.start.line || line > range.end.line) continue;
      const hint = new vscode.InlayHint(document.lineAt(line).range.end, label);
      hint.paddingLeft = true;
      hint.tooltip = tableOf(reports, stale);
      hints.push(hint);
    }
    return hints;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const found = [...this.#linesOf(document)].find(({ line }) => line === position.line);
    return found && new vscode.Hover(tableOf(found.reports, found.stale));
  }

  dispose(): void {
    for (const program of [...this.#runs.keys()]) this.#forget(program);
    for (const listener of this.#listeners) listener.dispose();
    this.#onDidChange.dispose();
  }

  /** Its edits need not be followed any more. */
  #forget(program: string): void {
    const run = this.#runs.get(program);
    if (run) this.#edits.end(run.mark);
    this.#runs.delete(program);
  }

  /** Lines of a document that were not edited since, with what was measured there. */
  *#linesOf({ uri }: vscode.TextDocument) {
    const file = uri.fsPath;
    for (const { mark, unsaved, figures } of this.#runs.values()) {
      const lines = figures.get(file);
      if (!lines || unsaved.has(file)) continue;
      const stale = this.#edits.edited(file, mark);
      for (const [recorded, reports] of lines) {
        const line = this.#edits.locate(file, recorded, mark);
        if (line !== undefined) yield { line, reports, stale };
      }
    }
  }
}

/** By file, as VS Code spells the paths of its documents: on Windows with a small drive letter. */
async function figuresIn(trace: string): Promise<LineFigures> {
  const source = await FileSource.of(trace);
  if (source.length > LIMIT_BYTES) return new Map();
  // Not before something was run.
  const { figuresOf } = await import("./line-figures.ts");
  const figures = await figuresOf(source).finally(() => source.close());
  return new Map([...figures].map(([file, lines]) => [vscode.Uri.file(file).fsPath, lines]));
}

function labelOf(reports: readonly LineReport[], stale: boolean): string {
  const summary = summaryOf(reports);
  if (!summary) return "";
  const { wait, hold, waited, asked } = summary;
  const parts: string[] = [];
  if (wait !== undefined)
    parts.push(vscode.l10n.t("waited {0} ({1} of {2})", durationText(wait), waited, Math.max(asked, waited)));
  if (hold !== undefined) parts.push(vscode.l10n.t("held {0}", durationText(hold)));
  if (stale) parts.push(vscode.l10n.t("before the last edit"));
  return parts.join(" · ");
}

/** All figures of a line. Names are the program's: text, never markup. */
function tableOf(reports: readonly LineReport[], stale: boolean): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${vscode.l10n.t("In the last run")}**`);
  if (stale) text.appendText(vscode.l10n.t(" ({0})", vscode.l10n.t("before the last edit")));
  text.appendMarkdown("\n\n");
  for (const { verb, name, asked, waited, wait, hold } of reports) {
    const parts = [vscode.l10n.t("{0}×", asked)];
    if (waited > 0)
      parts.push(
        vscode.l10n.t(
          "waited {0}×: {1} in all, {2} on average, {3} at most",
          ...[waited, durationText(wait.total), durationText(wait.mean), durationText(wait.longest)],
        ),
      );
    if (hold.count > 0)
      parts.push(
        vscode.l10n.t(
          "held {0}×: {1} in all, {2} at most",
          ...[hold.count, durationText(hold.total), durationText(hold.longest)],
        ),
      );
    text.appendMarkdown("- ");
    if (name) text.appendText(name).appendMarkdown(vscode.l10n.t(": "));
    text.appendMarkdown(`${verb} ${parts.join(vscode.l10n.t("; "))}\n`);
  }
  return text;
}
