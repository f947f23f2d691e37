/** What a run of a lesson has shown. */
import { type Observations, Observer } from "../classroom/observations.ts";
import type { RunSummary } from "../launch/run.ts";
import type { Hint } from "../protocol/hints.ts";
import { CarefulReader } from "../trace/careful-reader.ts";
import { Walk } from "../trace/walk/walk.ts";
import { readBatches } from "./trace-reading.ts";
import { FileSource } from "./trace-source.ts";

/** A run that is over, or that can never go on. */
export interface SettledRun {
  /** Path of its trace. */
  trace: string;
  output: readonly string[];
  hints: readonly Hint[];
  /** How it ended; absent while it stands there, and when that is not known. */
  summary?: RunSummary;
}

/** Reads its trace, as far as it was recorded. @throws Error when the trace cannot be read */
export async function observe({ trace, output, hints, summary }: SettledRun): Promise<Observations> {
  const observer = new Observer();
  const reader = new CarefulReader();
  const walk = new Walk(reader.names, [observer]);
  observer.of(walk);
  const source = await FileSource.of(trace);
  try {
    await readBatches(source, reader, (batch) => walk.push(batch));
  } finally {
    await source.close();
  }
  walk.finish();
  // A hint is told at once; what says it in the trace may still be on its way to the file.
  for (const hint of hints) observer.hint(hint);
  return observer.observations({
    ended: summary?.reason === "exited",
    exitStatus: summary?.exitStatus ?? Number.NaN,
    output,
  });
}
