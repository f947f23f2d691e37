/**
 * The kinds of event a trace is made of. The position in {@link EVENT_KINDS} is the number that stands in the
 * trace's `kind` column: only ever append.
 *
 * A wait is two facts: *asked* (by the process) and *granted*, *refused* or *given up* (by the coordinator).
 * A request that has to wait leaves `VERB.ask` and later one of the ending phases; both carry the same `op`.
 * A request that is answered at once leaves its ending row alone, whose `value` says how many microseconds
 * earlier it was asked: all of them were the coordinator's own time, none were spent waiting for others.
 */
import type { Part } from "./control.ts";

/** What a process can wait for. `drain` is `JoinableQueue.join`, `result` a pool task's outcome, `any` is `waitAny`. */
export const VERBS = [
  "acquire",
  "get",
  "put",
  "wait",
  "join",
  "sleep",
  "drain",
  "result",
  "send",
  "recv",
  "poll",
  "any",
] as const;
export type Verb = (typeof VERBS)[number];

/**
 * `ask`: had to wait from `time` on; `value` is the part of it spent on the way to the coordinator (µs).
 * `grant`: got it; `value` is the time since it was asked (µs).
 * `refuse`: non-blocking request not granted. `timeout`, `abort`: given up, by the limit or by an AbortSignal.
 * `error`: ended by an error of the object (`text`).
 */
export const PHASES = ["ask", "grant", "refuse", "timeout", "abort", "error"] as const;
export type Phase = (typeof PHASES)[number];

const PLAIN_KINDS = [
  "run.begin", // text: JSON RunInfo
  "run.end", // value: exit status
  "run.dropped", // value: number of events lost since the previous row
  "process.spawn", // process: the parent (0 for main); other: the new process; text: JSON ProcessInfo; site
  "process.start", // it has connected; value: pid
  "process.run", // its target begins; text: the target's name
  "process.exit", // value: exit code, NaN when unknown; text: signal name or ""
  "process.terminate", // process: who asked; other: whom; text: signal; site
  "object.create", // object; text: JSON ObjectInfo; site
  "release", // a lock is given back; other: the process whose hold this ended; value: µs it was held
  "event.set",
  "event.clear",
  "task.done", // JoinableQueue.taskDone; value: unfinished items left
  "task.submit", // process: the submitter; object: the pool; other: task id; text: function name; site
  "task.start", // process: the worker; object: the pool; other: task id
  "task.end", // as task.start; value: 0 returned, 1 threw
  "task.result", // process: the submitter; the outcome was sent to it; other: task id
  "pool.close",
  "pool.terminate",
  "span.begin", // op: the span's id; text: its name; site
  "span.end", // op: the span's id
  "mark", // text: JSON { name, data? }; site
  "hint", // text: JSON Hint
] as const;

const WAIT_KINDS = VERBS.flatMap((verb) => PHASES.map((phase) => `${verb}.${phase}` as const));

/** Plain kinds that came after the waits, so that no number changed; append here. */
const MORE_KINDS = [
  "release.level", // an RLock is given back by one level and still held; value: levels left
  "notify", // object: the condition; other: how many it was for, 0 for all; value: how many it woke
  "barrier.act", // the last to arrive begins the action; op: its arrival
  "barrier.break", // other: index in BARRIER_BREAKS; text: why
  "barrier.reset", // value: how many waited
  "value.read", // object; other: which element, ALL_ELEMENTS for all; op: pairs it with a wait, if there was one; value: digest of the content, NaN for all
  "value.write", // as value.read
  "connection.close", // object: the end; value: copies of it that are still open; site
  "pool.break", // a worker of an executor ended unasked: it can do nothing any more; other: that worker
  "branch.lost", // process: its async branches are not told apart from here on, and may have been mistaken before
  "query", // a question about an object's present state; other: index in QUESTIONS; value: the answer; site
  "misuse", // an operation that its object refuses because it is a mistake; text: why; site
  "run.stop", // the run is being ended from outside, or interrupted; value: for so many ms how processes end says nothing of the program, NaN: until the end
  "manager.ask", // a call is not answered yet and has waited from `time` on; object: the container; op: the call; site
  "manager.read", // a call that changes nothing was answered; object; op; other: its turn; value: µs; text: METHOD KEY
  "manager.write", // as manager.read, of any other call
  "manager.error", // a call failed; other: its turn, 0 when it never had one; text: METHOD KEY: why
  "process.pause", // a debugger has stopped it: until it is resumed it does nothing, and waits for nobody
  "process.resume",
  "output", // a line that the process has printed; other: index in OUTPUT_STREAMS; value: characters that were cut off; text: the line; site
  "output.dropped", // lines printed since the last row of this stream that have none; other: index in OUTPUT_STREAMS; value: how many
] as const;

/** Where a line was printed, in `other` of `output` and `output.dropped`: the numbers are those of the descriptors. */
export const OUTPUT_STREAMS = ["", "stdout", "stderr"] as const;
/** Characters (UTF-16 units) of a printed line that stand in the trace at most. */
export const OUTPUT_CHARACTERS = 2000;

/** `other` of a read of a whole array. */
export const ALL_ELEMENTS = 0xffff_ffff;

export type EventKind = (typeof PLAIN_KINDS)[number] | `${Verb}.${Phase}` | (typeof MORE_KINDS)[number];
export const EVENT_KINDS: readonly EventKind[] = [...PLAIN_KINDS, ...WAIT_KINDS, ...MORE_KINDS];

/** How a barrier came to be broken, in `other` of `barrier.break`. */
export const BARRIER_BREAKS = ["aborted", "limit", "signal", "ended", "action"] as const;
export type BarrierBreak = (typeof BARRIER_BREAKS)[number];

/** `other` of `wait.ask` of a condition: it is `waitFor`, which looks at its predicate before and after. */
export const WAITS_FOR_PREDICATE = 1;

/** Number of each kind, as it stands in the trace. */
export const KIND = Object.fromEntries(EVENT_KINDS.map((kind, index) => [kind, index])) as Record<
  EventKind,
  number
>;

const FIRST_WAIT = PLAIN_KINDS.length;
const AFTER_WAITS = FIRST_WAIT + WAIT_KINDS.length;

/** The number of `VERB.PHASE`, without building a string. */
export const waitKind = (verb: Verb, phase: Phase): number =>
  FIRST_WAIT + VERBS.indexOf(verb) * PHASES.length + PHASES.indexOf(phase);

/** Splits a wait kind into its two halves; undefined for the other kinds. */
export function waitOf(kind: number): { verb: Verb; phase: Phase } | undefined {
  if (kind < FIRST_WAIT || kind >= AFTER_WAITS) return undefined;
  const index = kind - FIRST_WAIT;
  return {
    verb: VERBS[Math.floor(index / PHASES.length)]!,
    phase: PHASES[index % PHASES.length]!,
  };
}

/** Text of `run.begin`. */
export interface RunInfo {
  version: string;
  program: string;
  args: string[];
  node: string;
  /** Epoch milliseconds at trace time 0. */
  startedAt: number;
  coordinatorPid: number;
  /** What the run did without: an analysis, or the record of what was printed. Absent: nothing. */
  without?: Part[];
}

/** Text of `process.spawn`. */
export interface ProcessInfo {
  name: string;
  pid: number | undefined;
  daemon: boolean;
  kind: ProcessKind;
  /** Name of the target function or subclass. */
  target: string;
  /** Object id of the pool, for workers. */
  pool?: number;
}
export type ProcessKind = "main" | "process" | "worker" | "command" | "manager";

/** Text of `object.create`. */
export interface ObjectInfo {
  type: ObjectType;
  name: string;
  /** Queues: bound, 0 for none. Pools: workers. Semaphores: initial value. Barriers: parties. Arrays: length. */
  size?: number;
  /** Connections: an end that can only send; nothing ever waits to be received there. */
  writeOnly?: true;
  /** Conditions, values, arrays: object id of their lock. */
  lock?: number;
  /** An RLock that was made for a value and is of no interest until it is used. */
  part?: true;
}
export const OBJECT_TYPES = [
  "Lock",
  "Event",
  "Queue",
  "JoinableQueue",
  "Pool",
  "SimpleQueue",
  "Connection",
  "RLock",
  "Semaphore",
  "BoundedSemaphore",
  "Condition",
  "Barrier",
  "Value",
  "SharedArray",
  "ProcessPoolExecutor",
  "Dict",
  "List",
  "Namespace",
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];
