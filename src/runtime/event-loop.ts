/**
 * The event loop as Node's diagnostic report shows it. What keeps no process alive by itself is listed nowhere else,
 * and work in the thread pool that is no request (of crypto, zlib, native modules) only shows in that the loop would
 * go on. A report takes about a millisecond, so it is asked for last.
 */
import type { Socket } from "node:net";

interface LoopHandle {
  type: string;
  is_active: boolean;
  address: string;
  /** Of a process. */
  pid?: number;
  /** Of a signal that is listened for. */
  signal?: string;
}
/** What Node's types leave out. */
interface Report {
  excludeNetwork: boolean;
  getReport(): unknown;
}
/** Node's own handle behind a socket. */
interface Inner {
  hasRef?(): boolean;
  ref(): void;
  unref(): void;
}

/** Node's own, of which every process has some; timers are counted where they are made. */
const SILENT = new Set(["async", "check", "idle", "loop", "prepare", "timer"]);
const STREAMS = new Set(["pipe", "tcp"]);
/** A standard output that is a terminal listens for this one. */
const RESIZED = "SIGWINCH";

/** What was there before the program: modules that were loaded ahead, a debugger's for example, may leave something. */
const earlier = new Set<string>();
if (/(^|\s)(-r|--require|--import)\b/.test(process.env["NODE_OPTIONS"] ?? ""))
  for (const handle of handlesOf([])) earlier.add(handle.address);

/** The signals of a loop are told by their names, everything else by its type. */
export function loopActivities(ours: readonly Socket[], children: ReadonlySet<number>): string[] {
  const active = handlesOf(ours).filter((handle) => handle.is_active && !earlier.has(handle.address));
  const found: string[] = [];
  let streams = -ours.length;
  // The launcher's channel, as long as nobody listens to it.
  if (process.channel && process.listenerCount("message") + process.listenerCount("disconnect") === 0)
    streams--;
  for (const { type, pid, signal } of active) {
    if (STREAMS.has(type)) streams++;
    else if (type === "signal") {
      if (signal !== RESIZED) found.push(signal ?? type);
    } else if (type === "loop" || !(SILENT.has(type) || (pid !== undefined && children.has(pid))))
      found.push(type);
  }
  if (streams > 0) found.push("stream");
  return found;
}

/** All handles, and the loop itself, which is active when it would go on without these sockets. */
function handlesOf(ours: readonly Socket[]): LoopHandle[] {
  const { report } = process as unknown as { report?: Report };
  if (!report) return [];
  const awake: Inner[] = [];
  for (const socket of ours) {
    const inner = (socket as { _handle?: Inner | null })._handle;
    if (inner?.hasRef?.()) awake.push(inner);
  }
  const { excludeNetwork } = report;
  for (const inner of awake) inner.unref();
  try {
    report.excludeNetwork = true;
    return (report.getReport() as { libuv?: LoopHandle[] }).libuv ?? [];
  } finally {
    report.excludeNetwork = excludeNetwork;
    for (const inner of awake) inner.ref();
  }
}
