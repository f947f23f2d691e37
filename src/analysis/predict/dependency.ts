/**
 * Generalised lock dependencies: a task asked for something, without a limit, while it held a set of locks. They are
 * the abstract acquisitions of sync-preserving deadlock prediction (H. Tunç, U. Mathur, A. Pavlogiannis,
 * M. Viswanathan, "Sound Dynamic Deadlock Prediction in Linear Time", 2023), with more than locks to wait for.
 */
import type { Verb } from "../../protocol/events.ts";
import type { HeldSet } from "./held-set.ts";
import type { Flow } from "./parties.ts";

export interface Dependency {
  /** From 1, as it stands in the log. */
  id: number;
  flow: Flow;
  verb: Verb;
  /** The object wanted; of a `join` the process. */
  want: number;
  held: HeldSet;
  /** The first request of this kind: its row, when, where. */
  row: number;
  time: number;
  site: number;
}

/** A run of more kinds of requests than this is followed no further. */
const DEPENDENCIES_MOST = 20_000;

export class Dependencies {
  readonly all: Dependency[] = [];
  readonly #ids = new Map<Flow, Map<number, number>>();

  /** Notes a request; answers the id of its dependency, 0 when there are too many. */
  note(
    flow: Flow,
    verb: Verb,
    number: number,
    want: number,
    row: number,
    time: number,
    site: number,
  ): number {
    let ids = this.#ids.get(flow);
    if (!ids) {
      ids = new Map();
      this.#ids.set(flow, ids);
    }
    // Verbs are few, held sets fewer than 2¹⁶ and objects fewer than 2³².
    const key = (want * 65_536 + flow.held.id) * 16 + number;
    const known = ids.get(key);
    if (known !== undefined) return known;
    if (this.all.length >= DEPENDENCIES_MOST) return 0;
    const id = this.all.length + 1;
    this.all.push({ id, flow, verb, want, held: flow.held, row, time, site });
    ids.set(key, id);
    return id;
  }
}
