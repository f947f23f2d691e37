/** Runs programs, one at a time: a second run stops the first. */
import { extname } from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../launch/run.ts";
import type { Hint } from "../protocol/hints.ts";
import type { DeadlockNotice } from "./deadlock-notice.ts";
import type { FigureHints } from "./figure-hints.ts";
import { PROGRAM_EXTENSIONS, RUNNING_CONTEXT } from "./ids.ts";
import type { OutputPty } from "./output-pty.ts";
import { OutputTerminal } from "./output-terminal.ts";
import type { Problems } from "./problems.ts";
import type { ProgramOptions, ProgramRun } from "./program-run.ts";
import type { Recording } from "./recording.ts";
import { RefusedError } from "./run-errors.ts";
import { setting } from "./settings.ts";
import type { Status } from "./status.ts";
import type { TimelinePanel } from "./timeline-panel.ts";
import { programTitle } from "./trace-name.ts";

/** A save that somebody else has begun is waited for so long. */
const SAVE_LIMIT_MS = 5000;

/** Where the last run's trace lies, for a window that is loaded anew. */
export const LAST_RUN_KEY = "interleave.lastRun";
export interface LastRun {
  trace: string;
  title: string;
  file: string;
}

/** What a debugger, a launch configuration or a task adds to a run. */
export interface RunOptions extends ProgramOptions {
  /** Where to show what the program writes; absent: in a terminal of its own. */
  output?: OutputPty;
  /** It has ended, with the exit status if it ever began. */
  onEnd?(exitStatus: number | undefined): void;
}

export interface RunHandle {
  /** Of the main process. */
  readonly pid: number;
  /** How the run ended. */
  ended: Promise<RunSummary>;
  /** Ends every process of the program; resolves when all are gone. */
  stop(): Promise<void>;
  /** Says that a debugger has stopped a process, or lets it go on. */
  paused(pid: number, paused: boolean): void;
}

export class Runner implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #panel: TimelinePanel;
  readonly #status: Status;
  readonly #log: vscode.LogOutputChannel;
  readonly #problems: Problems;
  readonly #figures: FigureHints;
  #current: ProgramRun | undefined;
  #last: vscode.Uri | undefined;
  #terminal: { for: string; terminal: OutputTerminal } | undefined;
  /** One start after another: two quick ones must not both find nothing running. */
  #starts: Promise<unknown> = Promise.resolve();

  constructor(
    context: vscode.ExtensionContext,
    panel: TimelinePanel,
    status: Status,
    log: vscode.LogOutputChannel,
    problems: Problems,
    figures: FigureHints,
  ) {
    this.#context = context;
    this.#panel = panel;
    this.#status = status;
    this.#log = log;
    this.#problems = problems;
    this.#figures = figures;
  }

  readonly #onDidChangeRunning = new vscode.EventEmitter<void>();
  /** Another program runs, or none any more. */
  readonly onDidChangeRunning = this.#onDidChangeRunning.event;

  readonly #onDidSettle = new vscode.EventEmitter<ProgramRun>();
  /** A run is over, or it is certain that some of it can never go on. */
  readonly onDidSettle = this.#onDidSettle.event;

  /** The run that is on; undefined when none is. */
  get current(): ProgramRun | undefined {
    return this.#current;
  }

  /** What the running program has recorded so far; undefined when none runs. */
  get running(): Recording | undefined {
    return this.#current?.recording;
  }

  /** The program that was run last. */
  get last(): vscode.Uri | undefined {
    return this.#last;
  }

  /**
   * Runs a program with the timeline beside it; what runs already is stopped first.
   * @throws RefusedError when this file must not or cannot be run
   * @throws StartError when it could not be started; the timeline shows why
   */
  run(file: vscode.Uri, options: RunOptions = {}): Promise<RunHandle> {
    const started = this.#starts.then(() => this.#start(file, options));
    this.#starts = started.catch(() => undefined);
    return started;
  }

  async stop(): Promise<void> {
    await this.#current?.stop();
  }

  showOutput(): void {
    this.#terminal?.terminal.show();
  }

  /** Stops what runs; resolves when all of it is gone. */
  async close(): Promise<void> {
    await this.stop();
    this.dispose();
  }

  dispose(): void {
    void this.stop();
    this.#terminal?.terminal.dispose();
    this.#terminal = undefined;
    this.#onDidChangeRunning.dispose();
    this.#onDidSettle.dispose();
  }

  async #start(file: vscode.Uri, options: RunOptions): Promise<RunHandle> {
    await this.#check(file);
    await this.stop();
    // Not before somebody runs something; the words of all hints are among it.
    const [{ ProgramRun }, { DeadlockNotice }] = await Promise.all([
      import("./program-run.ts"),
      import("./deadlock-notice.ts"),
    ]);
    const title = programTitle(file.fsPath);
    const terminal = options.output ? undefined : this.#terminalFor(file, title);
    const stopOnDeadlock = options.stopOnDeadlock ?? setting("onDeadlock", file) === "stop";
    const notice = new DeadlockNotice({
      show: () => {
        this.#panel.reveal();
        this.#panel.view?.showHint();
      },
      ...(stopOnDeadlock ? {} : { stop: () => void run.stop() }),
    });
    let hints = 0;
    const run: ProgramRun = await ProgramRun.prepare(
      this.#context,
      file,
      options.output ?? terminal!.pty,
      {
        hint: (hint) => {
          problems.add(hint, hints++);
          this.#hint(hint, title, notice);
          if (hint.kind === "deadlock") this.#onDidSettle.fire(run);
        },
        log: (message) => this.#log.info(message),
      },
      { ...options, stopOnDeadlock },
    );
    const problems = this.#problems.begin({ trace: vscode.Uri.file(run.trace), program: file.fsPath });
    const measured = this.#figures.begin(file.fsPath);
    this.#current = run;
    this.#last = file;
    this.#panel.recording = run.recording;
    this.#onDidChangeRunning.fire();
    this.#panel.reveal();
    terminal?.show();
    this.#status.show(vscode.l10n.t("{0}: running", title));
    await vscode.commands.executeCommand("setContext", RUNNING_CONTEXT, true);
    void run.ended.then(
      (summary) => {
        this.#ended(run, summary);
        measured.end(run.trace).catch((error: unknown) => this.#log.warn(String(error)));
        options.onEnd?.(summary.exitStatus);
      },
      () => {
        this.#ended(run, undefined);
        measured.cancel();
        options.onEnd?.(undefined);
      },
    );
    await run.start();
    const last: LastRun = { trace: run.trace, title, file: file.fsPath };
    await this.#context.workspaceState.update(LAST_RUN_KEY, last);
    return {
      pid: run.pid,
      ended: run.ended,
      stop: () => run.stop(),
      paused: (pid, paused) => run.paused(pid, paused),
    };
  }

  async #check(file: vscode.Uri): Promise<void> {
    if (!vscode.workspace.isTrusted)
      throw new RefusedError(
        vscode.l10n.t("This workspace is not trusted, so Interleave runs no program of it."),
        true,
      );
    if (file.scheme !== "file")
      throw new RefusedError(vscode.l10n.t("Save the program to a file first: only files can be run."));
    if (!(PROGRAM_EXTENSIONS as readonly string[]).includes(extname(file.fsPath)))
      throw new RefusedError(
        vscode.l10n.t("{0} is neither a TypeScript nor a JavaScript file.", programTitle(file.fsPath)),
      );
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
    if (document && !(await saved(document)))
      throw new RefusedError(vscode.l10n.t("{0} could not be saved.", programTitle(file.fsPath)));
    const found = await vscode.workspace.fs.stat(file).then(
      (found) => found,
      () => undefined,
    );
    if (!found || !(found.type & vscode.FileType.File))
      throw new RefusedError(vscode.l10n.t("There is no file {0}.", file.fsPath));
  }

  #terminalFor(file: vscode.Uri, title: string): OutputTerminal {
    const key = file.toString();
    if (this.#terminal?.for === key) {
      this.#terminal.terminal.pty.clear();
      return this.#terminal.terminal;
    }
    this.#terminal?.terminal.dispose();
    const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.joinPath(file, "..");
    const terminal = new OutputTerminal(title, folder.fsPath);
    this.#terminal = { for: key, terminal };
    terminal.pty.onDidInterrupt(() => this.stop());
    terminal.pty.onDidDismiss(() => {
      if (this.#terminal?.terminal === terminal) this.#terminal = undefined;
      void this.stop();
    });
    return terminal;
  }

  #hint(hint: Hint, title: string, notice: DeadlockNotice): void {
    this.#log.info(`${hint.kind} (${hint.certainty}): ${hint.message}`);
    if (hint.kind !== "deadlock") return;
    this.#status.show(vscode.l10n.t("{0}: deadlock", title));
    notice.tell(hint);
  }

  #ended(run: ProgramRun, summary: RunSummary | undefined): void {
    if (this.#current !== run) return;
    this.#current = undefined;
    this.#onDidChangeRunning.fire();
    this.#onDidSettle.fire(run);
    void vscode.commands.executeCommand("setContext", RUNNING_CONTEXT, false);
    if (!summary) this.#status.hide();
    else if (summary.reason === "exited")
      this.#status.show(vscode.l10n.t("{0}: ended, exit {1}", run.title, summary.exitStatus));
    else this.#status.show(vscode.l10n.t("{0}: stopped", run.title));
  }
}

/** Saves a document; answers whether its file is up to date. */
async function saved(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const listener = vscode.workspace.onDidSaveTextDocument((other) => {
    if (other === document) resolve(true);
  });
  let limit: NodeJS.Timeout | undefined;
  try {
    if (await document.save()) return true;
    // False also when auto-save has just been quicker; then we hear of that one, or have heard already.
    limit = setTimeout(() => resolve(!document.isDirty), SAVE_LIMIT_MS);
    return await promise;
  } finally {
    clearTimeout(limit);
    listener.dispose();
  }
}
