/** The statistics of the run, or of the part that is chosen of it. */
import type { CauseWaits } from "../src/analysis/statistics/cause-waits.ts";
import type { LockReport } from "../src/analysis/statistics/lock-usage.ts";
import type { PoolReport } from "../src/analysis/statistics/pool-usage.ts";
import type { ProcessReport } from "../src/analysis/statistics/process-times.ts";
import type { QueueReport } from "../src/analysis/statistics/queue-usage.ts";
import type { StatisticsReport } from "../src/analysis/statistics/statistics.ts";
import type { ProcessLane } from "../src/trace/lanes.ts";
import { STATES } from "../src/trace/states.ts";
import { type Ask, Enquiry } from "./enquiry.ts";
import { type FiguresAnswer, type Span, WHOLE_RUN } from "./questions.ts";
import type { Store } from "./store.ts";

const byId = <T extends { id: number }>(list: readonly T[] = []): ReadonlyMap<number, T> =>
  new Map(list.map((report) => [report.id, report]));

export class Figures {
  readonly #store: Store;
  readonly #enquiry: Enquiry<"statistics">;
  #answer: FiguresAnswer | undefined;
  /** Undefined until it is known. */
  report: StatisticsReport | undefined;
  /** By what keeps waiting, what cost most first; undefined until it is known. */
  waits: readonly CauseWaits[] | undefined;
  processes: ReadonlyMap<number, ProcessReport> = new Map();
  locks: ReadonlyMap<number, LockReport> = new Map();
  queues: ReadonlyMap<number, QueueReport> = new Map();
  pools: ReadonlyMap<number, PoolReport> = new Map();
  /** Counts reports. */
  version = 0;

  constructor(store: Store, ask: Ask) {
    this.#store = store;
    this.#enquiry = new Enquiry(ask, () => store.changed());
  }

  /** To be called by whoever shows figures, before each time that they are shown. */
  want(): void {
    const { run, range, model } = this.#store;
    if (model.events === 0) return;
    const answer = this.#enquiry.want(
      { about: "statistics", span: range ?? WHOLE_RUN },
      run.id,
      model.events,
    );
    if (answer === this.#answer) return;
    this.#answer = answer;
    this.version++;
    this.waits = answer?.waits;
    const report = answer?.report;
    this.report = report;
    this.processes = byId(report?.processes);
    this.locks = byId(report?.locks);
    this.queues = byId(report?.queues);
    this.pools = byId(report?.pools);
  }
}

/** Kept between calls. */
const before = new Float64Array(STATES.length);
const after = new Float64Array(STATES.length);

/** Microseconds that a process spent in each state, within a part of the run. The answer is overwritten by the next. */
export function statesWithin({ track, exit }: ProcessLane, { from, to }: Span, now: number): Float64Array {
  const begin = Math.max(from, track.length > 0 ? track.start[0]! : now);
  const end = Math.min(to, exit?.time ?? now);
  after.fill(0);
  if (end <= begin) return after;
  const { detail } = track;
  detail.spent(begin, track.at(begin), before);
  detail.spent(end, track.at(end), after);
  for (let state = 0; state < after.length; state++) after[state]! -= before[state]!;
  return after;
}
