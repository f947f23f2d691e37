/** What a trace tells of its run, as figures. No `vscode` here: it is tested by itself. */
import { History } from "../analysis/path/history.ts";
import { longestWaits, type WaitFacts, type WaitReport } from "../analysis/path/longest-waits.ts";
import { Statistics, type StatisticsReport } from "../analysis/statistics/statistics.ts";
import { type Sentence, Story } from "../analysis/story/story.ts";
import type { RunInfo } from "../protocol/events.ts";
import { CarefulReader } from "../trace/careful-reader.ts";
import { Walk } from "../trace/walk/walk.ts";
import { readBatches } from "./trace-reading.ts";
import type { TraceSource } from "./trace-source.ts";

/** A longer trace (bytes) takes more memory than the extension host should. */
const LIMIT_BYTES = 256 << 20;
const SENTENCES = 30;
const WAITS = 10;

export interface TraceFacts {
  run: RunInfo | undefined;
  /** Milliseconds. */
  length: number;
  events: number;
  /** Undefined when the trace stops before the end of its run. */
  exitStatus: number | undefined;
  report: StatisticsReport;
  /** The longest waits, each with why it took so long. */
  waits: WaitReport[];
  /** The longest of those that are wanted. */
  waitsLike(wanted: (wait: WaitFacts) => boolean): WaitReport[];
  story: Sentence[];
}

/** @throws Error when the source cannot be read, or is no trace; the message is a sentence. */
export async function factsOf(source: TraceSource): Promise<TraceFacts> {
  if (source.length > LIMIT_BYTES)
    throw new Error(
      `The trace has ${source.length >> 20} MiB; more than ${LIMIT_BYTES >> 20} are not read here.`,
    );
  const reader = new CarefulReader();
  const statistics = new Statistics();
  const history = new History();
  const story = new Story(undefined, SENTENCES);
  const walk = new Walk(reader.names, [...statistics.visitors, history, story]);
  story.of(walk);
  await readBatches(source, reader, (batch) => walk.push(batch));
  if (reader.events === 0) throw new Error("This file is not an Interleave trace.");
  walk.finish();
  const waitsLike = (wanted?: (wait: WaitFacts) => boolean) =>
    longestWaits(history, walk, { from: 0, to: walk.end }, WAITS, wanted);
  return {
    run: walk.info,
    length: walk.end / 1000,
    events: walk.events,
    exitStatus: walk.ended ? walk.exitStatus : undefined,
    report: statistics.report(walk),
    waits: waitsLike(),
    waitsLike,
    story: story.sentences(),
  };
}
