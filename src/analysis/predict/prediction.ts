/**
 * Deadlocks that did not happen: whether the events of a run, in another order, lead to one. Rows go in as they come;
 * circles of locks are looked for while the run goes on, all else when it is over. A long run is looked at in windows:
 * what is found lies within one of them.
 */
import type { Hint } from "../../protocol/hints.ts";
import type { Row } from "../../trace/event-row.ts";
import { Budget } from "./budget.ts";
import { Collector } from "./collector.ts";
import { predictedHint } from "./predicted-hint.ts";
import { type Found, Search } from "./search.ts";
import { Window } from "./window.ts";

/** Members of a circle, at most. */
const MEMBERS_MOST = 6;
/** Rows looked at by one search while the run goes on, and by the last one. */
const ONLINE_ROWS = 400_000;
const FINAL_ROWS = 40_000_000;

export interface PredictionOptions {
  /** The text of a site of the trace. */
  site(id: number): string;
  /** How many rows are looked at together. */
  windowRows?: number;
  /** Hears of what is found, before it is put into words: its rows are those of the present window. */
  onFound?(found: Found): void;
}

export class Prediction {
  readonly #collector = new Collector();
  readonly #search = new Search(this.#collector);
  readonly #window: Window;
  /** Found when a window was left behind. */
  #news: Hint[] = [];
  readonly #options: PredictionOptions;
  /** Time of the latest row, in µs. */
  #time = 0;
  /** Dependencies that there were at the last search. */
  #searched = 0;
  #patience = 1;

  constructor(options: PredictionOptions) {
    this.#options = options;
    this.#window = new Window(this.#collector, options.windowRows);
  }

  row(row: Row): void {
    if (row.time > this.#time) this.#time = row.time;
    this.#collector.row(row);
    if (!this.#window.grown()) return;
    this.#news.push(...this.#hints(this.#search.circles(MEMBERS_MOST, false, new Budget(ONLINE_ROWS))));
    this.#window.begin(this.#time);
    this.#search.restart();
    this.#searched = 0;
    this.#patience = 1;
  }

  /** Rows that came after some were lost, or when it was not known any more what had become of the shared objects. */
  get unseen(): number {
    return this.#collector.unseen;
  }

  /** What can be said while the run goes on: circles of two. */
  take(): Hint[] {
    const { all } = this.#collector.dependencies;
    const news = this.#news.splice(0);
    // A lock is held, its circle may be closed only later: look again, ever more rarely.
    if (all.length === this.#searched && --this.#patience > 0) return news;
    this.#patience = all.length === this.#searched ? 8 : 1;
    this.#searched = all.length;
    return [...news, ...this.#hints(this.#search.circles(2, false, new Budget(ONLINE_ROWS)))];
  }

  /** What can be said when the run is over. `expired` is asked now and then whether time is up. */
  end(expired?: () => boolean): { hints: Hint[]; cut: boolean } {
    const budget = new Budget(FINAL_ROWS, expired);
    const found = this.#search.circles(MEMBERS_MOST, true, budget);
    found.push(...this.#search.others(budget));
    return { hints: [...this.#news.splice(0), ...this.#hints(found)], cut: budget.spent };
  }

  get collector(): Collector {
    return this.#collector;
  }

  #hints(found: Found[]): Hint[] {
    const { onFound } = this.#options;
    if (onFound) found.forEach(onFound);
    const { happened } = this.#collector;
    // What has really happened needs no prediction.
    const news = found.filter((one) => !happened.some((core) => one.core.every((id) => core.has(id))));
    return news.map((one) => predictedHint(this.#collector, one, this.#time, (id) => this.#options.site(id)));
  }
}
