/** What a timeline shows: the bytes of one trace, live or finished, and how the run stands. */
import * as vscode from "vscode";
import type { Hint } from "../protocol/hints.ts";
import type { ErrorAction, RunState } from "../protocol/view.ts";
import type { TraceScan } from "./trace-scan.ts";
import { MemorySource, type TraceSource } from "./trace-source.ts";

let lastId = 0;

export interface RecordedFacts {
  /** Each in the place that it has in a model of the run. */
  hints: readonly Hint[];
  /** Source files that it names, as it spells them. */
  files: ReadonlySet<string>;
  /** Epoch milliseconds. */
  startedAt: number;
}

export class Recording implements vscode.Disposable {
  readonly #onDidGrow = new vscode.EventEmitter<void>();
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #attached: vscode.Disposable[] = [];
  /** Of a trace that is being recorded. */
  #scan: TraceScan | undefined;
  #state: RunState;

  /** There is more to read from the source. */
  readonly onDidGrow = this.#onDidGrow.event;
  /** The state is another one. */
  readonly onDidChange = this.#onDidChange.event;
  readonly source: TraceSource;
  /** What a finished trace says by itself; absent while it is being recorded. */
  readonly recorded: RecordedFacts | undefined;

  constructor(source: TraceSource, state: Omit<RunState, "id">, recorded?: RecordedFacts) {
    this.source = source;
    this.recorded = recorded;
    this.#state = { ...state, id: ++lastId };
  }

  /** What is shown while nothing has run. */
  static empty(file: string): Recording {
    return new Recording(new MemorySource(new Uint8Array(0)), {
      title: vscode.l10n.t("Timeline"),
      file,
      phase: "empty",
      exitStatus: null,
    });
  }

  /** The file of the trace; undefined when it is in no file of this machine. */
  get path(): string | undefined {
    return this.source.path;
  }

  get state(): RunState {
    return this.#state;
  }

  get live(): boolean {
    return this.#state.phase === "starting" || this.#state.phase === "running";
  }

  change(change: Partial<Omit<RunState, "id">>): void {
    this.#state = { ...this.#state, ...change };
    this.#onDidChange.fire();
  }

  /** Ends in an error of ours, not the program's: one sentence, and what the user can do about it. */
  fail(message: string, action?: ErrorAction): void {
    this.change({ phase: "ended", error: action ? { message, action } : { message } });
  }

  grew(): void {
    this.#onDidGrow.fire();
  }

  /** Whether the trace names `file` as a source of the program. */
  async names(file: string): Promise<boolean> {
    if (file === this.#state.file) return true;
    if (this.recorded) return this.recorded.files.has(file);
    const { TraceScan } = await import("./trace-scan.ts");
    this.#scan ??= new TraceScan(this.source);
    await this.#scan.advance();
    return this.#scan.files().has(file);
  }

  /** Is disposed of with the recording. */
  attach(disposable: vscode.Disposable): void {
    this.#attached.push(disposable);
  }

  dispose(): void {
    this.#onDidGrow.dispose();
    this.#onDidChange.dispose();
    for (const disposable of this.#attached.splice(0)) disposable.dispose();
    void this.source.close().catch(() => undefined);
  }
}
