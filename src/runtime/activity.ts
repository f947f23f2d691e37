/** Is anything left in this process that could make it go on without anybody's help? */
import type { Socket } from "node:net";
import { unrefTimers } from "./unref-timers.ts";

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

/** Names of what is active: timers, requests, servers, child processes, streams that are read. */
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
  return active;
}

function isForeignStream(handle: object): boolean {
  if (ours.has(handle as Socket)) return false;
  if (!("readable" in handle && "writable" in handle)) return false;
  const { fd, readableFlowing } = handle as { fd?: number; readableFlowing?: boolean | null };
  // Written to, not waited for.
  if (fd === 1 || fd === 2) return false;
  return !(fd === 0 && readableFlowing !== true);
}
