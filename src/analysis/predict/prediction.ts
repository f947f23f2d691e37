/**
 * Deadlocks that did not happen: whether the events of a run, in another order, lead to one. Rows go in as they come;
 * circles of two locks are looked for while the run goes on, all else when it is over. The memory is bounded by
 * {@link LOG_ROWS}; of what comes later nothing is said.
 */
import type { Hint } from "../../protocol/hints.ts";
import type { Row } from "../../trace/event-row.ts";
import { Budget } from "./budget.ts";
import { Collector } from "./collector.ts";
import type { LOG_ROWS } from "./event-log.ts";
import { predictedHint } from "./predicted-hint.ts";
import { type Found, Search } from "./search.ts";

/** Members of a circle, at most. */
const MEMBERS_MOST = 6;
/** Rows looked at by one search while the run goes on, and by the last one. */
const ONLINE_ROWS = 400_000;
const FINAL_ROWS = 40_000_000;

export interface PredictionOptions {
  /** The text of a site of the trace. */
  site(id: number): string;
}

export class Prediction {
  readonly #collector = new Collector();
  readonly #search = new Search(this.#collector);
  readonly #options: PredictionOptions;
  /** Time of the latest row, in µs. */
  #time = 0;
  /** Dependencies that there were at the last search. */
  #searched = 0;
  #patience = 1;

  constructor(options: PredictionOptions) {
    this.#options = options;
  }

  row(row: Row): void {
    if (row.time > this.#time) this.#time = row.time;
    this.#collector.row(row);
  }

  /** Rows that came when there was no room for more; the log holds {@link LOG_ROWS}. */
  get unseen(): number {
    return this.#collector.unseen;
  }

  /** What can be said while the run goes on: circles of two. */
  take(): Hint[] {
    const { all } = this.#collector.dependencies;
    // A lock is held, its circle may be closed only later: look again, ever more rarely.
    if (all.length === this.#searched && --this.#patience > 0) return [];
    this.#patience = all.length === this.#searched ? 8 : 1;
    this.#searched = all.length;
    return this.#hints(this.#search.circles(2, false, new Budget(ONLINE_ROWS)));
  }

  /** What can be said when the run is over. `expired` is asked now and then whether time is up. */
  end(expired?: () => boolean): { hints: Hint[]; cut: boolean } {
    const found = this.findings(expired);
    return { hints: this.#hints(found.found), cut: found.cut };
  }

  /** {@link end}, before it is put into words. */
  findings(expired?: () => boolean): { found: Found[]; cut: boolean } {
    const budget = new Budget(FINAL_ROWS, expired);
    const circles = this.#search.circles(MEMBERS_MOST, true, budget);
    const others = this.#search.others(budget);
    return { found: [...circles, ...others], cut: budget.spent };
  }

  get collector(): Collector {
    return this.#collector;
  }

  #hints(found: Found[]): Hint[] {
    const { happened } = this.#collector;
    // What has really happened needs no prediction.
    const news = found.filter((one) => !happened.some((core) => one.core.every((id) => core.has(id))));
    return news.map((one) => predictedHint(this.#collector, one, this.#time, (id) => this.#options.site(id)));
  }
}

export type { LOG_ROWS };
