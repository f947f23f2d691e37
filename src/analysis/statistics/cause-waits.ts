/** What processes were kept waiting by in a part of the run: how long, how that is spread, and the longest of it. */
import { STATE, STATES, type StateName, stateOfVerb } from "../../trace/states.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { waitTarget } from "./process-times.ts";
import { Spread, type SpreadCounts } from "./spread.ts";
import { contains, type Range, within } from "./tally.ts";

/** Quantiles are exact for so many waits of a kind. */
const KEPT = 1 << 20;

/** Times in microseconds of the run. */
export interface LongWait {
  process: number;
  object: number;
  /** What it was for, by name. */
  for: string;
  site: string;
  /** All of it, and how much of that lies in the range. */
  from: number;
  to: number;
  length: number;
}

/** Waits are cut off at the edges of the range. Times in microseconds. */
export interface CauseWaits {
  state: StateName;
  count: number;
  total: number;
  p50: number;
  p95: number;
  spread: SpreadCounts;
  /** Longest first. */
  longest: LongWait[];
}

interface Account {
  total: number;
  spread: Spread;
  longest: { process: number; wait: Wait; until: number; length: number }[];
}

export class WaitsByCause implements Visitor {
  readonly #range: Range;
  readonly #most: number;
  readonly #causes = new Map<number, Account>();

  /** `most`: so many of the longest are told of each cause. */
  constructor(range: Range, most: number) {
    this.#range = range;
    this.#most = most;
  }

  wait({ id }: WalkedProcess, wait: Wait, until: number): void {
    const state = stateOfVerb(wait.verb);
    const length = within(this.#range, wait.since, until);
    if (state === STATE.sleeping || (length === 0 && !contains(this.#range, until))) return;
    const cause = this.#causes.get(state) ?? { total: 0, spread: new Spread(KEPT), longest: [] };
    this.#causes.set(state, cause);
    cause.total += length;
    cause.spread.add(length);
    const { longest } = cause;
    if (longest.length === this.#most && longest.at(-1)!.length >= length) return;
    const place = longest.findIndex((each) => each.length < length);
    // Its beginning is as it is now: a debugger's stop would move it.
    const entry = { process: id, wait: { ...wait }, until, length };
    longest.splice(place < 0 ? longest.length : place, 0, entry);
    if (longest.length > this.#most) longest.pop();
  }

  /** Those that cost most first. */
  report(walk: Walk): CauseWaits[] {
    return [...this.#causes]
      .map(([state, { total, spread, longest }]) => ({
        state: STATES[state]!,
        count: spread.count,
        total,
        p50: spread.quantile(0.5),
        p95: spread.quantile(0.95),
        spread: spread.counts(),
        longest: longest.map(({ process, wait, until, length }) => ({
          process,
          object: wait.object,
          for: waitTarget(walk, wait),
          site: walk.site(wait.site),
          from: wait.since,
          to: until,
          length,
        })),
      }))
      .sort((a, b) => b.total - a.total);
  }
}
