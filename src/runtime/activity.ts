/** Is anything left in this process that could make it go on without anybody's help? */
import type { Socket } from "node:net";
import { unrefTimers } from "./unref-timers.ts";

/** Streams are looked at one by one: among them are our own connection and the standard ones. */
const STREAM_TYPES = new Set(["PipeWrap", "TTYWrap", "TCPSocketWrap"]);

interface Undocumented {
  /** Listed in Node's source since 0.x; there is no public way to tell one stream from another. */
  _getActiveHandles?(): object[];
}

/** Names of what is active: timers, requests, servers, child processes, streams that are read. */
export function activities(own: Socket | undefined): string[] {
  const all = process.getActiveResourcesInfo();
  const active = all.filter((type) => !STREAM_TYPES.has(type));
  const handles = (process as Undocumented)._getActiveHandles?.();
  if (handles) {
    for (const handle of handles) if (isForeignStream(handle, own)) active.push("Stream");
  } else {
    const streams = all.filter((type) => STREAM_TYPES.has(type)).length;
    // Ours, standard output and standard error at most; when in doubt it is not quiescent.
    if (streams > 3) active.push("Stream");
  }
  if (unrefTimers() > 0) active.push("Timeout (unref)");
  return active;
}

function isForeignStream(handle: object, own: Socket | undefined): boolean {
  if (handle === own) return false;
  if (!("readable" in handle && "writable" in handle)) return false;
  const { fd, readableFlowing } = handle as { fd?: number; readableFlowing?: boolean | null };
  // Written to, not waited for.
  if (fd === 1 || fd === 2) return false;
  return !(fd === 0 && readableFlowing !== true);
}
