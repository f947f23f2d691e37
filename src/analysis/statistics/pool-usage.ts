/** Pools and executors: how busy their workers are, how long tasks wait and take. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { LevelName, WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Box, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { Level, type LevelReport } from "./level.ts";
import { entry, type ObjectReport, objectReport } from "./object-report.ts";
import type { SeriesReport } from "./series.ts";
import { contains, type Range, rounded, Tally, type TallyReport, within } from "./tally.ts";

export interface PoolReport extends ObjectReport {
  workers: number;
  submitted: number;
  finished: number;
  failed: number;
  /** Tasks that run at once, in equal steps of time too. */
  parallelism: LevelReport & { over: SeriesReport };
  /** Share of the workers' time in which a task ran. */
  utilisation: number;
  /** From submitted to begun, per task. */
  queued: TallyReport;
  /** From begun to ended. */
  task: TallyReport;
  functions: { name: string; failed: number; task: TallyReport }[];
}

class Account {
  readonly object: WalkedObject;
  readonly running: Level;
  readonly queued = new Tally();
  readonly task = new Tally();
  readonly functions = new Map<string, { failed: number; task: Tally }>();
  /** When a task that has not begun was submitted. */
  readonly submits = new Map<number, number>();
  submitted = 0;
  failed = 0;

  constructor(object: WalkedObject, range: Range) {
    this.object = object;
    this.running = new Level(range, "series");
  }
}

export class PoolUsage implements Visitor {
  readonly #range: Range;
  readonly #pools = new Map<number, Account>();

  constructor(range: Range) {
    this.#range = range;
  }

  object(object: WalkedObject): void {
    if (object.kind === "pool") this.#pools.set(object.id, new Account(object, this.#range));
  }

  row({ object, other, time }: Row, kind: number): void {
    if (kind < KIND["task.submit"] || kind > KIND["task.result"]) return;
    const pool = this.#pools.get(object);
    if (!pool) return;
    if (kind === KIND["task.submit"]) {
      pool.submits.set(other, time);
      if (contains(this.#range, time)) pool.submitted++;
    } else if (kind === KIND["task.start"]) {
      const submitted = pool.submits.get(other);
      if (submitted !== undefined && contains(this.#range, time))
        pool.queued.add(Math.max(0, time - submitted));
      pool.submits.delete(other);
    } else if (kind === KIND["task.result"]) pool.submits.delete(other);
  }

  box(_: WalkedProcess, { kind, object, name, from, to, failed }: Box): void {
    const pool = kind === "task" ? this.#pools.get(object) : undefined;
    const length = within(this.#range, from, to);
    if (!pool || (length === 0 && !contains(this.#range, to))) return;
    const own = entry(pool.functions, name, () => ({ failed: 0, task: new Tally() }));
    pool.task.add(length);
    own.task.add(length);
    if (!failed) return;
    pool.failed++;
    own.failed++;
  }

  level(object: WalkedObject, name: LevelName, time: number, value: number): void {
    if (name === "running") this.#pools.get(object.id)?.running.set(time, value);
  }

  report(walk: Walk, length: number): PoolReport[] {
    return [...this.#pools.values()].map((pool) => {
      const workers = pool.object.info.size ?? 0;
      return {
        ...objectReport(walk, pool.object),
        workers,
        submitted: pool.submitted,
        finished: pool.task.count,
        failed: pool.failed,
        parallelism: { ...pool.running.report(walk.end), over: pool.running.course(walk.end) },
        utilisation: workers > 0 ? rounded(pool.task.total / (workers * length)) : 0,
        queued: pool.queued.report(),
        task: pool.task.report(),
        functions: [...pool.functions]
          .map(([name, { failed, task }]) => ({ name, failed, task: task.report() }))
          .sort((a, b) => b.task.total - a.task.total),
      };
    });
  }
}
