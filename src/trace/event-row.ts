/** One row of a batch, taken out of its columns. */
import { EVENT_KINDS, PHASES, VERBS, waitOf } from "../protocol/events.ts";
import type { EventBatch } from "./reader.ts";
import { stateOfVerb } from "./states.ts";

export interface Row {
  batch: EventBatch;
  at: number;
  kind: number;
  time: number;
  seq: number;
  process: number;
  object: number;
  op: number;
  other: number;
  value: number;
  /** Milliseconds; NaN: none. */
  timeout: number;
  site: number;
}

export function rowOf(batch: EventBatch, at: number): Row {
  return {
    batch,
    at,
    kind: batch.kind[at]!,
    time: batch.time[at]!,
    seq: batch.seq[at]!,
    process: batch.process[at]!,
    object: batch.object[at]!,
    op: batch.op[at]!,
    other: batch.other[at]!,
    value: batch.value[at]!,
    timeout: batch.timeout[at]!,
    site: batch.site[at]!,
  };
}

/** What a wait's row says by its kind alone; undefined for the other kinds. */
export const WAIT_ROWS = EVENT_KINDS.map((_, kind) => {
  const wait = waitOf(kind);
  if (!wait) return undefined;
  return {
    ...wait,
    verbNumber: VERBS.indexOf(wait.verb) + 1,
    phaseNumber: PHASES.indexOf(wait.phase),
    state: stateOfVerb(wait.verb),
  };
});
