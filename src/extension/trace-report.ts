/** A trace in a page of text, for a language model. No `vscode` here: it is tested by itself. */
import type { WaitReport } from "../analysis/path/longest-waits.ts";
import type { StatisticsReport } from "../analysis/statistics/statistics.ts";
import type { Sentence } from "../analysis/story/story.ts";
import { durationText, printable } from "../analysis/words.ts";
import type { Hint } from "../protocol/hints.ts";
import { placeOf } from "../protocol/place.ts";
import type { TraceFacts } from "./trace-facts.ts";

/** Rows of each table. */
const ROWS = 20;
/** Waits that are told at once. */
const WAITS = 5;

/** How the run ended, its hints, what each process and lock did, its longest waits and its story. */
export function traceReport({ run, length, events, exitStatus, report, waits, story }: TraceFacts): string {
  const end = exitStatus === undefined ? "the trace was cut short" : `exit status ${exitStatus}`;
  return [
    `Program: ${run?.program || "unknown"}`,
    `Length: ${durationText(length)}, ${events} events, ${end}`,
    ...hintLines(report.hints),
    ...figureLines(report),
    ...(waits.length > 0 ? ["Longest waits:", ...waits.slice(0, WAITS).flatMap(waitLines)] : []),
    ...storyLines(story),
  ]
    .map(printable)
    .join("\n");
}

/** Which waits to explain; texts are compared as they are. */
export interface WaitQuestion {
  /** Name of the process that waited. */
  process?: string;
  /** Name of what it waited for. */
  for?: string;
  /** Line of the program at which it waited. */
  line?: number;
}

/** Why the longest of the waits asked for took so long. @throws Error when there is none; the message is for a model */
export function waitReport(
  { waits, waitsLike }: TraceFacts,
  { process, for: target, line }: WaitQuestion,
): string {
  const found = waitsLike(
    (wait) =>
      (process === undefined || wait.process === process) &&
      (target === undefined || wait.for === target) &&
      (line === undefined || placeOf(wait.site)?.line === line),
  );
  if (found.length === 0) {
    const names = (of: (wait: WaitReport) => string) => [...new Set(waits.map(of))].slice(0, ROWS).join(", ");
    throw new Error(
      waits.length === 0
        ? "Nobody waited in this run."
        : `No wait of this run is like that. Of the longest ones: Who waited: ${names((wait) => wait.process)}. For what: ${names((wait) => wait.for)}. Where: ${names((wait) => wait.site)}.`,
    );
  }
  return found.slice(0, WAITS).flatMap(waitLines).map(printable).join("\n");
}

/** The hints as a model needs them: what, how sure, where, what to do. */
export function hintLines(hints: readonly Hint[]): string[] {
  if (hints.length === 0)
    return ["Hints: none. Nothing was found; that proves nothing about other schedules."];
  const lines = [`Hints: ${hints.length}`];
  for (const { kind, certainty, severity, message, fix, sites } of hints.slice(0, ROWS)) {
    lines.push(`- ${kind} (${certainty}, ${severity}): ${message}`, `  Fix: ${fix}`);
    for (const { file, line, column, role, process } of sites.slice(0, ROWS))
      lines.push(`  ${role}${process ? ` (${process})` : ""}: ${file}:${line}:${column}`);
  }
  if (hints.length > ROWS) lines.push(`  and ${hints.length - ROWS} more`);
  return lines;
}

function waitLines({ from, length, site, ended, why }: WaitReport): string[] {
  const [first = "", ...because] = why;
  return [
    `- at ${durationText(from)}, for ${durationText(length)}${ended === null ? " and not over" : ""}: ${first}`,
    ...because.map((sentence) => `  because ${sentence}`),
    ...(site ? [`  asked at ${site}`] : []),
  ];
}

function figureLines({ processes, locks, queues }: StatisticsReport): string[] {
  const lines = [`Processes: ${processes.length}`];
  for (const { name, ended, exitCode, signal, waits, longestWait } of processes.slice(0, ROWS)) {
    const end =
      ended === null ? "did not end" : signal ? `ended by ${signal}` : `exit ${exitCode ?? "unknown"}`;
    const longest = longestWait
      ? `, longest ${durationText(longestWait.length)} for ${longestWait.for} at ${longestWait.site}`
      : "";
    lines.push(`- ${name}: ${end}; waited ${durationText(waits.total)}${longest}`);
  }
  if (locks.length > 0) lines.push(`Locks: ${locks.length}`);
  for (const { name, type, acquired, contended, wait, hold } of locks.slice(0, ROWS))
    lines.push(
      `- ${name} (${type}): taken ${acquired} times, ${contended} had to wait, ${durationText(wait.total)} in all; held ${durationText(hold.total)}, at most ${durationText(hold.longest)}`,
    );
  if (queues.length > 0) lines.push(`Queues: ${queues.length}`);
  for (const { name, type, puts, gets, left } of queues.slice(0, ROWS))
    lines.push(`- ${name} (${type}): ${puts} put, ${gets} got, ${left} left`);
  return lines;
}

const storyLines = (story: readonly Sentence[]): string[] =>
  story.length === 0
    ? []
    : ["What happened:", ...story.map(({ time, text }) => `- ${(time / 1000).toFixed(3)} s: ${text}`)];
