/** What is different between two runs of a program. */
import type { Hint } from "../protocol/hints.ts";
import type { StatisticsReport } from "./statistics/statistics.ts";

/** What can be different, and which of its figures: tables, so that their words can be translated. */
export const THINGS = ["run", "process", "lock", "queue", "signal", "pool"] as const;
const TIMES = ["running", "lock", "queue", "process", "signal", "stuck", "sleeping"] as const;
export const FIGURES = [
  "length",
  "processes that run at once",
  "hints",
  "longest wait",
  "tasks",
  "acquired",
  "contended",
  "waited for",
  "held",
  "in use",
  "items",
  "most items in it",
  "stay of an item",
  "waited for items",
  "waited for room",
  "signals",
  "failed",
  "utilisation",
  "mean time in the queue",
  "mean task",
] as const;
export type Compared = (typeof THINGS)[number];
export type Figure = (typeof FIGURES)[number] | (typeof TIMES)[number] | "exists";

export interface Difference {
  what: Compared;
  /** Its name; of several with one name the second is `name (2)`. */
  name: string;
  figure: Figure;
  /** In `unit`; null where the run has no such thing. */
  before: number | null;
  after: number | null;
  unit: "ms" | "share" | "count";
}

/** Times and counts that changed less than this share of the larger one are the same. */
const NOTABLE = 0.1;
/** And so are times that differ by less, in milliseconds. */
const LEAST_MS = 1;

type Figures = Map<Figure, { value: number; unit: Difference["unit"] }>;
type Things = Map<string, { what: Compared; name: string; figures: Figures }>;

/** Notable differences, the largest in time first. What is in one run only is told as such. */
export const compare = (before: StatisticsReport, after: StatisticsReport): Difference[] =>
  compareAll(before, after).filter(isNotable);

/** All figures of both, those first whose times differ most. */
export function compareAll(before: StatisticsReport, after: StatisticsReport): Difference[] {
  const a = thingsOf(before);
  const b = thingsOf(after);
  const found: Difference[] = [];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const was = a.get(key);
    const is = b.get(key);
    const { what, name } = (was ?? is)!;
    if (!was || !is) {
      found.push({
        what,
        name,
        figure: "exists",
        before: was ? 1 : null,
        after: is ? 1 : null,
        unit: "count",
      });
      continue;
    }
    for (const [figure, { value, unit }] of was.figures) {
      const now = is.figures.get(figure)?.value ?? 0;
      found.push({ what, name, figure, before: value, after: now, unit });
    }
  }
  return found.sort((one, other) => size(other) - size(one));
}

export function isNotable({ before, after, unit }: Difference): boolean {
  if (before === null || after === null) return true;
  const change = Math.abs(after - before);
  if (unit === "ms" && change < LEAST_MS) return false;
  if (unit === "share") return change >= NOTABLE;
  return change > 0 && change >= NOTABLE * Math.max(Math.abs(before), Math.abs(after));
}

/** Hints of a run that the other has none like. */
export function hintsOnlyIn(run: StatisticsReport, other: StatisticsReport): Hint[] {
  const key = ({ kind, message }: Hint) => `${kind} ${message}`;
  const known = new Set(other.hints.map(key));
  return run.hints.filter((hint) => !known.has(key(hint)));
}

/** Names that tell things apart: of several with one name the second is `name (2)`. */
export function apart(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let own = name;
    for (let n = 2; taken.has(own); n++) own = `${name} (${n})`;
    taken.add(own);
    return own;
  };
}

/** Times weigh by their length; what comes or goes weighs most, then counts. */
function size({ before, after, unit }: Difference): number {
  if (before === null || after === null) return Number.MAX_VALUE;
  return unit === "ms" ? Math.abs(after - before) : 0;
}

function thingsOf(report: StatisticsReport): Things {
  const things: Things = new Map();
  const names = new Map<Compared, (name: string) => string>();
  const add = (what: Compared, name: string, figures: [Figure, number, Difference["unit"]][]) => {
    const telling = names.get(what) ?? apart();
    names.set(what, telling);
    const own = telling(name);
    const entries = figures.map(([figure, value, unit]) => [figure, { value, unit }] as const);
    things.set(`${what} ${own}`, { what, name: own, figures: new Map(entries) });
  };
  add("run", "", [
    ["length", report.range.to - report.range.from, "ms"],
    ["processes that run at once", report.parallelism.mean, "count"],
    ["hints", report.hints.length, "count"],
  ]);
  for (const { name, states, waits, tasks } of report.processes)
    add("process", name, [
      ...TIMES.map((state): [Figure, number, "ms"] => [state, states[state] ?? 0, "ms"]),
      ["longest wait", waits.longest, "ms"],
      ["tasks", tasks, "count"],
    ]);
  for (const { name, acquired, contended, wait, hold, inUse } of report.locks)
    add("lock", name, [
      ["acquired", acquired, "count"],
      ["contended", contended, "count"],
      ["waited for", wait.total, "ms"],
      ["longest wait", wait.longest, "ms"],
      ["held", hold.total, "ms"],
      ["in use", inUse, "share"],
    ]);
  for (const { name, gets, depth, stay, getWait, putWait } of report.queues)
    add("queue", name, [
      ["items", gets, "count"],
      ["most items in it", depth.most, "count"],
      ["stay of an item", stay.mean, "ms"],
      ["waited for items", getWait.total, "ms"],
      ["waited for room", putWait.total, "ms"],
    ]);
  for (const { name, wait, signals } of report.signals)
    add("signal", name, [
      ["signals", signals, "count"],
      ["waited for", wait.total, "ms"],
    ]);
  for (const { name, finished, failed, utilisation, queued, task } of report.pools)
    add("pool", name, [
      ["tasks", finished, "count"],
      ["failed", failed, "count"],
      ["utilisation", utilisation, "share"],
      ["mean time in the queue", queued.mean, "ms"],
      ["mean task", task.mean, "ms"],
    ]);
  return things;
}
