/** Runs one side of a comparison as processes of its own, and compares sides in alternation. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");
/** No measurement takes longer than this, in milliseconds. */
const LIMIT = 300_000;

/** Where traces go while measuring. */
export const scratch = mkdtempSync(join(tmpdir(), "bench-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Other people's options are none of the measurement's business. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

/** Runs a program to its end. Answers what it printed. @throws Error unless it succeeded. */
async function outputOf(
  command: string,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(command, args, {
    env: { ...cleanEnvironment(), ...environment },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LIMIT,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => resolve(how));
  });
  if (code !== 0)
    throw new Error(
      `${command} ${args.join(" ")}: exit ${code ?? signal}, printed ${JSON.stringify(output)}`,
    );
  return output;
}

/** Runs a program that prints its figure, a number, as its only line. */
async function figureOf(
  command: string,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number> {
  const output = await outputOf(command, args, environment);
  const figure = Number(output);
  if (output.trim() === "" || !Number.isFinite(figure))
    throw new Error(`${command} ${args.join(" ")} printed ${JSON.stringify(output)}`);
  return figure;
}

export interface RunOptions {
  /** Default true. */
  recording?: boolean;
  args?: string[];
  environment?: NodeJS.ProcessEnv;
}

/** Where the trace of the last recorded program is. */
export const TRACE = join(scratch, "bench.interleave");

/** A program of test/bench/programs, under Interleave. */
export function interleave(
  program: string,
  { recording = true, args = [], environment = {} }: RunOptions = {},
): Promise<number> {
  const file = join(import.meta.dirname, "programs", program);
  const trace = recording ? ["--trace", TRACE] : [];
  return figureOf(
    process.execPath,
    [CLI, "run", file, ...trace, "--hints", "off", "--", ...args],
    environment,
  );
}

/** A program of test/bench/peers, under plain Node. */
export const node = (program: string, args: string[] = []): Promise<number> =>
  figureOf(process.execPath, [join(import.meta.dirname, "peers", program), ...args]);

/** A program of test/bench/python. */
export const python = (program: string, args: string[] = []): Promise<number> =>
  figureOf("python3", [join(import.meta.dirname, "python", program), ...args]);

/** A side of test/webview/bench, which measures several figures at once in a browser of its own. */
export async function browser<T>(side: string): Promise<T> {
  const program = join(import.meta.dirname, "..", "webview", "bench", "main.ts");
  return JSON.parse(await outputOf(process.execPath, [program, side])) as T;
}

/**
 * Figures that are taken in one measurement: the n-th round of each is from the n-th time it was made, which is when the
 * first of them wants it.
 */
export function together<T>(measure: () => Promise<T>): (pick: (all: T) => number) => () => Promise<number> {
  const made: Promise<T>[] = [];
  return (pick) => {
    let round = 0;
    return async () => {
      const own = round++;
      made[own] ??= measure();
      return pick(await made[own]);
    };
  };
}

/** `Python 3.x.y`, if there is one. */
export function pythonVersion(): string | undefined {
  const found = spawnSync("python3", ["--version"], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Milliseconds from starting Node until it has ended, with nothing to do. */
export async function emptyNode(environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const began = process.hrtime.bigint();
  const env = { ...cleanEnvironment(), ...environment };
  const child = spawn(process.execPath, ["-e", "0"], { env, stdio: "ignore" });
  await new Promise((resolve) => child.once("exit", resolve));
  return Number(process.hrtime.bigint() - began) / 1e6;
}

/** Share of the processors' time, from 0 to 1, that others take while nothing is measured. */
export async function othersShare(milliseconds = 2000): Promise<number> {
  const times = () =>
    cpus().reduce(
      (sum, { times: { user, nice, sys, idle, irq } }) => ({
        busy: sum.busy + user + nice + sys + irq,
        all: sum.all + user + nice + sys + irq + idle,
      }),
      { busy: 0, all: 0 },
    );
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const after = times();
  return (after.busy - before.busy) / Math.max(1, after.all - before.all);
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("median of nothing");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Measures every side once a round, so that what the machine does meanwhile meets all of them: [round][side]. */
export async function alternate(sides: (() => Promise<number>)[], rounds: number): Promise<number[][]> {
  const results: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const row: number[] = [];
    for (const side of sides) row.push(await side());
    results.push(row);
  }
  return results;
}

export interface Ratio {
  median: number;
  min: number;
  max: number;
}

/** Median and range of the quotients, pair by pair. */
export function ratio(pairs: readonly (readonly [ours: number, theirs: number])[]): Ratio {
  const quotients = pairs.map(([ours, theirs]) => ours / theirs);
  return { median: median(quotients), min: Math.min(...quotients), max: Math.max(...quotients) };
}
