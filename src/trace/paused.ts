/** What a debugger does to a process's lane: while it is stopped it does nothing, and waits for nobody. */
import { KIND, VERBS, type Verb } from "../protocol/events.ts";
import type { Row } from "./event-row.ts";
import type { ProcessLane } from "./lanes.ts";
import { SERVING, STATE, stateOfVerb } from "./states.ts";

/** A process that a debugger has stopped. */
export interface Pause {
  /** Since when, in microseconds of the run. */
  at: number;
  /** Whom it was stuck for ever on, by id (0: nobody in particular); undefined when it was not stuck. */
  stuckOn: number | undefined;
}

export const isPause = (kind: number): boolean =>
  kind === KIND["process.pause"] || kind === KIND["process.resume"];

/** Takes a `process.pause` or `process.resume` row. */
export function takePause(kind: number, lane: ProcessLane, { time, seq }: Row): void {
  const { paused, track } = lane;
  if (lane.exit || (paused === undefined) === (kind === KIND["process.resume"])) return;
  if (!paused) {
    const stuckOn = track.lastState === STATE.stuck ? track.lastOther : undefined;
    track.add(time, STATE.paused, { seq });
    lane.paused = { at: time, stuckOn };
    return;
  }
  lane.paused = undefined;
  // The time that it was stopped is none that it waited.
  for (const wait of lane.pending.values()) wait.since += stoppedOf(wait.since, paused, time);
  // What it waited for it goes on waiting for; what was answered meanwhile it hears of only now.
  const wait = [...lane.pending.values()].at(-1);
  if (wait) {
    const { verb, object, other, site } = wait;
    const facts = { verb: VERBS.indexOf(verb) + 1, object, other: paused.stuckOn ?? other, site, seq };
    wait.interval = track.add(time, stateAfter(verb, paused), facts);
  } else {
    const idle = SERVING.has(lane.info.kind) && !lane.boxes.rows.some(({ busy }) => busy);
    track.add(time, idle ? STATE.none : STATE.running, { seq });
  }
}

/** How much of a wait, in microseconds, its process was stopped. */
export const stoppedOf = (since: number, { at }: Pause, until: number): number =>
  Math.max(0, until - Math.max(since, at));

/** State of a process that goes on with a wait. */
export const stateAfter = (verb: Verb, { stuckOn }: Pause): number =>
  stuckOn === undefined ? stateOfVerb(verb) : STATE.stuck;
