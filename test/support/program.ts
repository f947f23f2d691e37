/** Runs small programs through the built command line, as a user would, and looks for what they leave behind. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Hint, HintKind } from "../../src/protocol/hints.ts";

export const ROOT = join(import.meta.dirname, "..", "..");
export const DIST = join(ROOT, "dist");
export const CLI = join(DIST, "cli.js");
const MARK = "INTERLEAVE_TEST";

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Standard error without the hints. */
  errors: string;
  hints: Hint[];
  /** Command lines of processes of the run that outlived it. Linux only; elsewhere always empty. */
  left: string[];
  /** Milliseconds. */
  took: number;
}

/**
 * Hints that a program of another purpose gives or not, depending on how busy the machine is: how long processes queue
 * up, and whether a limit comes before what it is there for.
 */
const OF_BUSY_MACHINES: ReadonlySet<HintKind> = new Set(["convoy", "deadlock-broken-by-timeout"]);
export const steady = (hints: readonly Hint[]): Hint[] =>
  hints.filter((hint) => !OF_BUSY_MACHINES.has(hint.kind));

export interface Options {
  /** Further arguments of `interleave run`. */
  args?: string[];
  /** Of the program. */
  programArgs?: string[];
  /** `false`: with plain node instead of the command line. */
  cli?: boolean;
  env?: NodeJS.ProcessEnv;
  /** Its standard input is a pipe from the test; otherwise there is none. */
  input?: boolean;
  /** Milliseconds after which the command is killed and the test has failed. */
  limit?: number;
}

export class Program implements AsyncDisposable {
  readonly folder: string;
  readonly main: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.main = join(folder, "main.ts");
  }

  /** `files`: the program's modules by name; a string stands for main.ts alone. */
  static async make(files: string | Record<string, string>): Promise<Program> {
    if (!existsSync(CLI)) throw new Error("dist/cli.js is missing: run `npm run build` first");
    const program = new Program(await mkdtemp(join(tmpdir(), "program-")));
    for (const [name, source] of Object.entries(typeof files === "string" ? { "main.ts": files } : files)) {
      const file = join(program.folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, source);
    }
    return program;
  }

  /** Lets plain Node find the runtime, as if it had been installed. */
  async install(): Promise<void> {
    await mkdir(join(this.folder, "node_modules", "@interleave"), { recursive: true });
    const installed = join(this.folder, "node_modules", "@interleave", "runtime");
    await symlink(join(DIST, "runtime"), installed, "junction");
  }

  /** Starts it; `running` lets a test interfere. */
  start(options: Options = {}): Running {
    return new Running(this, options);
  }

  /** What the command line says of itself. */
  help(): Promise<{ stdout: string }> {
    return promisify(execFile)(process.execPath, [CLI, "--help"]);
  }

  async run(options: Options = {}): Promise<Ended> {
    return this.start(options).ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly mark = randomUUID();
  stdout = "";
  stderr = "";
  readonly #listeners = new Set<() => void>();

  constructor(program: Program, options: Options) {
    const began = performance.now();
    const args =
      options.cli === false
        ? [program.main, ...(options.programArgs ?? [])]
        : [
            CLI,
            "run",
            program.main,
            "--hints",
            "json",
            ...(options.args ?? []),
            ...(options.programArgs ? ["--", ...options.programArgs] : []),
          ];
    const env: NodeJS.ProcessEnv = { ...process.env, ...options.env, [MARK]: this.mark };
    delete env["NODE_TEST_CONTEXT"];
    this.child = spawn(process.execPath, args, {
      cwd: program.folder,
      env,
      stdio: [options.input ? "pipe" : "ignore", "pipe", "pipe"],
    });
    const listen = (stream: "stdout" | "stderr") => {
      this.child[stream]!.setEncoding("utf8");
      this.child[stream]!.on("data", (text: string) => {
        this[stream] += text;
        for (const listener of this.#listeners) listener();
      });
    };
    listen("stdout");
    listen("stderr");
    const killer = setTimeout(() => this.child.kill("SIGKILL"), options.limit ?? 30_000);
    this.ended = new Promise((resolve) => {
      this.child.once("close", (status, signal) => {
        clearTimeout(killer);
        for (const listener of this.#listeners) listener();
        resolve({
          status,
          signal,
          stdout: this.stdout,
          stderr: this.stderr,
          errors: this.stderr
            .split("\n")
            .filter((line) => !line.startsWith('{"interleave":"hint"'))
            .join("\n"),
          hints: this.stderr
            .split("\n")
            .filter((line) => line.startsWith('{"interleave":"hint"'))
            .map((line) => JSON.parse(line) as Hint),
          left: processesOf(this.mark).map((pid) => commandOf(pid)),
          took: performance.now() - began,
        });
      });
    });
  }

  /** Waits until the program has printed this. */
  async printed(text: string | RegExp): Promise<void> {
    await this.until(() => (typeof text === "string" ? this.stdout.includes(text) : text.test(this.stdout)));
  }

  /** Waits until a condition holds that output may change. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (holds()) {
          this.#listeners.delete(check);
          resolve();
        } else if (this.child.exitCode !== null || this.child.signalCode !== null) {
          this.#listeners.delete(check);
          reject(new Error(`ended without it:\n${this.stdout}\n${this.stderr}`));
        }
      };
      this.#listeners.add(check);
    });
  }

  /** Waits until nobody of the run is left; the test's own limit ends that. Linux only. */
  async gone(): Promise<void> {
    while (this.pids().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Process ids of the run: the command line's own, the coordinator's, the program's. Linux only. */
  pids(): number[] {
    return processesOf(this.mark);
  }

  /** Their command lines. */
  commands(): string[] {
    return this.pids().map(commandOf);
  }

  /** Process id of the coordinator. Linux only. */
  coordinator(): number | undefined {
    return this.find("coordinator");
  }

  /** Process id of one of them, the nth of the children (modulo how many there are). Linux only. */
  find(role: "coordinator" | "main" | "child", nth = 0): number | undefined {
    const has = {
      coordinator: (command: string) => command.includes("coordinator.mjs"),
      child: (command: string) => command.includes("child.js"),
      main: (command: string) => command.includes("preload.cjs") && !command.includes("child.js"),
    }[role];
    const found = this.pids().filter((pid) => has(commandOf(pid)));
    return found[nth % found.length];
  }
}

/** Every process that inherited the mark. */
function processesOf(mark: string): number[] {
  if (process.platform !== "linux") return [];
  const found: number[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const alive = !/^State:\s+Z/m.test(readFileSync(`/proc/${entry}/status`, "utf8"));
      if (alive && readFileSync(`/proc/${entry}/environ`, "latin1").includes(`${MARK}=${mark}`))
        found.push(Number(entry));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
