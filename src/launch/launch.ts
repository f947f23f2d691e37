/** Starts a run: coordinator first, then the program; ends with the last process of both. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { mkdtemp, open, realpath, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import {
  CONFIG_VARIABLE,
  COORDINATOR_OPTIONS,
  type CoordinatorConfig,
  type FromCoordinator,
  PROCESS_VARIABLE,
  type ProcessSeat,
  type ToCoordinator,
} from "../protocol/control.ts";
import type { Hint } from "../protocol/hints.ts";
import { ProgramError, preflight } from "./preflight.ts";
import type { LaunchOptions, Run, RunEnd, RunSummary } from "./run.ts";

/** Between asking the processes to end and ending them. */
const GRACE_MS = 800;
/** Longer than that the coordinator is not waited for, either. */
const STOP_MS = 1500;
/** Without a coordinator the processes have so long to notice. */
const LOST_MS = 1000;
/** Output that is still in a pipe when the last process has ended. */
const OUTPUT_MS = 1000;

export const STATUS_DEADLOCK = 86;
export const STATUS_TIMEOUT = 124;
export const STATUS_LOST = 70;

/**
 * Starts the program.
 * @throws ProgramError when it cannot be loaded; nothing has been started then.
 */
export async function launch(options: LaunchOptions): Promise<Run> {
  if (options.trace) await writable(options.trace);
  const folder = await mkdtemp(join(realpathSync(tmpdir()), "interleave-"));
  const token = randomBytes(24).toString("base64url");
  const socket =
    process.platform === "win32"
      ? `\\\\.\\pipe\\interleave-${randomBytes(16).toString("hex")}`
      : join(folder, "socket");
  const config: CoordinatorConfig = {
    socket,
    token,
    folder,
    trace: options.trace || null,
    program: options.file,
    args: options.args,
    launched: true,
    mainPid: undefined,
    ...(options.without ? { without: options.without } : {}),
  };
  const coordinator = spawn(options.node, [...COORDINATOR_OPTIONS, join(options.dist, "coordinator.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...options.env, [CONFIG_VARIABLE]: JSON.stringify(config) },
    windowsHide: true,
  });
  // A coordinator that is gone is dealt with where its end is seen.
  coordinator.stdin.on("error", () => {});
  const started = new Promise<void>((resolve, reject) => {
    coordinator.once("error", reject);
    coordinator.once("exit", (code) => reject(new Error(`the coordinator ended with ${code} at its start`)));
    // At the end of the stream there is nothing to read; what there is stays for whoever listens later.
    const look = () => {
      if (coordinator.stdout.readableLength === 0) return;
      coordinator.stdout.off("readable", look);
      resolve();
    };
    coordinator.stdout.on("readable", look);
  });
  try {
    const checked = preflight(options.file, folder);
    checked.catch(() => {});
    await started;
    await checked;
  } catch (error) {
    coordinator.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const file = await realpath(options.file);
  const seat: ProcessSeat = {
    socket,
    token,
    folder,
    parent: 0,
    child: 0,
    main: pathToFileURL(file).href,
    patience: LOST_MS,
  };
  return new LaunchedRun(options, coordinator, seat, file);
}

/** The coordinator will write it; whether it can is asked while nothing has been started yet. */
async function writable(trace: string): Promise<void> {
  try {
    await (await open(trace, "w", 0o600)).close();
  } catch (error) {
    throw new ProgramError(`cannot record to ${trace}: ${(error as Error).message}`);
  }
}

class LaunchedRun implements Run {
  readonly trace: string;
  readonly ended: Promise<RunSummary>;
  readonly #options: LaunchOptions;
  readonly #coordinator: ChildProcess;
  readonly #main: ChildProcess;
  readonly #pids = new Map<number, number>();
  readonly #hints: Hint[] = [];
  readonly #folder: string;
  #reason: RunEnd = "exited";
  #events = 0;
  #finished = false;
  #stopping: Promise<void> | undefined;
  #mainEnd: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  #timeout: NodeJS.Timeout | undefined;

  constructor(options: LaunchOptions, coordinator: ChildProcess, seat: ProcessSeat, file: string) {
    this.trace = options.trace;
    this.#options = options;
    this.#coordinator = coordinator;
    this.#folder = seat.folder;
    const piped = options.stdio === "pipe";
    this.#main = spawn(
      options.node,
      [...(options.nodeArgs ?? []), "--require", join(options.dist, "preload.cjs"), file, ...options.args],
      {
        cwd: options.cwd,
        stdio: piped ? ["ignore", "pipe", "pipe"] : "inherit",
        env: { ...process.env, ...options.env, [PROCESS_VARIABLE]: JSON.stringify(seat) },
        // A group of its own, so that whatever the program starts can be ended with it.
        detached: process.platform !== "win32",
        windowsHide: true,
      },
    );
    if (this.#main.pid !== undefined) this.#tell({ type: "mainStarted", pid: this.#main.pid });
    this.#main.stdout?.on("data", (bytes: Uint8Array) => options.onOutput?.("stdout", bytes));
    this.#main.stderr?.on("data", (bytes: Uint8Array) => options.onOutput?.("stderr", bytes));
    if (options.timeout !== undefined)
      this.#timeout = setTimeout(() => this.#stop("timeout"), options.timeout);
    this.ended = this.#watch();
  }

  get pid(): number {
    return this.#main.pid ?? 0;
  }

  async stop(): Promise<void> {
    await this.#stop("stopped");
  }

  paused(pid: number, paused: boolean): void {
    this.#tell({ type: "paused", pid, paused });
  }

  /** Passes a signal of the terminal on to every process of the program. */
  signal(signal: NodeJS.Signals): void {
    this.#tell({ type: "interrupted" });
    this.#signalGroup(signal);
  }

  async #watch(): Promise<RunSummary> {
    const mainEnded = new Promise<void>((resolve) => {
      const over = (code: number | null, signal: NodeJS.Signals | null) => {
        if (this.#mainEnd) return;
        this.#mainEnd = { code, signal };
        const exitCode = signal ? -constants.signals[signal] : code;
        this.#tell({ type: "mainExited", exitCode, signal });
        resolve();
      };
      this.#main.once("exit", over);
      this.#main.once("error", (error) => {
        this.#options.onReport?.(`the program could not be started: ${error.message}`);
        over(1, null);
      });
    });
    const outputEnded = new Promise<void>((resolve) => {
      this.#main.once("close", () => resolve());
    });
    const lines = createInterface({ input: this.#coordinator.stdout! });
    lines.on("line", (line) => {
      const message = parseMessage(line);
      if (message) this.#heard(message);
      else
        this.#options.onReport?.(`the coordinator said something that makes no sense: ${line.slice(0, 200)}`);
    });
    const coordinatorEnded = new Promise<void>((resolve) => {
      this.#coordinator.once("close", () => resolve());
    });

    await coordinatorEnded;
    if (!this.#finished && !this.#stopping) {
      this.#reason = "coordinator-lost";
      this.#options.onReport?.(
        "the coordinator of the run is gone; its processes end. The trace is readable up to here",
      );
      await Promise.race([mainEnded, delay(LOST_MS)]);
      this.#killAll();
    } else if (this.#reason !== "exited") this.#signalGroup("SIGKILL");
    await mainEnded;
    await Promise.race([outputEnded, delay(OUTPUT_MS)]);
    this.#main.stdout?.destroy();
    this.#main.stderr?.destroy();
    clearTimeout(this.#timeout);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    const { code, signal } = this.#mainEnd!;
    return {
      exitStatus: this.#status(code, signal),
      reason: this.#reason,
      exitCode: code,
      signal,
      hints: this.#hints,
      trace: this.trace,
      events: this.#events,
    };
  }

  #status(code: number | null, signal: NodeJS.Signals | null): number {
    switch (this.#reason) {
      case "deadlock":
        return STATUS_DEADLOCK;
      case "timeout":
        return STATUS_TIMEOUT;
      case "coordinator-lost":
        return STATUS_LOST;
      default:
        return signal ? 128 + constants.signals[signal] : (code ?? 1);
    }
  }

  #heard(message: FromCoordinator): void {
    switch (message.type) {
      case "process":
        this.#pids.set(message.id, message.pid);
        this.#options.onProcess?.(message.name, message.pid);
        break;
      case "gone":
        this.#pids.delete(message.id);
        break;
      case "batch":
        this.#options.onLength?.(message.offset + message.length);
        break;
      case "hint":
        this.#hints.push(message.hint);
        this.#options.onHint?.(message.hint);
        break;
      case "stuck":
        if (this.#options.onDeadlock === "stop") void this.#stop("deadlock");
        break;
      case "report":
        this.#options.onReport?.(message.message);
        break;
      case "ended":
        this.#finished = true;
        this.#events = message.events;
        break;
      case "ready":
        break;
      default:
        message satisfies never;
    }
  }

  #stop(reason: RunEnd): Promise<void> {
    if (!this.#stopping) {
      this.#reason = reason;
      this.#tell({ type: "stop", grace: GRACE_MS });
      const late = setTimeout(() => this.#killAll(), STOP_MS);
      this.#stopping = this.ended.then(() => clearTimeout(late));
    }
    return this.#stopping;
  }

  #tell(message: ToCoordinator): void {
    if (this.#coordinator.stdin?.writable) this.#coordinator.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #killAll(): void {
    this.#signalGroup("SIGKILL");
    for (const pid of this.#pids.values()) signalTo(pid, "SIGKILL");
    if (this.#coordinator.exitCode === null) this.#coordinator.kill("SIGKILL");
  }

  #signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#main;
    if (pid === undefined) return;
    if (process.platform !== "win32") signalTo(-pid, signal);
    else if (signal === "SIGKILL")
      spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true }).on(
        "error",
        () => {},
      );
  }
}

/** Undefined for a line that is none of the coordinator's: what a `--require` of the user's prints, say. */
function parseMessage(line: string): FromCoordinator | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null && "type" in message
      ? (message as FromCoordinator)
      : undefined;
  } catch {
    return undefined;
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

const delay = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms).unref());
