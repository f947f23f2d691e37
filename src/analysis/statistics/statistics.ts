/** The figures of a run, or of a part of it. */
import type { Hint } from "../../protocol/hints.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import { type LockReport, LockUsage } from "./lock-usage.ts";
import { type PoolReport, PoolUsage } from "./pool-usage.ts";
import { type Parallelism, type ProcessReport, ProcessTimes } from "./process-times.ts";
import { type QueueReport, QueueUsage } from "./queue-usage.ts";
import { type SignalReport, SignalUsage, type ValueReport } from "./signal-usage.ts";
import { EVERYTHING, ms, type Range } from "./tally.ts";

/** All times in milliseconds of the run. Part of `interleave inspect --json`: only ever add. */
export interface StatisticsReport {
  range: { from: number; to: number };
  parallelism: Parallelism;
  processes: ProcessReport[];
  locks: LockReport[];
  queues: QueueReport[];
  signals: SignalReport[];
  pools: PoolReport[];
  values: ValueReport[];
  hints: Hint[];
}

/** Collects the figures while a trace is walked through. Waits, holds and states that reach out of the range are cut off at its edges. */
export class Statistics {
  readonly #range: Range;
  readonly #processes: ProcessTimes;
  readonly #locks: LockUsage;
  readonly #queues: QueueUsage;
  readonly #signals: SignalUsage;
  readonly #pools: PoolUsage;
  readonly #hints: Hint[] = [];
  /** To be given to the walk. */
  readonly visitors: readonly Visitor[];

  constructor(range: Range = EVERYTHING) {
    this.#range = range;
    this.#processes = new ProcessTimes(range);
    this.#locks = new LockUsage(range);
    this.#queues = new QueueUsage(range);
    this.#signals = new SignalUsage(range);
    this.#pools = new PoolUsage(range);
    const hints: Visitor = {
      hint: (hint, closed) => {
        if (closed <= range.to && hint.time * 1000 >= range.from) this.#hints.push(hint);
      },
    };
    this.visitors = [this.#processes, this.#locks, this.#queues, this.#signals, this.#pools, hints];
  }

  /** To be called once the walk is finished. */
  report(walk: Walk): StatisticsReport {
    const { from } = this.#range;
    const to = Math.max(from, Math.min(this.#range.to, walk.end));
    const length = Math.max(1, to - from);
    return {
      range: { from: ms(from), to: ms(to) },
      parallelism: this.#processes.parallelism(walk.end),
      processes: this.#processes.report(walk),
      locks: this.#locks.report(walk, length),
      queues: this.#queues.report(walk, length),
      signals: this.#signals.signals(walk),
      pools: this.#pools.report(walk, length),
      values: this.#signals.values(walk),
      hints: this.#hints,
    };
  }
}
