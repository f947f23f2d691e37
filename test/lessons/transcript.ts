/** Runs a lesson as a user would, with the built command line, and notes every line and when it came. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Hint } from "../../src/protocol/hints.ts";

export const ROOT = join(import.meta.dirname, "..", "..");
export const CLI = join(ROOT, "dist", "cli.js");

export interface Line {
  stream: "out" | "err";
  text: string;
  /** Milliseconds since the program was started. */
  at: number;
}

export interface Transcript {
  /** As received; hints are taken out. */
  lines: Line[];
  hints: Hint[];
  /** What a stream ended with if that was not the end of a line. */
  unfinished: string[];
  exit: number | null;
  signal: NodeJS.Signals | null;
  /** Milliseconds from the start to the end of the command. */
  total: number;
  /** What the lesson left in its working directory, by name. */
  files: Record<string, string>;
  /** Somebody kept the output open after the command had ended. */
  survivors: boolean;
  /** What was recorded; empty when nothing was to be. */
  trace: Uint8Array;
}

export interface Command {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program is killed. */
  limit: number;
  /** Further arguments, with which it records a trace into a file of this path. */
  record?(trace: string): string[];
}

const HINT = '{"interleave":"hint"';
/** How long after the end of the command its output may still be open. */
const CLOSING = 2000;

export async function record({ command, args, env, limit, record }: Command): Promise<Transcript> {
  const folder = await mkdtemp(join(tmpdir(), "lesson-"));
  const cwd = join(folder, "work");
  const recorded = join(folder, "run.interleave");
  await mkdir(cwd);
  try {
    const began = performance.now();
    const child = spawn(command, [...args, ...(record?.(recorded) ?? [])], {
      cwd,
      env: env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: Line[] = [];
    const hints: Hint[] = [];
    const partial = { out: "", err: "" };
    for (const stream of ["out", "err"] as const) {
      const source = stream === "out" ? child.stdout : child.stderr;
      source.setEncoding("utf8");
      source.on("data", (chunk: string) => {
        const at = performance.now() - began;
        const pieces = (partial[stream] + chunk).split("\n");
        partial[stream] = pieces.pop()!;
        for (const text of pieces) {
          if (stream === "err" && text.startsWith(HINT)) hints.push(JSON.parse(text));
          else lines.push({ stream, text, at });
        }
      });
    }

    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const killer = setTimeout(() => child.kill("SIGKILL"), limit);
    const [exit, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, by) => resolve([code, by]));
    });
    const total = performance.now() - began;
    clearTimeout(killer);

    let patience: NodeJS.Timeout | undefined;
    const survivors = await Promise.race([
      closed.then(() => false),
      new Promise<true>((resolve) => {
        patience = setTimeout(resolve, CLOSING, true);
      }),
    ]);
    clearTimeout(patience);
    child.stdout.destroy();
    child.stderr.destroy();

    const files: Record<string, string> = {};
    for (const name of await readdir(cwd)) files[name] = await readFile(join(cwd, name), "utf8");
    const unfinished = [partial.out, partial.err].filter((text) => text !== "");
    const trace = record ? await readFile(recorded) : new Uint8Array(0);
    return { lines, hints, unfinished, exit, signal, total, files, survivors, trace };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the lesson of this name, or a program of this absolute path. */
export function recordLesson(name: string, limit: number): Promise<Transcript> {
  if (!existsSync(CLI)) throw new Error("dist/cli.js is missing: run `npm run build` first");
  const file = isAbsolute(name) ? name : join(ROOT, "lessons", name, "main.ts");
  return record({
    command: process.execPath,
    args: [CLI, "run", file, "--hints", "json"],
    record: (trace) => ["--trace", trace],
    env: { ...process.env, NODE_OPTIONS: "" },
    limit,
  });
}
