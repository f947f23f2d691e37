/** External commands, each a lane of the timeline. Never through a shell. */
import type { ChildProcess, StdioOptions } from "node:child_process";
import { PROCESS_VARIABLE } from "../protocol/control.ts";
import { SPAWN_COMMAND, UP } from "../protocol/messages.ts";
import { builtin } from "./builtin.ts";
import { nextNumber } from "./children.ts";
import { nowMicros } from "./clock.ts";
import { InterleaveError, TimeoutError, ValueError } from "./errors.ts";
import { link } from "./link.ts";
import { callSite } from "./sites.ts";
import { limitOf } from "./wait.ts";

export interface CommandOptions {
  /** Milliseconds; then the command is killed. Absent: for ever. */
  timeout?: number;
  /** Working directory; absent: this process's. */
  cwd?: string;
  /** The command's whole environment; absent: this process's. */
  env?: Record<string, string>;
}

export interface CompletedCommand {
  /** Exit code; −n after signal n. */
  returnCode: number;
  stdout: string;
  stderr: string;
}

/** Commands of this process that have not ended. */
export const commands = new Set<ChildProcess>();

/** Milliseconds; Node takes a longer one for none at all. */
const LONGEST_TIMER = 0x7fff_ffff;

/** Of a command line in the trace. */
const SHOWN_CHARACTERS = 200;

class Command {
  readonly #process: ChildProcess;
  readonly #number = nextNumber();
  readonly #text: string;
  readonly #ended: Promise<number>;

  /** Starts it; rejects through {@link wait} when it cannot be started. */
  constructor(command: string[], options: CommandOptions, stdio: StdioOptions, site: number) {
    const file = check(command);
    const env: NodeJS.ProcessEnv = { ...(options.env ?? process.env) };
    delete env[PROCESS_VARIABLE];
    this.#text = command.join(" ");
    const started = builtin("node:child_process").spawn(file, command.slice(1), {
      stdio,
      env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      windowsHide: true,
    });
    this.#process = started;
    const { pid } = started;
    if (pid !== undefined) {
      commands.add(started);
      link
        .act(UP.spawn)
        .u32(this.#number)
        .u32(pid)
        .u8(SPAWN_COMMAND)
        .u32(0)
        .u32(site)
        .f64(nowMicros())
        .text(file.split(/[\\/]/).at(-1) || file)
        .text(this.#text.slice(0, SHOWN_CHARACTERS))
        .u32(0)
        .bytes(new Uint8Array(0))
        .end();
      // Told at once: if this process computes on, it is seen all the same.
      link.flush();
    }
    this.#ended = new Promise((resolve, reject) => {
      started.once("error", (error: NodeJS.ErrnoException) => {
        // Later errors are about signals that could not be sent; the end is still to come.
        if (pid === undefined) reject(startError(error, file, options.cwd));
      });
      started.once("exit", (code, signal) => {
        commands.delete(started);
        const status = signal ? -builtin("node:os").constants.signals[signal] : (code ?? 0);
        link
          .frame(UP.exited)
          .u32(this.#number)
          .i32(status)
          .text(signal ?? "")
          .end();
        resolve(status);
      });
    });
    this.#ended.catch(() => {});
  }

  get streams(): ChildProcess {
    return this.#process;
  }

  /**
   * Its exit code.
   * @throws TimeoutError when the limit ran out: it has been killed and has ended by then.
   */
  async wait(limit: number, site: number): Promise<number> {
    if (this.#process.pid === undefined) return this.#ended;
    const op = link.nextOp();
    link.request("join", op, this.#number, site, limit).end();
    const { granted } = await link.settle(op);
    if (granted) return this.#ended;
    this.kill(site);
    await this.#ended;
    throw this.late(limit);
  }

  late(limit: number): TimeoutError {
    return new TimeoutError(`Command '${this.#text}' timed out after ${limit} ms`);
  }

  kill(site: number): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    link.act(UP.terminate).u32(this.#number).u32(site).f64(nowMicros()).text("SIGKILL").end();
    this.#process.kill("SIGKILL");
  }
}

function check(command: unknown): string {
  if (!Array.isArray(command) || !command.every((part) => typeof part === "string"))
    throw new ValueError("a command is a list of strings: the program and its arguments");
  const [file] = command as string[];
  if (!file) throw new ValueError("a command needs a program to run");
  const bad = (command as string[]).find((part) => part.includes("\0"));
  if (bad !== undefined) throw new ValueError("embedded null byte");
  return file;
}

/** Node says ENOENT for a missing folder, too. */
function startError(error: NodeJS.ErrnoException, file: string, cwd: string | undefined): InterleaveError {
  const noFolder = cwd !== undefined && !builtin("node:fs").existsSync(cwd);
  const what = noFolder ? cwd : file;
  const why =
    error.code === "ENOENT"
      ? "No such file or directory"
      : error.code === "EACCES"
        ? "Permission denied"
        : error.message;
  return new InterleaveError(`${why}: '${what}'`);
}

async function call(command: string[], options: CommandOptions = {}): Promise<number> {
  const site = callSite(call);
  const limit = limitOf(options);
  return new Command(command, options, ["ignore", "inherit", "inherit"], site).wait(limit, site);
}

async function run(
  command: string[],
  options: CommandOptions & { input?: string | Uint8Array } = {},
): Promise<CompletedCommand> {
  const site = callSite(run);
  const limit = limitOf(options);
  const { input } = options;
  if (input !== undefined && typeof input !== "string" && !(input instanceof Uint8Array))
    throw new ValueError("input must be a string or bytes");
  const stdin = input === undefined ? "ignore" : "pipe";
  const running = new Command(command, options, [stdin, "pipe", "pipe"], site);
  const { streams } = running;
  // A command may end without reading what it was given.
  streams.stdin?.on("error", () => {});
  streams.stdin?.end(input);
  const output = Promise.all([collect(streams.stdout), collect(streams.stderr)]);
  // Somebody whom the command has started may write on when it has ended itself.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    if (!Number.isNaN(limit))
      timer = setTimeout(() => reject(running.late(limit)), Math.min(limit, LONGEST_TIMER));
  });
  late.catch(() => {});
  try {
    const returnCode = await running.wait(limit, site);
    const [stdout, stderr] = await Promise.race([output, late]);
    return { returnCode, stdout, stderr };
  } catch (error) {
    streams.stdout?.destroy();
    streams.stderr?.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** All of a stream, as text. */
function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve) => {
    const parts: Uint8Array[] = [];
    stream?.on("data", (part: Uint8Array) => parts.push(part));
    stream?.once("error", () => {});
    stream?.once("close", () => resolve(Buffer.concat(parts).toString("utf8")));
  });
}

export const subprocess = {
  /**
   * Runs a command to its end, with this process's standard output and error and nothing on standard input. Answers
   * its exit code, −n after signal n.
   * @throws InterleaveError when it cannot be started, TimeoutError when the limit ran out: it is killed then,
   * ValueError for what is no command.
   */
  call,
  /**
   * Runs a command to its end, hands it `input`, and collects what it writes, as UTF-8.
   * @throws as {@link call}.
   */
  run,
};
