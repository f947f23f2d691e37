/** What hints say: one table, so that wording and translation have one place. `{name}` marks a blank, `{Count}` a number at the beginning of a sentence. */
import type { HintKind } from "../protocol/hints.ts";

export const TEXTS = {
  "deadlock.circle": {
    message: "{Count} processes wait for one another in a circle. None of them can ever go on.",
    fix: "Let all of them take the locks in one fixed order, for example by name: then no circle can form.",
  },
  "deadlock.self": {
    message: "{process} waits for {object}, which it holds itself. It can never go on.",
    fix: "Release {object} before acquiring it again, or do both parts of the work under one acquire.",
  },
  "deadlock.branches": {
    message:
      "Concurrent branches of {process} wait for one another's locks in a circle. None of them can ever go on.",
    fix: "Let all of them take the locks in one fixed order, for example by name: then no circle can form.",
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
  "deadlock.killed": {
    message: "{process} waits for {object}, whose holder {holder} was killed while it had it.",
    fix: "Let {holder} end by itself (an Event or a stop value) instead of terminating it.",
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
  "orphaned-lock.open": {
    message: "{holder} ended while it held {object}. The lock stays locked unless somebody else releases it.",
    fix: "Take {object} with `await lock.use(…)` or `await using held = await lock.hold()`: both give it back on every way out.",
  },
  "killed-holding.open": {
    message:
      "{holder} was killed by {signal} while it held {object}. The lock stays locked unless somebody else releases it.",
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
  "deadlock.lost-notify": {
    message:
      "{process} waits to be notified by {object}, but the last notify came before, when nobody waited, and is not remembered.",
    fix: "Change the state and notify under the lock, and wait with waitFor(…), which looks at the state first.",
  },
  "deadlock.too-few-notifies": {
    message:
      "{process} still waits to be notified by {object}: the last notify was for fewer than were waiting.",
    fix: "Call notifyAll() when all may go on, or let everyone who is woken notify the next.",
  },
  "deadlock.stop-values": {
    message:
      "{process} waits for an item of {object}, while other consumers have ended at a stop value: there were fewer of them than consumers.",
    fix: "Put one stop value per consumer, or let each consumer put it back for the next before it ends.",
  },
  "deadlock.check-then-act": {
    message:
      "{process} asked {object} first and then waits for ever: between the answer and the call somebody else was quicker.",
    fix: "Do it without asking: getNoWait() or a limit tell in one step whether it could be done.",
  },
  "deadlock-broken.limit": {
    message:
      "{names} waited for one another in a circle for {ms} ms. Only the limit of {process}, {limit} ms, ended it.",
    fix: "Let all of them take the locks in one fixed order: then no circle can form, and no time is lost.",
  },
  "deadlock-broken.signal": {
    message: "{names} waited for one another in a circle for {ms} ms. Only the signal of {process} ended it.",
    fix: "Let all of them take the locks in one fixed order: then no circle can form, and no time is lost.",
  },
  "lost-notify": {
    message:
      "{process} waited for {object} until it was ended. {other} had notified before, when nobody waited, and a condition does not remember that.",
    fix: "Change the state and notify under the lock, and wait with waitFor(…), which looks at the state first.",
  },
  "fragile-wait": {
    message:
      "{process} waited for {object} without looking first whether it had still to wait. Had {other} notified before, it would wait for ever.",
    fix: "Let {other} change a Value under the lock before it notifies, and wait with waitFor(…), which looks at it.",
  },
  "join-before-drain": {
    message:
      "{process} joined {other} first and only then took its items out of {object}. That goes well as long as all of them fit: {count} were in it, {size} is the most.",
    fix: "Get the items of {object} before joining {other}.",
  },
  "task-done.many": {
    message: "{process} called taskDone() of {object} more often than items were put.",
    fix: "Call taskDone() exactly once for every item got, stop values included.",
  },
  "task-done.few": {
    message:
      "{process} ran out of time waiting until all items of {object} are done: {names} ended with {count} of them got and not reported.",
    fix: "Call taskDone() once for every item got, in a finally block, so that an error does not skip it.",
  },
  "killed-owing": {
    message:
      "{by} ended {process} while it had items of {object} that it had not reported done ({count}). Nobody else will.",
    fix: "Let {process} end by itself (an Event or a stop value) instead of terminating it.",
  },
  "killed-sharing": {
    message:
      "{by} ended {process} by a signal; {other} goes on using {object}, which {process} had used, too. Had it held it at that moment, {object} would stay locked for ever.",
    fix: "Let {process} end by itself (an Event or a stop value) instead of terminating it.",
  },
  "daemon-cut.lock": {
    message: "{process} is a daemon and was cut off by the end of {other} while it held {object}.",
    fix: "Tell {process} to end (an Event or a stop value) and join it before {other} ends.",
  },
  "daemon-cut.owing": {
    message:
      "{process} is a daemon and was cut off by the end of {other} with an item of {object} that it had not reported done.",
    fix: "Await {object}.join() before {other} ends, or tell {process} to end and join it.",
  },
  "daemon-cut.put": {
    message:
      "{process} is a daemon and was cut off by the end of {other} while it waited to put an item into {object}. The item is lost.",
    fix: "Tell {process} to end (an Event or a stop value) and join it before {other} ends.",
  },
  "over-release": {
    message:
      "{process} released {object} more often than it acquired it: there are more permits now than the {size} it began with.",
    fix: "Release exactly once per acquire, with `use` or `await using`. A BoundedSemaphore refuses the surplus.",
  },
  "over-release.bounded": {
    message: "{process} released {object}, which had all its {size} permits already.",
    fix: "Release exactly once per acquire, with `use` or `await using`.",
  },
  "wrong-release": {
    message: "{process} released {object}, which {other} holds.",
    fix: "Release {object} only where it was acquired, with `use` or `await using`.",
  },
  "wrong-release.free": {
    message: "{process} released {object}, which nobody holds.",
    fix: "Release {object} exactly once per acquire, with `use` or `await using`.",
  },
  "wrong-release.failed": {
    message:
      "{process} released {object} though it had not got it: its acquire had come to nothing. {other}, who held it, is no longer alone.",
    fix: "Look at what acquire() answers, and release only if it was true.",
  },
  "wrong-release.twice": {
    message: "{process} released {object}, which {other} had released in its place before.",
    fix: "Let only the one who has acquired {object} release it, with `use` or `await using`.",
  },
  "barrier-broken": {
    message: "{object} is broken: {cause}. Everybody else who waits there gets a BrokenBarrierError.",
    fix: "Catch the error in {process} before it ends, and reset() the barrier when all are to meet again.",
  },
  "barrier-broken.limit": {
    message:
      "{object} is broken: {cause}. Not all of its {count} parties came in time, and those who wait get a BrokenBarrierError.",
    fix: "Give wait() a longer limit, or see to it that every party arrives, those with errors included.",
  },
  "barrier-broken.aborted": {
    message: "{object} is broken: {cause}. Those who wait get a BrokenBarrierError.",
    fix: "Call reset() when all are to meet again.",
  },
  "nested-tasks": {
    message:
      "{task} runs in {object} and waits there for another task of {object}. There are {size} workers and were up to {count} such tasks: if all workers wait, nobody does what they wait for.",
    fix: "Let the submitting process wait for inner tasks, or use a second pool for them.",
  },
  "lost-update": {
    message:
      "{process} has written over what {other} wrote into {object}: both had read it before either wrote, so one of the two changes is lost.",
    fix: "Make it one step with update(…), or hold the lock of {object} from the read to the write: `getLock().use(…)`.",
  },
  "unprotected-update": {
    message:
      "{process} and {other} both read {object}, change it and write it back, and nothing keeps these steps apart: the one may write over what the other wrote.",
    fix: "Make it one step with update(…), or hold the lock of {object} from the read to the write: `getLock().use(…)`.",
  },
  "check-then-act": {
    message:
      "{process} asks {question}() of {object} and then relies on the answer in {verb}(). {other} can change it in between.",
    fix: "Do it in one step, without blocking or with a limit, and see whether it worked; or do both under one lock.",
  },
  convoy: {
    message:
      "{count} processes queue up for {object}: held {held} s in {grants} turns, {share} % of that with two or more in line, who waited {waited} s together.",
    fix: "Do less while holding {object}, or split what it protects between several locks.",
  },
  "long-hold.sleep": {
    message:
      "{process} held {object} while it slept, {slept} s at the longest. Others waited for the lock meanwhile, {waited} s together.",
    fix: "Release {object} before sleeping, and take it again afterwards.",
  },
  "long-hold": {
    message:
      "{process} held {object} while it waited in {verb}, {slept} s at the longest. Others waited for the lock meanwhile, {waited} s together.",
    fix: "Do the waiting before taking {object}, or after giving it back.",
  },
  starvation: {
    message:
      "{process} waits for {object} since {ms} ms and was passed over {count} times by others who asked later ({names}).",
    fix: "Serve those who wait in their order.",
  },
  "starvation.tries": {
    message:
      "{process} tried {tries} times in {ms} ms to get {object} and gave up every time, while others got it {count} times ({names}).",
    fix: "Wait without a limit, or with a longer one: who stays in line is served in turn, who gives up goes to its end.",
  },
  "queue-growth": {
    message:
      "{object} has no bound and grows: {process} puts faster than {other} gets, {count} items are in it by now.",
    fix: "Give {object} a bound, so that put() waits, or add consumers.",
  },
  "busy-wait": {
    message:
      "{process} asked {object} {count} times in {ms} ms, did nothing else meanwhile, and nothing changed.",
    fix: "Wait for the change instead: with an Event, a Condition or a Queue.",
  },
  "busy-wait.event": {
    message:
      "{process} asked {count} times in {ms} ms whether {object} is set, and did nothing else meanwhile.",
    fix: "Wait for it: `await event.wait()`, with a limit if need be.",
  },
  "busy-wait.queue": {
    message:
      "{process} looked at {object} {count} times in {ms} ms, in vain, and did nothing else meanwhile.",
    fix: "Let get() or put() wait, with a limit if need be.",
  },
  "busy-wait.lock": {
    message: "{process} tried {object} {count} times in {ms} ms, in vain, and did nothing else meanwhile.",
    fix: "Let acquire() wait, with a limit if need be.",
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
  "killed-holding": "deadlock.killed",
  "join-before-drain": "deadlock.join-drain",
  "pool-starvation": "deadlock.pool",
  "barrier-short": "deadlock.barrier-short",
  "lost-notify": "deadlock.lost-notify",
  "too-few-notifies": "deadlock.too-few-notifies",
  "poison-pill-mismatch": "deadlock.stop-values",
  "check-then-act": "deadlock.check-then-act",
  "daemon-cut": "deadlock.orphan",
};

/** Which text tells that nobody signals an object of this type, where it is not an event's. */
export const SIGNAL_TEXT: Record<string, TextKey | undefined> = {
  Condition: "deadlock.never-notified",
  Semaphore: "deadlock.never-released",
  BoundedSemaphore: "deadlock.never-released",
};

/** What a process does in a step of a witness, by kind of event; `{at}` comes last: the line, in brackets. */
export const STEP_TEXTS: Record<string, string> = {
  "process.spawn": "{process} starts {other}{at}",
  "process.run": "{process} begins{at}",
  "process.exit": "{process} ends{at}",
  release: "{process} releases {object}{at}",
  "event.set": "{process} sets {object}{at}",
  "event.clear": "{process} clears {object}{at}",
  notify: "{process} notifies {object}{at}",
  "task.done": "{process} reports an item of {object} done{at}",
  "task.submit": "{process} submits a task to {object}{at}",
  "task.start": "{process} begins a task of {object}{at}",
  "task.end": "{process} ends a task of {object}{at}",
  "value.read": "{process} reads {object}{at}",
  "value.write": "{process} writes {object}{at}",
  "acquire.grant": "{process} takes {object}{at}",
  "acquire.refuse": "{process} does not get {object}{at}",
  "acquire.timeout": "{process} gives up waiting for {object}{at}",
  "get.grant": "{process} gets an item of {object}{at}",
  "get.refuse": "{process} finds {object} empty{at}",
  "put.grant": "{process} puts an item into {object}{at}",
  "put.refuse": "{process} finds {object} full{at}",
  "wait.grant": "{process} gets past {object}{at}",
  "wait.timeout": "{process} gives up waiting for {object}{at}",
  "drain.grant": "{process} sees all items of {object} done{at}",
  "join.grant": "{process} has joined {other}{at}",
  "result.grant": "{process} has a result of {object}{at}",
  "send.grant": "{process} sends a message to {object}{at}",
  "recv.grant": "{process} receives a message at {object}{at}",
  other: "{process} goes on{at}",
  "acquire.ask": "{process} waits for {object}{at}",
  "get.ask": "{process} waits for an item of {object}{at}",
  "put.ask": "{process} waits for room in {object}{at}",
  "wait.ask": "{process} waits for {object}{at}",
  "drain.ask": "{process} waits until all items of {object} are done{at}",
  "join.ask": "{process} waits for {other} to end{at}",
  "result.ask": "{process} waits for a result of {object}{at}",
  many: "{process} goes on ({count} steps)",
  before: "Everybody does what they did in the run, up to {time} s",
  everybody: "The others go on as they did ({count} steps)",
};
