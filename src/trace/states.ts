/** What a process can be doing, as far as the trace tells. */

import type { ProcessKind, Verb } from "../protocol/events.ts";
import type { HintKind } from "../protocol/hints.ts";

/**
 * `lock`, `queue`, `process`, `signal`: waits for one of these (`process` also for a result). `stuck`: waits and can
 * never go on. `arbiter`: the coordinator's own time, which is not waiting for others. `paused`: stopped by a debugger.
 */
export const STATES = [
  "none",
  "starting",
  "running",
  "lock",
  "queue",
  "process",
  "signal",
  "stuck",
  "sleeping",
  "arbiter",
  "exited",
  "paused",
] as const;
export type StateName = (typeof STATES)[number];

export const STATE = Object.fromEntries(STATES.map((name, index) => [name, index])) as Record<
  StateName,
  number
>;

const WAITS: Record<Verb, StateName> = {
  acquire: "lock",
  get: "queue",
  put: "queue",
  drain: "queue",
  wait: "signal",
  join: "process",
  result: "process",
  sleep: "sleeping",
  send: "queue",
  recv: "queue",
  poll: "queue",
  any: "process",
};

/** Kinds of process that do nothing before somebody asks them to. */
export const SERVING: ReadonlySet<ProcessKind> = new Set<ProcessKind>(["worker", "manager"]);

/** Number of the state of a process that waits with this verb. */
export const stateOfVerb = (verb: Verb): number => STATE[WAITS[verb]];

/** Whether a process in this state is kept waiting by something. */
export const isWait = (state: number): boolean => state >= STATE.lock && state <= STATE.stuck;

/** Hints after which their core processes never go on by themselves. */
export const NEVER_GOES_ON: ReadonlySet<HintKind> = new Set<HintKind>([
  "deadlock",
  "self-deadlock",
  "lost-notify",
  "too-few-notifies",
  "never-signalled",
  "queue-never-fed",
  "queue-never-drained",
  "join-before-drain",
  "poison-pill-mismatch",
  "task-done-mismatch",
  "barrier-short",
  "pool-starvation",
]);
