/** What is measured in bytes: the memory of processes at its peak, and traces. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TraceReader } from "../../src/trace/reader.ts";
import { emptyNode, interleave, scratch, TRACE } from "./measure.ts";

const PEAK = join(import.meta.dirname, "peers", "peak.cjs");

/** The highest peak, in MB, of the processes that `run` starts with this main module. */
async function highest(
  main: string,
  run: (environment: NodeJS.ProcessEnv) => Promise<number>,
): Promise<number> {
  const folder = mkdtempSync(join(scratch, "peaks-"));
  await run({ NODE_OPTIONS: `--require ${JSON.stringify(PEAK)}`, BENCH_PEAKS: folder });
  const files = readdirSync(folder).filter((name) => name.startsWith(`${main} `));
  if (files.length === 0) throw new Error(`no process with the main module ${main} told its peak`);
  const peaks = files.map((name) => Number(readFileSync(join(folder, name), "utf8")) / 1024);
  rmSync(folder, { recursive: true });
  return Math.max(...peaks);
}

/** The peak of a process of a recorded program: `child.js`, `coordinator.mjs`. */
export const peakOf = (main: string, program: string, args: string[]): Promise<number> =>
  highest(main, (environment) => interleave(program, { args, environment }));

/** The peak of Node with nothing to do. */
export const emptyPeak = (): Promise<number> => highest("none", emptyNode);

/** Bytes of trace for each event of a program. */
export async function bytesPerEvent(program: string, args: string[]): Promise<number> {
  await interleave(program, { args });
  const bytes = readFileSync(TRACE);
  const events = new TraceReader().push(bytes).reduce((sum, batch) => sum + batch.length, 0);
  return bytes.length / events;
}
