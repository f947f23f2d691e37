/** One run of one program, from finding Node to the last process gone. */
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import * as vscode from "vscode";
import { findNode } from "../launch/find-node.ts";
import type { Run, RunSummary } from "../launch/run.ts";
import type { Hint } from "../protocol/hints.ts";
import type { SettledRun } from "./lesson-run.ts";
import { OutputLines } from "./output-lines.ts";
import type { OutputPty } from "./output-pty.ts";
import type { OutputStream } from "./output-text.ts";
import { Recording } from "./recording.ts";
import { StartError } from "./run-errors.ts";
import { setting } from "./settings.ts";
import { newTracePath } from "./trace-folder.ts";
import { programTitle } from "./trace-name.ts";
import { FileSource } from "./trace-source.ts";

/** Most of a program's error output that is looked at for the reason why it did not load. */
const TAIL_CHARACTERS = 4096;
/** What the loader exits with when a program cannot be loaded (and `interleave run` too). */
const EXIT_NOT_LOADED = 2;

/** What differs from an ordinary run of the program. */
export interface ProgramOptions {
  args?: string[];
  /** Absolute, or relative to where the program would run otherwise. */
  cwd?: string;
  env?: Record<string, string>;
  /** Options of Node for the main process. */
  nodeArgs?: string[];
  /** Ends the run after so many milliseconds. */
  timeout?: number;
  /** Absent: as the user's setting has it. */
  stopOnDeadlock?: boolean;
  onOutput?(stream: OutputStream, bytes: Uint8Array): void;
  onProcess?(name: string, pid: number): void;
}

export interface RunEvents {
  hint(hint: Hint): void;
  log(message: string): void;
}

export class ProgramRun {
  readonly file: vscode.Uri;
  readonly title: string;
  readonly recording: Recording;
  readonly cwd: string;
  readonly #context: vscode.ExtensionContext;
  readonly #output: OutputPty;
  readonly #events: RunEvents;
  readonly #options: ProgramOptions;
  readonly #source: FileSource;
  readonly #ended = Promise.withResolvers<RunSummary>();
  #handle: Run | undefined;
  #stopping = false;
  #errorTail = "";
  readonly #lines = new OutputLines();
  readonly #hints: Hint[] = [];
  #summary: RunSummary | undefined;

  private constructor(
    context: vscode.ExtensionContext,
    file: vscode.Uri,
    source: FileSource,
    output: OutputPty,
    events: RunEvents,
    options: ProgramOptions,
  ) {
    this.#options = options;
    this.#context = context;
    this.#output = output;
    this.#events = events;
    this.#source = source;
    this.file = file;
    this.title = programTitle(file.fsPath);
    this.cwd = resolve(workingFolder(file), options.cwd ?? "");
    this.recording = new Recording(source, {
      title: this.title,
      file: file.fsPath,
      phase: "starting",
      exitStatus: null,
    });
    // Whoever wants to know of a failed start hears it from `start`.
    this.#ended.promise.catch(() => undefined);
  }

  /** Prepares a run; `start` begins it. @throws StartError when there is nowhere to record. */
  static async prepare(
    context: vscode.ExtensionContext,
    file: vscode.Uri,
    output: OutputPty,
    events: RunEvents,
    options: ProgramOptions = {},
  ): Promise<ProgramRun> {
    let trace: string;
    try {
      trace = await newTracePath(context, programTitle(file.fsPath), file);
    } catch (error) {
      throw new StartError(
        vscode.l10n.t("The folder for traces cannot be used: {0}", sentence(error)),
        false,
      );
    }
    return new ProgramRun(context, file, new FileSource(trace), output, events, options);
  }

  get trace(): string {
    return this.#source.path;
  }

  /** What it has shown so far. */
  get settled(): SettledRun {
    const seen = { trace: this.trace, output: this.#lines.lines, hints: this.#hints };
    return this.#summary ? { ...seen, summary: this.#summary } : seen;
  }

  get ended(): Promise<RunSummary> {
    return this.#ended.promise;
  }

  /** Finds Node and launches. @throws StartError when that fails; the recording shows why. */
  async start(): Promise<void> {
    try {
      const node = await this.#findNode();
      this.#handle = await this.#launch(node.path, node.env);
    } catch (error) {
      const failure = error instanceof StartError ? error : new StartError(sentence(error));
      this.#events.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      if (!this.recording.state.error)
        this.recording.fail(failure.message, { label: vscode.l10n.t("Run Again"), command: "restart" });
      // Here too: a place that it names is a link in the terminal.
      this.#output.note(failure.message);
      this.#ended.reject(failure);
      throw failure;
    }
    void this.#handle.ended.then(
      (summary) => this.#end(summary),
      (error: unknown) => {
        this.recording.fail(sentence(error), showOutput());
        this.#ended.reject(error);
      },
    );
    if (this.#stopping) await this.#handle.stop();
  }

  /** Ends every process of the program; resolves when all are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#handle?.stop();
    await this.#ended.promise.catch(() => undefined);
  }

  /** Of the main process; 0 before it was started. */
  get pid(): number {
    return this.#handle?.pid ?? 0;
  }

  paused(pid: number, paused: boolean): void {
    this.#handle?.paused(pid, paused);
  }

  async #findNode() {
    try {
      const chosen = setting("nodePath", this.file).trim();
      const path = chosen.startsWith("~/") ? join(homedir(), chosen.slice(2)) : chosen;
      const node = await findNode({
        ...(path === "" ? {} : { setting: path }),
        env: process.env,
        execPath: process.execPath,
        isElectron: process.versions["electron"] !== undefined,
      });
      this.#events.log(`Node ${node.version} (${node.source}): ${node.path}`);
      if (node.source === "vscode")
        this.#output.note(
          vscode.l10n.t("No Node.js was found; VS Code's own runs the program (Node {0}).", node.version),
        );
      return node;
    } catch (error) {
      const failure = new StartError(sentence(error));
      this.recording.fail(failure.message, {
        label: vscode.l10n.t("Choose Node.js"),
        command: "selectNode",
      });
      throw failure;
    }
  }

  async #launch(node: string, extra: Readonly<Record<string, string>> | undefined): Promise<Run> {
    // Half the extension's code, TypeScript's translation above all: not before somebody runs something.
    const { launch } = await import("../launch/launch.ts");
    return launch({
      file: this.file.fsPath,
      args: this.#options.args ?? [],
      cwd: this.cwd,
      node,
      dist: join(this.#context.extensionPath, "dist"),
      trace: this.trace,
      onDeadlock: this.#options.stopOnDeadlock ? "stop" : "wait",
      stdio: "pipe",
      env: { ...programEnvironment(extra), ...this.#options.env },
      ...(this.#options.timeout === undefined ? {} : { timeout: this.#options.timeout }),
      without: setting("traceOutput", this.file) ? [] : ["output"],
      ...(this.#options.nodeArgs ? { nodeArgs: this.#options.nodeArgs } : {}),
      onProcess: (name, pid) => this.#options.onProcess?.(name, pid),
      onOutput: (stream, bytes) => {
        this.#output.output(stream, bytes);
        this.#lines.push(stream, bytes);
        this.#options.onOutput?.(stream, bytes);
        if (stream === "stderr") this.#keepTail(bytes);
      },
      onLength: (bytes) => {
        this.#source.reach(bytes);
        if (this.recording.state.phase === "starting") this.recording.change({ phase: "running" });
        this.recording.grew();
      },
      onHint: (hint) => {
        this.#hints.push(hint);
        this.#events.hint(hint);
      },
      onReport: (message) => this.#output.note(message),
    });
  }

  #keepTail(bytes: Uint8Array): void {
    this.#errorTail = (this.#errorTail + Buffer.from(bytes).toString("utf8")).slice(-TAIL_CHARACTERS);
  }

  #end(summary: RunSummary): void {
    this.#summary = summary;
    this.#output.note(this.#lastLine(summary));
    const error = this.#errorOf(summary);
    this.recording.change({
      phase: "ended",
      exitStatus: summary.exitStatus,
      stopped: summary.reason !== "exited",
      ...(error ? { error } : {}),
    });
    this.#ended.resolve(summary);
  }

  #lastLine(summary: RunSummary): string {
    switch (summary.reason) {
      case "exited":
        return vscode.l10n.t("{0} ended with exit status {1}.", this.title, summary.exitStatus);
      case "stopped":
        return vscode.l10n.t("{0} was stopped.", this.title);
      case "deadlock":
        return vscode.l10n.t("{0} was stopped because of a deadlock.", this.title);
      case "timeout":
        return vscode.l10n.t("{0} was stopped because its time was up.", this.title);
      case "coordinator-lost":
        return vscode.l10n.t("{0} was stopped because its coordinator was lost.", this.title);
      default:
        return summary.reason satisfies never;
    }
  }

  /** What went wrong that is not the program's own end. */
  #errorOf(summary: RunSummary) {
    if (summary.reason === "coordinator-lost")
      return {
        message: vscode.l10n.t("The coordinator of this run was lost. What it recorded until then is shown."),
        action: { label: vscode.l10n.t("Restart"), command: "restart" as const },
      };
    if (summary.reason === "exited" && summary.exitStatus === EXIT_NOT_LOADED) {
      const reason = lastErrorLine(this.#errorTail);
      return {
        message: reason ?? vscode.l10n.t("{0} could not be loaded.", basename(this.file.fsPath)),
        action: showOutput(),
      };
    }
    return undefined;
  }
}

const showOutput = () => ({ label: vscode.l10n.t("Show Output"), command: "showOutput" as const });

/** The line with which the loader says why, without its own name in front. */
function lastErrorLine(text: string): string | undefined {
  const line = text
    .split("\n")
    .map((line) => line.trim())
    .findLast((line) => line.startsWith("interleave:"));
  return line?.slice("interleave:".length).trim();
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function workingFolder(file: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(file.fsPath);
}

/** The editor's environment without what makes Node processes of VS Code special. */
function programEnvironment(extra: Readonly<Record<string, string>> | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (!/^(VSCODE_|ELECTRON_)/.test(name)) env[name] = value;
  // The terminal shows colours, which a pipe does not say.
  if (!env["NO_COLOR"]) env["FORCE_COLOR"] ??= "1";
  return { ...env, ...extra };
}
