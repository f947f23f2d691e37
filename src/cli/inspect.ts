/** `interleave inspect`. */
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { compare, type Difference } from "../analysis/compare.ts";
import { differenceWords } from "../analysis/compare-text.ts";
import { criticalPath } from "../analysis/path/critical-path.ts";
import { History } from "../analysis/path/history.ts";
import { longestWaits, type WaitReport } from "../analysis/path/longest-waits.ts";
import { type PathReport, pathReport } from "../analysis/path/path-report.ts";
import { Statistics, type StatisticsReport } from "../analysis/statistics/statistics.ts";
import { ms } from "../analysis/statistics/tally.ts";
import { type Sentence, Story } from "../analysis/story/story.ts";
import { durationText, printable } from "../analysis/words.ts";
import { CarefulReader } from "../trace/careful-reader.ts";
import { Walk } from "../trace/walk/walk.ts";
import type { InspectCommand } from "./arguments.ts";
import { hintsText, pathText, statisticsText, waitsText } from "./inspect-text.ts";
import { write } from "./output.ts";
import { faultText, readThrough, traceSize } from "./trace-file.ts";

/** What `--json` prints; times in milliseconds. Later versions only add. */
export interface InspectReport extends StatisticsReport {
  interleave: "inspect";
  version: 1;
  trace: {
    file: string;
    bytes: number;
    events: number;
    /** Events that the recording itself lost. */
    dropped: number;
    /** Rows that could not be understood. */
    damaged: number;
    complete: boolean;
    /** One sentence on what is missing, null when nothing is. */
    note: string | null;
  };
  run: {
    program: string;
    args: string[];
    node: string;
    version: string;
    /** Milliseconds since 1970. */
    startedAt: number | null;
    exitStatus: number | null;
    length: number;
  };
  criticalPath: PathReport;
  longestWaits: WaitReport[];
  story?: Sentence[];
  differences?: Difference[];
}

const MOST_WAITS = 5;

/** Prints what a trace tells; answers the exit status. */
export async function inspect(command: InspectCommand): Promise<number> {
  const report = await inspectTrace(command.trace, command);
  if (command.compare !== undefined) {
    const other = await inspectTrace(command.compare, command);
    report.differences = compare(report, other);
  }
  const text = command.json ? `${JSON.stringify(report)}\n` : `${reportText(report, command).join("\n")}\n`;
  await write(undefined, Readable.from([text]));
  return 0;
}

async function inspectTrace(
  file: string,
  { from, to, story }: Pick<InspectCommand, "from" | "to" | "story">,
): Promise<InspectReport> {
  const path = resolve(file);
  const bytes = await traceSize(path);
  const range = {
    from: (from ?? 0) * 1000,
    to: to === undefined ? Number.POSITIVE_INFINITY : to * 1000,
  };
  const statistics = new Statistics(range);
  const history = new History();
  const told = new Story(range);
  const reader = new CarefulReader();
  const visitors = [...statistics.visitors, history, ...(story ? [told] : [])];
  const walk = new Walk(reader.names, visitors);
  told.of(walk);
  const fault = await readThrough(path, reader, (batch) => walk.push(batch));
  walk.finish();
  const seen = { from: Math.min(range.from, walk.end), to: Math.min(range.to, walk.end) };
  const { info } = walk;
  return {
    interleave: "inspect",
    version: 1,
    trace: {
      file: path,
      bytes,
      events: walk.events,
      dropped: walk.dropped,
      damaged: walk.damaged,
      complete: fault === undefined,
      note: fault ? faultText(fault) : null,
    },
    run: {
      program: info?.program ?? "",
      args: info?.args ?? [],
      node: info?.node ?? "",
      version: info?.version ?? "",
      startedAt: info?.startedAt || null,
      exitStatus: Number.isNaN(walk.exitStatus) ? null : walk.exitStatus,
      length: ms(walk.end),
    },
    ...statistics.report(walk),
    criticalPath: pathReport(criticalPath(history, walk.end, seen), walk),
    longestWaits: longestWaits(history, walk, seen, MOST_WAITS),
    ...(story ? { story: told.sentences() } : {}),
  };
}

function reportText(report: InspectReport, command: InspectCommand): string[] {
  const { trace, run, range } = report;
  const program = run.program || trace.file;
  const whole = range.from === 0 && range.to === run.length;
  const head = [
    printable([program, ...run.args].join(" ")),
    [
      durationText(run.length),
      `${trace.events} events`,
      ...(run.exitStatus === null ? [] : [`exit status ${run.exitStatus}`]),
      ...(run.node ? [`Node ${printable(run.node)}`] : []),
      ...(run.startedAt ? [new Date(run.startedAt).toISOString()] : []),
    ].join(", "),
    ...(trace.note ? [trace.note] : []),
    ...(trace.dropped > 0 ? [`${trace.dropped} events were lost while recording.`] : []),
    ...(trace.damaged > 0 ? [`${trace.damaged} rows could not be understood.`] : []),
    ...(whole ? [] : [`From ${durationText(range.from)} to ${durationText(range.to)} of the run.`]),
  ];
  if (report.differences) return [...head, ...differencesText(report.differences, command.compare ?? "")];
  if (report.story) return [...head, ...storyText(report.story)];
  return [
    ...head,
    ...statisticsText(report),
    ...pathText(report.criticalPath),
    ...waitsText(report.longestWaits),
    ...hintsText(report, trace.events),
  ];
}

const storyText = (story: readonly Sentence[]): string[] => [
  "",
  ...story.map(({ time, text }) => `${(time / 1000).toFixed(3).padStart(9)} s  ${printable(text)}`),
];

function differencesText(differences: readonly Difference[], other: string): string[] {
  if (differences.length === 0) return ["", `Nothing notable is different in ${printable(other)}.`];
  return [
    "",
    `Different in ${printable(other)}:`,
    ...differences
      .map((each) => differenceWords(each))
      .map(({ thing, figure, before, after }) => {
        if (before === "") return `  ${printable(thing)} is new`;
        if (after === "") return `  ${printable(thing)} is gone`;
        return `  ${printable(thing)}, ${figure}: ${before} → ${after}`;
      }),
  ];
}
