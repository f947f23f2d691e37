/**
 * Hints in the list of problems, at the lines that they are about. A line that was edited since is not pointed at any
 * more, nor is any other of the same hint: what was found may no longer be true.
 */
import { dirname, isAbsolute, normalize } from "node:path";
import * as vscode from "vscode";
import type { Hint } from "../protocol/hints.ts";
import { type EditLog, unsavedFiles } from "./edit-log.ts";
import { hintDiagnostics, type PlacedHint } from "./hint-diagnostics.ts";
import { nameAt, placesOf } from "./hint-places.ts";
import type { Mark } from "./line-edits.ts";

/** Hints of one recording that are listed; a run with more has one cause. */
const LIMIT = 100;

/** What a hint comes from. */
export interface HintOrigin {
  /** The recorded file: identifies the run, and is where hints are listed that have no line. */
  trace: vscode.Uri;
  /** The program: when it is run again, this one's hints go. */
  program: string;
  /** Epoch milliseconds at which a recorded run began; absent while it runs in this window. */
  recordedAt?: number;
}

interface Source {
  origin: HintOrigin;
  mark: Mark;
  /** Files whose text was not the one that ran. */
  unsaved: ReadonlySet<string>;
  hints: PlacedHint[];
}

export interface ListedHint {
  diagnostic: vscode.Diagnostic;
  hint: PlacedHint;
}
/** By file. */
type Listed = Map<string, ListedHint[]>;

export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("interleave");
  readonly #edits: EditLog;
  readonly #sources = new Set<Source>();
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #listeners: vscode.Disposable[];
  /** What is in the list now, by file. */
  #listed: Listed = new Map();
  readonly #onDidChange = new vscode.EventEmitter<void>();

  /** Other problems are listed than before. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(edits: EditLog) {
    this.#edits = edits;
    this.#listeners = [
      edits.onDidEdit((file) => {
        if (this.#watches(file)) this.#follow(file);
      }),
      // What was typed and not saved is gone with the document.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#recheck(uri.fsPath)),
    ];
  }

  /** Takes hints of a recording from now on. A program that is run again begins without those of earlier runs. */
  begin(origin: HintOrigin): HintList {
    if (origin.recordedAt === undefined)
      for (const source of this.#sources) if (source.origin.program === origin.program) this.#end(source);
    const source: Source = {
      origin,
      mark: this.#edits.mark(),
      unsaved: unsavedFiles(),
      hints: [],
    };
    this.#sources.add(source);
    return { add: (hint, index) => this.#add(source, hint, index), dispose: () => this.#end(source) };
  }

  /** The hints that are listed for a range of a file. */
  at(uri: vscode.Uri, range: vscode.Range): ListedHint[] {
    const listed = this.#listed.get(uri.toString()) ?? [];
    return listed.filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
  }

  dispose(): void {
    this.#sources.clear();
    for (const listener of [...this.#listeners, ...this.#watchers.values()]) listener.dispose();
    this.#collection.dispose();
    this.#onDidChange.dispose();
  }

  async #add(source: Source, hint: Hint, index: number): Promise<void> {
    if (source.hints.length >= LIMIT) return;
    const { trace } = source.origin;
    const placed: PlacedHint = { hint, index, trace, marked: [], related: [], stale: false };
    source.hints.push(placed);
    const { marked, related } = placesOf(hint);
    const sites = async (places: typeof marked) =>
      (await Promise.all(places.map((place) => this.#site(source, place)))).filter(
        (site) => site !== undefined,
      );
    placed.marked = await sites(marked);
    placed.related = await sites(related);
    if (!this.#sources.has(source)) return;
    // Half of a story is misleading: then it is told without lines.
    if (placed.marked.length < marked.length) placed.marked = placed.related = [];
    for (const { file } of [...placed.marked, ...placed.related]) this.#watch(file);
    this.#publish();
  }

  /** A place with the text of its line; undefined when that line is not known to be the one that ran. */
  async #site(source: Source, place: ReturnType<typeof placesOf>["marked"][number]) {
    const named = normalize(place.file);
    // A share of another machine would be asked with the user's credentials: not because a trace says so.
    if (!isAbsolute(named) || /^[\\/]{2}/.test(named)) return undefined;
    // As VS Code spells the paths of its documents: on Windows with a small drive letter.
    const file = vscode.Uri.file(named).fsPath;
    if (source.unsaved.has(file)) return undefined;
    const { recordedAt } = source.origin;
    if (recordedAt !== undefined) {
      const found = await vscode.workspace.fs.stat(vscode.Uri.file(file)).then(undefined, () => undefined);
      if (!found || found.mtime > recordedAt) return undefined;
    }
    const lines = await linesOf(file);
    const line = this.#edits.locate(file, place.line - 1, source.mark);
    const text = line === undefined ? undefined : lines?.[line];
    if (line === undefined || text === undefined || !nameAt(text, place.column - 1)) return undefined;
    return { ...place, file, line: place.line - 1, column: place.column - 1, text, now: line };
  }

  #end(source: Source): void {
    if (!this.#sources.delete(source)) return;
    this.#edits.end(source.mark);
    this.#publish();
  }

  /** Moves what points at a file, and takes away what pointed at lines that were edited. */
  #follow(file: string): void {
    for (const source of this.#sources)
      for (const placed of source.hints)
        for (const site of [...placed.marked, ...placed.related]) {
          if (site.file !== file) continue;
          const line = this.#edits.locate(file, site.line, source.mark);
          if (line === undefined) placed.stale = true;
          else site.now = line;
        }
    this.#publish();
  }

  #watches(file: string): boolean {
    return this.#watchers.has(dirname(file));
  }

  /** Files change behind the editor's back, too. */
  #watch(file: string): void {
    const folder = dirname(file);
    if (this.#watchers.has(folder)) return;
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), "*"),
    );
    const look = (uri: vscode.Uri) => void this.#recheck(uri.fsPath);
    watcher.onDidChange(look);
    watcher.onDidDelete(look);
    this.#watchers.set(folder, watcher);
  }

  /** Compares the lines with what stands in the file, unless an editor tells of its changes. */
  async #recheck(file: string): Promise<void> {
    if (!this.#watches(file) || isOpen(file)) return;
    const lines = await linesOf(file);
    let changed = false;
    for (const { hints } of this.#sources)
      for (const placed of hints)
        for (const site of [...placed.marked, ...placed.related])
          if (site.file === file && !placed.stale && lines?.[site.now] !== site.text)
            changed = placed.stale = true;
    if (changed) this.#publish();
  }

  #publish(): void {
    const listed: Listed = new Map();
    const uris = new Map<string, vscode.Uri>();
    const seen = new Set<string>();
    for (const { hints } of this.#sources)
      for (const hint of hints)
        for (const [uri, diagnostic] of hintDiagnostics(hint)) {
          const name = uri.toString();
          // The trace of a run may be open beside the run itself.
          const key = JSON.stringify([name, diagnostic.range, diagnostic.message]);
          if (seen.has(key)) continue;
          seen.add(key);
          uris.set(name, uri);
          listed.set(name, [...(listed.get(name) ?? []), { diagnostic, hint }]);
        }
    this.#collection.clear();
    for (const [name, entries] of listed)
      this.#collection.set(
        uris.get(name)!,
        entries.map(({ diagnostic }) => diagnostic),
      );
    this.#listed = listed;
    this.#onDidChange.fire();
  }
}

/** The hints of one recording. */
export interface HintList extends vscode.Disposable {
  /** `index`: its place among the hints of the trace, from 0. */
  add(hint: Hint, index: number): Promise<void>;
}

const isOpen = (file: string): boolean =>
  vscode.workspace.textDocuments.some(
    ({ uri, isClosed }) => !isClosed && uri.scheme === "file" && uri.fsPath === file,
  );

/** The lines of a file, as the editor has them if it is open; undefined when it cannot be read. */
async function linesOf(file: string): Promise<string[] | undefined> {
  const uri = vscode.Uri.file(file);
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (document) return document.getText().split(/\r\n|\r|\n/);
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri))
      .toString("utf8")
      .split(/\r\n|\r|\n/);
  } catch {
    return undefined;
  }
}
