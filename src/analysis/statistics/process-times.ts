/** Where the time of each process went. */
import { KIND, type Phase } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import { droppedLines, isPrinted } from "../../trace/output-log.ts";
import { STATE, STATES, type StateName } from "../../trace/states.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { Box, Stretch, Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { Series, type SeriesReport } from "./series.ts";
import { contains, ms, type Range, rounded, Tally, type TallyReport, within } from "./tally.ts";

export interface LongestWait {
  verb: string;
  /** Name of the object or process waited for. */
  for: string;
  site: string;
  at: number;
  length: number;
}

/** Times in milliseconds of the run. */
export interface ProcessReport {
  id: number;
  name: string;
  pid: number | null;
  kind: string;
  daemon: boolean;
  target: string;
  /** Id of the process that started it, 0 for the main one. */
  parent: number;
  site: string;
  started: number;
  /** Null while it lasts. */
  ended: number | null;
  exitCode: number | null;
  signal: string | null;
  /** Its time by state; together they are its life. */
  states: Partial<Record<StateName, number>>;
  /** Waits for others that are over; `sleep` is none of them. */
  waits: TallyReport;
  longestWait: LongestWait | null;
  tasks: number;
  failedTasks: number;
  /** Lines that it printed, on standard error too, and those of them that the trace does not have. */
  printed: number;
  printedDropped: number;
}

/** How many processes run at once: the mean by time, and how it went. */
export interface Parallelism {
  mean: number;
  over: SeriesReport;
}

interface Account {
  states: Float64Array;
  waits: Tally;
  longest: { wait: Wait; length: number } | undefined;
  tasks: number;
  failed: number;
  printed: number;
  dropped: number;
}

export class ProcessTimes implements Visitor {
  readonly #range: Range;
  readonly #accounts = new Map<WalkedProcess, Account>();
  readonly #byId = new Map<number, Account>();
  readonly #running: Series;
  #ran = 0;

  constructor(range: Range) {
    this.#range = range;
    this.#running = new Series(range.from);
  }

  process(process: WalkedProcess): void {
    this.#accounts.set(process, {
      states: new Float64Array(STATES.length),
      waits: new Tally(),
      longest: undefined,
      tasks: 0,
      failed: 0,
      printed: 0,
      dropped: 0,
    });
    this.#byId.set(process.id, this.#accounts.get(process)!);
  }

  row(row: Row, kind: number): void {
    if (!isPrinted(kind)) return;
    const account = this.#byId.get(row.process);
    if (!account || !contains(this.#range, row.time)) return;
    const dropped = kind === KIND["output"] ? 0 : droppedLines(row);
    account.printed += kind === KIND["output"] ? 1 : dropped;
    account.dropped += dropped;
  }

  stretch(process: WalkedProcess, { state, from, to }: Stretch): void {
    const account = this.#accounts.get(process)!;
    const length = within(this.#range, from, to);
    account.states[state]! += length;
    if (state !== STATE.running || length === 0) return;
    this.#ran += length;
    this.#running.add(Math.max(from, this.#range.from), Math.min(to, this.#range.to), 1);
  }

  wait(process: WalkedProcess, wait: Wait, until: number, _phase: Phase | undefined): void {
    if (wait.verb === "sleep") return;
    const length = within(this.#range, wait.since, until);
    if (length === 0 && !contains(this.#range, until)) return;
    const account = this.#accounts.get(process)!;
    account.waits.add(length);
    if (!account.longest || length > account.longest.length) account.longest = { wait, length };
  }

  box(process: WalkedProcess, { kind, from, to, failed }: Box): void {
    if (kind !== "task" || within(this.#range, from, to) === 0) return;
    const account = this.#accounts.get(process)!;
    account.tasks++;
    if (failed) account.failed++;
  }

  report(walk: Walk): ProcessReport[] {
    return [...this.#accounts].map(([process, account]) => {
      const { exit } = process;
      const states: ProcessReport["states"] = {};
      STATES.forEach((name, state) => {
        if (state !== STATE.exited && account.states[state]! > 0) states[name] = ms(account.states[state]!);
      });
      return {
        id: process.id,
        name: process.name,
        pid: process.pid ?? null,
        kind: process.info.kind,
        daemon: process.info.daemon,
        target: process.info.target,
        parent: process.parent,
        site: walk.site(process.site),
        started: ms(process.spawned),
        ended: exit ? ms(exit.time) : null,
        exitCode: exit && !Number.isNaN(exit.code) ? exit.code : null,
        signal: exit?.signal || null,
        states,
        waits: account.waits.report(),
        longestWait: account.longest ? longest(walk, account.longest) : null,
        tasks: account.tasks,
        failedTasks: account.failed,
        printed: account.printed,
        printedDropped: account.dropped,
      };
    });
  }

  parallelism(end: number): Parallelism {
    const last = Math.min(end, this.#range.to);
    const length = last - this.#range.from;
    return { mean: length > 0 ? rounded(this.#ran / length) : 0, over: this.#running.report(last) };
  }
}

function longest(walk: Walk, { wait, length }: { wait: Wait; length: number }): LongestWait {
  return {
    verb: wait.verb,
    for: waitTarget(walk, wait),
    site: walk.site(wait.site),
    at: ms(wait.since),
    length: ms(length),
  };
}

/** What a wait is for, by name; empty for nothing in particular. */
export function waitTarget(walk: Walk, { verb, object, other }: Pick<Wait, "verb" | "object" | "other">) {
  if (object) return walk.objectName(object);
  if (verb === "result" && other) return `task ${other}`;
  return verb === "join" && other ? walk.processName(other) : "";
}
