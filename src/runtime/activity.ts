/** Is anything left in this process that could make it go on without anybody's help? */
import type { Socket } from "node:net";
import type { Worker } from "node:worker_threads";
import { loopActivities } from "./event-loop.ts";
import { unrefTimers } from "./unref-timers.ts";
import { unseenPromises } from "./unseen-promises.ts";

/** Streams are looked at one by one: among them are our own connection and the standard ones. */
const STREAM_TYPES = new Set(["PipeWrap", "TTYWrap", "TCPSocketWrap"]);

interface Undocumented {
  /** Listed in Node's source since 0.x; there is no public way to tell one stream from another. */
  _getActiveHandles?(): object[];
}

/**
 * Our own sockets, and what each is busy with just now; undefined when nobody waits at it. Asked before anything else
 * is looked at, so that a timer which only serves the waiting can be stopped.
 */
export const ours = new Map<Socket, () => string | undefined>();

/** Who is on the way to a manager, or about to ask something of it. */
export const underway = new Set<object>();

/** Processes that the runtime has started and not yet seen end. Of their end it is told in other ways. */
export const ownChildren = new Set<number>();

/** Threads of this process, which may tell it something at any time. */
const threads = new Set<Worker>();
process.on("worker", (thread) => {
  threads.add(thread);
  thread.once("exit", () => threads.delete(thread));
});

/** Listening for nothing but these, a process goes on only if somebody wants it to end. */
const ENDING_SIGNALS: ReadonlySet<string> = new Set(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK"]);

/** Whether these activities are nothing but waiting for a signal that asks the process to end. */
export const onlyAskedToEnd = (active: readonly string[]): boolean =>
  active.every((name) => ENDING_SIGNALS.has(name));

/** Names of what is active: timers, requests, servers, child processes, streams that are read, signals that are listened for. */
export function activities(): string[] {
  const busy = [...ours.values()].map((ask) => ask()).filter((name) => name !== undefined);
  const all = process.getActiveResourcesInfo();
  const active = [...busy, ...all.filter((type) => !STREAM_TYPES.has(type))];
  const handles = (process as Undocumented)._getActiveHandles?.();
  if (handles) {
    for (const handle of handles) if (isForeignStream(handle)) active.push("Stream");
  } else {
    const streams = all.filter((type) => STREAM_TYPES.has(type)).length;
    // Ours, standard output and standard error at most; when in doubt it is not quiescent.
    if (streams > 2 + ours.size) active.push("Stream");
  }
  if (unrefTimers() > 0) active.push("Timeout (unref)");
  if (unseenPromises() > 0) active.push("Promise");
  if (underway.size > 0) active.push("Manager");
  if (threads.size > 0) active.push("Worker");
  return active.length > 0 ? active : loopActivities([...ours.keys()], ownChildren);
}

function isForeignStream(handle: object): boolean {
  if (ours.has(handle as Socket)) return false;
  if (!("readable" in handle && "writable" in handle)) return false;
  const { fd, readableFlowing } = handle as { fd?: number; readableFlowing?: boolean | null };
  // Written to, not waited for.
  if (fd === 1 || fd === 2) return false;
  return !(fd === 0 && readableFlowing !== true);
}
