/** What hints say: one table, so that wording and translation have one place. `{name}` marks a blank. */
import type { HintKind } from "../protocol/hints.ts";

export const TEXTS = {
  "deadlock.circle": {
    message: "{count} processes wait for one another in a circle. None of them can ever go on.",
    fix: "Let all of them take the locks in one fixed order, for example by name: then no circle can form.",
  },
  "deadlock.self": {
    message: "{process} waits for {object}, which it holds itself. It can never go on.",
    fix: "Release {object} before acquiring it again, or do both parts of the work under one acquire.",
  },
  "deadlock.never-fed": {
    message: "{process} waits for an item of {object}, and nobody who could put one can go on.",
    fix: "Put one stop value per consumer, or get with a timeout.",
  },
  "deadlock.never-drained": {
    message: "{process} waits for room in {object}, and nobody who could get an item can go on.",
    fix: "Keep a consumer alive until the last put, or give the queue a larger bound.",
  },
  "deadlock.never-signalled": {
    message: "{process} waits for {object}, and nobody who could set it can go on.",
    fix: "Set {object} on every path, errors included, or wait with a timeout.",
  },
  "deadlock.never-done": {
    message:
      "{process} waits until all items of {object} are done, and nobody who could report that can go on.",
    fix: "Call taskDone() once for every item got, stop values included.",
  },
  "deadlock.orphan": {
    message: "{process} waits for {object}, whose holder {holder} has ended without releasing it.",
    fix: "Take {object} with `await lock.use(…)` or `await using held = await lock.hold()`: both give it back on every way out.",
  },
  "deadlock.join-drain": {
    message: "{process} waits for {other} to end, and {other} waits for somebody to empty {object}.",
    fix: "Get the items of {object} before joining {other}.",
  },
  "deadlock.pool": {
    message: "Every worker of {object} waits for a task of {object} itself. None of them can ever go on.",
    fix: "Let the submitting process wait for inner tasks, or use a second pool for them.",
  },
  "deadlock.never-sent": {
    message: "{process} waits for a message at {object}, and nobody who could send one can go on.",
    fix: "Close every copy of the pipe's other end that is not used, also in the process that made it: then recv() ends with EndOfFileError.",
  },
  "deadlock.never-received": {
    message:
      "{process} waits until {object} has room for its message, and nobody who could receive can go on.",
    fix: "Let one side receive before it sends, or close the ends that nobody receives at.",
  },
  "deadlock.other": {
    message: "{names} can never go on: all they wait for could only come from one another.",
    fix: "Look at what each of them waits for, and let one of them go first or wait with a timeout.",
  },
  "orphaned-lock": {
    message: "{holder} ended while it held {object}. The lock stays locked for ever.",
    fix: "Take {object} with `await lock.use(…)` or `await using held = await lock.hold()`: both give it back on every way out.",
  },
  "killed-holding": {
    message: "{holder} was killed by {signal} while it held {object}. The lock stays locked for ever.",
    fix: "Let {holder} end by itself (an Event or a stop value) instead of terminating it.",
  },
  "deadlock.never-notified": {
    message: "{process} waits to be notified by {object}, and nobody who could notify it can go on.",
    fix: "Change the state and notify under the lock, and wait with waitFor(…): a notify that comes before the wait is not remembered.",
  },
  "deadlock.never-released": {
    message: "{process} waits for a permit of {object}, and nobody who could release one can go on.",
    fix: "Release {object} on every path, errors included, with `use` or `await using`.",
  },
  "deadlock.barrier-short": {
    message:
      "{process} waits at {object} for {count} parties, {here} are there, and no other can come any more.",
    fix: "Start as many processes as {object} has parties, and let one that fails call abort().",
  },
  "predicted.circle": {
    message:
      "{names} got through this time. In another order of events each of them holds what the next one waits for, and none of them can ever go on.",
    fix: "Let all of them take {objects} in one fixed order, for example by name: then no circle can form.",
  },
  "predicted.other": {
    message:
      "{names} got through this time. In another order of events {process} waits for {object}, and nobody who could end that can go on.",
    fix: "Do not hold a lock while waiting for something else, or wait with a timeout. The witness shows the order step by step.",
  },
  "predicted.possible": {
    message:
      "{names} take {objects} in different orders. Nothing was seen that keeps them from waiting for one another in a circle, but no order of events was found that certainly leads there.",
    fix: "Let all of them take {objects} in one fixed order, for example by name: then no circle can form.",
  },
} as const satisfies Record<string, { message: string; fix: string }>;
export type TextKey = keyof typeof TEXTS;

/** Which text tells a deadlock with this special reason. */
export const DEADLOCK_TEXT: Partial<Record<HintKind, TextKey>> = {
  "self-deadlock": "deadlock.self",
  "queue-never-fed": "deadlock.never-fed",
  "queue-never-drained": "deadlock.never-drained",
  "never-signalled": "deadlock.never-signalled",
  "task-done-mismatch": "deadlock.never-done",
  "orphaned-lock": "deadlock.orphan",
  "killed-holding": "deadlock.orphan",
  "join-before-drain": "deadlock.join-drain",
  "pool-starvation": "deadlock.pool",
  "barrier-short": "deadlock.barrier-short",
};

/** Which text tells that nobody signals an object of this type, where it is not an event's. */
export const SIGNAL_TEXT: Record<string, TextKey | undefined> = {
  Condition: "deadlock.never-notified",
  Semaphore: "deadlock.never-released",
  BoundedSemaphore: "deadlock.never-released",
};

/** Fills a text's blanks. */
export function tell(
  key: TextKey,
  blanks: Record<string, string | number>,
): { message: string; fix: string } {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole));
  return { message: fill(TEXTS[key].message), fix: fill(TEXTS[key].fix) };
}

/** What a process does in a step of a witness, by kind of event. */
export const STEP_TEXTS: Record<string, string> = {
  "process.spawn": "starts {other}",
  "process.run": "begins",
  "process.exit": "ends",
  release: "releases {object}",
  "event.set": "sets {object}",
  "event.clear": "clears {object}",
  notify: "notifies {object}",
  "task.done": "reports an item of {object} done",
  "task.submit": "submits a task to {object}",
  "task.start": "begins a task of {object}",
  "task.end": "ends a task of {object}",
  "value.read": "reads {object}",
  "value.write": "writes {object}",
  "acquire.grant": "takes {object}",
  "acquire.refuse": "does not get {object}",
  "acquire.timeout": "gives up waiting for {object}",
  "get.grant": "gets an item of {object}",
  "get.refuse": "finds {object} empty",
  "put.grant": "puts an item into {object}",
  "put.refuse": "finds {object} full",
  "wait.grant": "gets past {object}",
  "wait.timeout": "gives up waiting for {object}",
  "drain.grant": "sees all items of {object} done",
  "join.grant": "has joined {other}",
  "result.grant": "has a result of {object}",
  "send.grant": "sends a message to {object}",
  "recv.grant": "receives a message at {object}",
  other: "goes on",
  "acquire.ask": "waits for {object}",
  "get.ask": "waits for an item of {object}",
  "put.ask": "waits for room in {object}",
  "wait.ask": "waits for {object}",
  "drain.ask": "waits until all items of {object} are done",
  "join.ask": "waits for {other} to end",
  "result.ask": "waits for a result of {object}",
  many: "goes on ({count} steps)",
  everybody: "The others go on as they did ({count} steps)",
};

const SMALL = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

/** A count at the beginning of a sentence. */
export const countWord = (count: number): string => SMALL[count] ?? String(count);
