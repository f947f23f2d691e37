/** What `interleave inspect` prints for a person. */

import type { WaitReport } from "../analysis/path/longest-waits.ts";
import type { PathReport } from "../analysis/path/path-report.ts";
import type { LockReport } from "../analysis/statistics/lock-usage.ts";
import type { PoolReport } from "../analysis/statistics/pool-usage.ts";
import type { ProcessReport } from "../analysis/statistics/process-times.ts";
import type { StatisticsReport } from "../analysis/statistics/statistics.ts";
import { durationText, figures, percentText, placeText, printable, sparkline } from "../analysis/words.ts";
import { hintLine } from "../coordinator/terminal.ts";
import type { StateName } from "../trace/states.ts";
import { type Column, textTable } from "./text-table.ts";

const STATE_COLUMNS: readonly [StateName, string][] = [
  ["running", "running"],
  ["lock", "for locks"],
  ["queue", "queues"],
  ["process", "processes"],
  ["signal", "signals"],
  ["stuck", "stuck"],
  ["sleeping", "sleeping"],
  ["none", "idle"],
  ["starting", "starting"],
];
const MOST_LINES = 4;
const MOST_PATH_SHARES = 8;

const time = (ms: number): string => (ms === 0 ? "" : durationText(ms));
const number = (value: number): string => (value === 0 ? "" : String(value));
const right = <T>(name: string, text: (item: T) => string): Column<T> => ({ name, text, align: "right" });

/** Every section that has something to say, each after an empty line. */
export function statisticsText(report: StatisticsReport): string[] {
  return [
    ...section("Processes", processLines(report)),
    ...section("Locks", report.locks.length > 0 ? lockLines(report.locks) : []),
    ...section("Queues and pipes", queueLines(report)),
    ...section("Events, conditions, barriers", signalLines(report)),
    ...section("Pools", report.pools.length > 0 ? poolLines(report.pools) : []),
    ...section("Values", valueLines(report)),
  ];
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function processLines({ processes, parallelism }: StatisticsReport): string[] {
  const depth = new Map<number, number>();
  for (const { id, parent } of processes) depth.set(id, (depth.get(parent) ?? -1) + 1);
  const table = textTable(processes, [
    { name: "process", text: ({ id, name }) => "  ".repeat(Math.min(depth.get(id)!, 6)) + name },
    right("pid", ({ pid }) => (pid === null ? "" : String(pid))),
    right("life", ({ states }) => time(Object.values(states).reduce((sum, each) => sum + each, 0))),
    ...STATE_COLUMNS.map(([state, name]) =>
      right<ProcessReport>(name, ({ states }) => time(states[state] ?? 0)),
    ),
    right("tasks", ({ tasks, failedTasks }) =>
      tasks === 0 ? "" : failedTasks > 0 ? `${tasks}, ${failedTasks} failed` : String(tasks),
    ),
    right("printed", ({ printed, printedDropped }) =>
      printedDropped > 0 ? `${printed}, ${printedDropped} not recorded` : number(printed),
    ),
    right("exit", ({ ended, exitCode, signal }) =>
      ended === null ? "–" : (signal ?? (exitCode === null ? "?" : String(exitCode))),
    ),
  ]);
  const { mean, over } = parallelism;
  const most = Math.max(1, ...over.values);
  return [
    ...table,
    `running at once: ${figures(mean)} on average; below, one column is ${durationText(over.step)}, the highest ${figures(most)}`,
    `  ${sparkline(over.values, most)}`.trimEnd(),
  ];
}

function lockLines(locks: readonly LockReport[]): string[] {
  type Line = { label: string; lock: LockReport | undefined } & Omit<LockReport["lines"][number], "site">;
  const lines = locks.flatMap((lock): Line[] => {
    const own = lock.lines.length > 1 ? lock.lines.slice(0, MOST_LINES) : [];
    return [
      { ...lock, label: lock.name, lock },
      ...own.map((line) => ({ ...line, label: `  ${placeText(line.site) || "?"}`, lock: undefined })),
    ];
  });
  return textTable(lines, [
    { name: "lock", text: ({ label }) => label },
    { name: "type", text: ({ lock }) => (lock && lock.type !== "Lock" ? lock.type : "") },
    right("taken", ({ acquired }) => String(acquired)),
    right("had to wait", ({ contended }) => number(contended)),
    right("gave up", ({ givenUp }) => number(givenUp)),
    right("waited", ({ wait }) => time(wait.total)),
    right("mean", ({ wait }) => time(wait.mean)),
    right("longest", ({ wait }) => time(wait.longest)),
    right("held", ({ hold }) => time(hold.total)),
    right("longest", ({ hold }) => time(hold.longest)),
    right("in use", ({ lock }) => (lock && lock.inUse > 0 ? percentText(lock.inUse) : "")),
    { name: "mostly by", text: ({ lock }) => lock?.heldBy[0]?.name ?? "", most: 20 },
  ]);
}

function queueLines({ queues }: StatisticsReport): string[] {
  if (queues.length === 0) return [];
  return textTable(queues, [
    { name: "queue", text: ({ name }) => name },
    right("bound", ({ bound }) => number(bound)),
    right("put", ({ puts }) => String(puts)),
    right("got", ({ gets }) => String(gets)),
    right("left", ({ left }) => number(left)),
    right("per s", ({ throughput }) => (throughput === 0 ? "" : figures(throughput))),
    right("depth", ({ depth }) => figures(depth.mean)),
    right("most", ({ depth }) => String(depth.most)),
    right("stay", ({ stay }) => time(stay.mean)),
    right("longest", ({ stay }) => time(stay.longest)),
    right("for items", ({ getWait }) => time(getWait.total)),
    right("for room", ({ putWait }) => time(putWait.total)),
  ]);
}

function signalLines({ signals }: StatisticsReport): string[] {
  if (signals.length === 0) return [];
  return textTable(signals, [
    { name: "name", text: ({ name }) => name },
    { name: "type", text: ({ type }) => type },
    right("signals", (item) => number(item.signals)),
    right("waits", ({ wait }) => String(wait.count)),
    right("waited", ({ wait }) => time(wait.total)),
    right("mean", ({ wait }) => time(wait.mean)),
    right("longest", ({ wait }) => time(wait.longest)),
  ]);
}

function poolLines(pools: readonly PoolReport[]): string[] {
  return pools.flatMap((pool) => {
    const { name, workers, submitted, finished, failed, utilisation, parallelism, queued, task } = pool;
    const { over } = parallelism;
    const most = Math.max(workers, ...over.values);
    const failures = failed > 0 ? `, ${failed} of them failed` : "";
    return [
      `${printable(name)}: ${workers} workers, ${submitted} tasks submitted, ${finished} ended${failures}`,
      `  busy ${percentText(utilisation)} of the time; tasks at once: ${figures(parallelism.mean)} on average, ${parallelism.most} at most`,
      `  ${sparkline(over.values, most)}`.trimEnd(),
      `  a task waits ${durationText(queued.mean)} (at most ${durationText(queued.longest)}) and takes ${durationText(task.mean)} (at most ${durationText(task.longest)})`,
      ...textTable(pool.functions.slice(0, 10), [
        { name: "function", text: (each) => each.name },
        right("tasks", (each) => String(each.task.count)),
        right("failed", (each) => number(each.failed)),
        right("total", (each) => time(each.task.total)),
        right("mean", (each) => time(each.task.mean)),
        right("longest", (each) => time(each.task.longest)),
      ]).map((line) => `  ${line}`),
    ];
  });
}

function valueLines({ values }: StatisticsReport): string[] {
  if (values.length === 0) return [];
  return textTable(values, [
    { name: "name", text: ({ name }) => name },
    { name: "type", text: ({ type }) => type },
    right("reads", ({ reads }) => number(reads)),
    right("writes", ({ writes }) => number(writes)),
    { name: "made at", text: ({ site }) => placeText(site) },
  ]);
}

export function pathText({ length, shares }: PathReport): string[] {
  const rest = shares.slice(MOST_PATH_SHARES).reduce((sum, { total }) => sum + total, 0);
  const lines = textTable(shares.slice(0, MOST_PATH_SHARES), [
    right("time", ({ total }) => durationText(total)),
    right("share", ({ share }) => percentText(share)),
    { name: "process", text: ({ process }) => process || "(nobody)" },
    {
      name: "did",
      text: (share) =>
        `${share.state !== "none" ? share.state : share.process ? "idle" : "–"}${share.for ? ` ${share.for}` : ""}`,
      most: 40,
    },
  ]);
  if (rest > 0) lines.push(`and ${durationText(rest)} of ${shares.length - MOST_PATH_SHARES} other kinds`);
  return section(`Critical path: what the ${durationText(length)} consist of`, lines);
}

export function waitsText(waits: readonly WaitReport[]): string[] {
  const lines = waits.flatMap(({ why, from }) =>
    why.map((sentence, index) =>
      printable(
        index === 0
          ? `${(from / 1000).toFixed(3)} s: ${sentence}`
          : `${"  ".repeat(Math.min(index, 8))}because ${sentence}`,
      ),
    ),
  );
  return section("Longest waits", lines);
}

export function hintsText({ hints }: StatisticsReport, events: number): string[] {
  if (hints.length === 0) return ["", `No hints. ${events} events looked at.`];
  const lines = hints.flatMap((hint) =>
    hintLine(hint)
      .trimEnd()
      .replace(/^interleave: /, "")
      .split("\n"),
  );
  return section("Hints", lines);
}
