/** What a hint means for the lanes: from when on its members could not go on. */
import { VERBS } from "../protocol/events.ts";
import type { Hint, HintProcess } from "../protocol/hints.ts";
import { HELD, LockLane, type ProcessLane, type SharedLane } from "./lanes.ts";
import { NEVER_GOES_ON, STATE } from "./states.ts";

/** A hint with what the model found out about it. */
export interface FoundHint {
  hint: Hint;
  /** Moment from which its members could not go on, in microseconds: the last of their waits began. */
  closed: number;
  seq: number;
}

/** Marks the lanes of those who can never go on, if the hint is certain of it. */
export function takeHint(
  hint: Hint,
  seq: number,
  processes: ReadonlyMap<number, ProcessLane>,
  objects: ReadonlyMap<number, SharedLane>,
): FoundHint {
  const core = hint.processes.filter((process) => process.role === "core");
  const since = core.flatMap((process) => (process.waits ?? []).map((wait) => wait.since));
  const closed = since.length > 0 ? Math.max(...since) : hint.time * 1000;
  const found = { hint, closed, seq };
  if (hint.certainty !== "certain" || !NEVER_GOES_ON.has(hint.kind)) return found;
  const ids = new Set(core.map((process) => process.id));
  for (const process of core) {
    const lane = processes.get(process.id);
    if (!lane || lane.exit) continue;
    lane.changed = true;
    stick(lane, process, closed, seq);
  }
  for (const { waits } of core)
    for (const { object } of waits ?? []) {
      const lock = object === undefined ? undefined : objects.get(object);
      if (!(lock instanceof LockLane) || !ids.has(lock.holder)) continue;
      lock.changed = true;
      lock.holders.lastState = HELD.forever;
    }
  return found;
}

/** From the moment the set closed, a member's wait is no ordinary one any more. */
function stick(lane: ProcessLane, process: HintProcess, closed: number, seq: number): void {
  const { track } = lane;
  const wait = process.waits?.[0];
  const pending = [...lane.pending.values()].at(-1);
  const verb = wait?.verb ?? pending?.verb ?? "";
  const interval = lane.enter(Math.max(closed, track.lastStart), STATE.stuck, {
    verb: (VERBS as readonly string[]).indexOf(verb) + 1,
    object: wait?.object ?? pending?.object ?? 0,
    other: pending?.other || (wait?.on[0] ?? 0),
    site: pending?.site ?? 0,
    seq,
  });
  if (pending) pending.interval = interval;
}
