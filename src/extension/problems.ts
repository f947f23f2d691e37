/**
 * Hints in the list of problems, at the lines that they are about. A line that was edited since is not pointed at any
 * more, nor is any other of the same hint: what was found may no longer be true.
 */
import { dirname, isAbsolute, normalize } from "node:path";
import * as vscode from "vscode";
import type { Hint } from "../protocol/hints.ts";
import { type EditLog, unsavedFiles } from "./edit-log.ts";
import type { PlacedHint, PlacedSite } from "./hint-diagnostics.ts";
import { nameAt, placesOf } from "./hint-places.ts";
import type { Mark } from "./line-edits.ts";

/** Hints of one recording that are listed; a run with more has one cause. */
const LIMIT = 100;
/** A longer file (bytes) is no source that somebody has written. */
const LONGEST_BYTES = 16 << 20;

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
  /** Those of them whose lines are still being looked for. */
  placing: Set<PlacedHint>;
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
  /** Files that are being read, so that hints that come together read each of them once. */
  readonly #reading = new Map<string, Promise<string[] | undefined>>();
  #turn: NodeJS.Immediate | undefined;
  #disposed = false;
  readonly #onDidChange = new vscode.EventEmitter<void>();

  /** Other problems are listed than before. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(edits: EditLog) {
    this.#edits = edits;
    this.#listeners = [
      edits.onDidEdit((file) => this.#follow(file)),
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
      placing: new Set(),
    };
    this.#sources.add(source);
    return { add: (hint, index) => void this.#add(source, hint, index), dispose: () => this.#end(source) };
  }

  /** The hints that are listed for a range of a file. */
  at(uri: vscode.Uri, range: vscode.Range): ListedHint[] {
    const listed = this.#listed.get(uri.toString()) ?? [];
    return listed.filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
  }

  dispose(): void {
    this.#disposed = true;
    clearImmediate(this.#turn);
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
    source.placing.add(placed);
    try {
      const { marked, related } = placesOf(hint);
      const sites = await Promise.all([...marked, ...related].map((place) => this.#site(source, place)));
      // Half of a story is misleading: then it is told without lines.
      if (!sites.slice(0, marked.length).includes(undefined)) {
        placed.marked = sites.slice(0, marked.length).filter((site) => site !== undefined);
        placed.related = sites.slice(marked.length).filter((site) => site !== undefined);
      }
      // What was typed while the last of them was looked for.
      for (const site of sitesOf(placed)) this.#move(source, placed, site);
    } catch {
      // A place that cannot be looked at is one that is not known.
      placed.marked = placed.related = [];
    } finally {
      source.placing.delete(placed);
      this.#publishSoon();
    }
  }

  /** A place with the text of its line; undefined when that line is not known to be the one that ran. */
  async #site(
    source: Source,
    place: ReturnType<typeof placesOf>["marked"][number],
  ): Promise<PlacedSite | undefined> {
    if (place.line < 1 || place.column < 1) return undefined;
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
    const lines = await this.#lines(file);
    const line = this.#edits.locate(file, place.line - 1, source.mark);
    const text = line === undefined ? undefined : lines?.[line];
    if (line === undefined || text === undefined || !nameAt(text, place.column - 1)) return undefined;
    return { ...place, file, line: place.line - 1, column: place.column - 1, text, now: line };
  }

  /** The lines of a file; undefined when it cannot be read. */
  #lines(file: string): Promise<string[] | undefined> {
    const reading = this.#reading.get(file) ?? linesOf(file).finally(() => void this.#reading.delete(file));
    this.#reading.set(file, reading);
    return reading;
  }

  #end(source: Source): void {
    if (!this.#sources.delete(source)) return;
    this.#edits.end(source.mark);
    this.#publishSoon();
  }

  /** Moves what points at a file, and takes away what pointed at lines that were edited. */
  #follow(file: string): void {
    let changed = false;
    for (const source of this.#sources)
      for (const placed of source.hints)
        for (const site of sitesOf(placed))
          if (site.file === file && !placed.stale && this.#move(source, placed, site)) changed = true;
    if (changed) this.#publishSoon();
  }

  /** Whether a line of a hint is another one now, or not what it was. */
  #move(source: Source, placed: PlacedHint, site: PlacedSite): boolean {
    const line = this.#edits.locate(site.file, site.line, source.mark);
    if (line === site.now) return false;
    if (line === undefined) placed.stale = true;
    else site.now = line;
    return true;
  }

  #watches(file: string): boolean {
    return this.#watchers.has(dirname(file));
  }

  /** Files change behind the editor's back, too: looks at the folders of those that are pointed at. */
  #watch(): void {
    const hints = [...this.#sources].flatMap(({ hints }) => hints.filter(({ stale }) => !stale));
    const files = new Set(hints.flatMap(sitesOf).map(({ file }) => file));
    const folders = new Set([...files].map((file) => dirname(file)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.dispose();
      this.#watchers.delete(folder);
    }
    const look = (uri: vscode.Uri) => void this.#recheck(uri.fsPath);
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(folder), "*"),
      );
      watcher.onDidChange(look);
      watcher.onDidDelete(look);
      this.#watchers.set(folder, watcher);
      // What has changed between being read and being watched.
      for (const file of files) if (dirname(file) === folder) void this.#recheck(file);
    }
  }

  /** Compares the lines with what stands in the file, unless an editor tells of its changes. */
  async #recheck(file: string): Promise<void> {
    if (!this.#watches(file) || isOpen(file)) return;
    // A reading that has begun already may not see the change.
    const lines = await linesOf(file);
    let changed = false;
    for (const { hints } of this.#sources)
      for (const placed of hints)
        for (const site of sitesOf(placed))
          if (site.file === file && !placed.stale && lines?.[site.now] !== site.text)
            changed = placed.stale = true;
    if (changed) this.#publishSoon();
  }

  /** Once for all that happens in a turn: hints of a trace come by the hundred. */
  #publishSoon(): void {
    if (this.#disposed) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      // What cannot be loaded can tell nobody; the timeline shows the same hints.
      this.#publish().catch(() => undefined);
    });
  }

  async #publish(): Promise<void> {
    // Not before there is a hint: the words of all of them come with it.
    const { hintDiagnostics } = await import("./hint-diagnostics.ts");
    if (this.#disposed) return;
    this.#watch();
    const listed: Listed = new Map();
    const uris = new Map<string, vscode.Uri>();
    const seen = new Set<string>();
    for (const { hints, placing } of this.#sources)
      for (const hint of hints) {
        if (placing.has(hint)) continue;
        for (const [uri, diagnostic] of hintDiagnostics(hint)) {
          const name = uri.toString();
          // The trace of a run may be open beside the run itself.
          const key = JSON.stringify([name, diagnostic.range, diagnostic.message]);
          if (seen.has(key)) continue;
          seen.add(key);
          uris.set(name, uri);
          const entries = listed.get(name) ?? [];
          entries.push({ diagnostic, hint });
          listed.set(name, entries);
        }
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
  add(hint: Hint, index: number): void;
}

const sitesOf = ({ marked, related }: PlacedHint): PlacedSite[] => [...marked, ...related];

const isOpen = (file: string): boolean =>
  vscode.workspace.textDocuments.some(
    ({ uri, isClosed }) => !isClosed && uri.scheme === "file" && uri.fsPath === file,
  );

/**
 * The lines of a file, as the editor has them if it is open; undefined when it cannot be read, or is none: a trace may
 * name a device.
 */
async function linesOf(file: string): Promise<string[] | undefined> {
  const uri = vscode.Uri.file(file);
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (document) return document.getText().split(/\r\n|\r|\n/);
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (!(type & vscode.FileType.File) || size > LONGEST_BYTES) return undefined;
    return Buffer.from(await vscode.workspace.fs.readFile(uri))
      .toString("utf8")
      .split(/\r\n|\r|\n/);
  } catch {
    return undefined;
  }
}
