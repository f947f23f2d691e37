/**
 * Tells the coordinator of every line that this process prints. Nobody waits for it, it keeps nothing alive, and a process
 * that prints very much is told of in part; what is left out is counted.
 */
import { GLOBAL_OUTPUT, type OutputTap, unsentName, type Written } from "../protocol/control.ts";
import { UP } from "../protocol/messages.ts";
import { branches } from "./branch.ts";
import { builtin } from "./builtin.ts";
import { nowMicros } from "./clock.ts";
import { link } from "./link.ts";
import { PrintedLines } from "./printed-lines.ts";
import { seat, self } from "./seat.ts";
import { userSite } from "./sites.ts";
import { silentTimer } from "./unref-timers.ts";

/** What is left when nothing has been written for so long is told as it is; when it never stops, after that. */
const IDLE_MICROS = 250_000;
const OPEN_MICROS = 2_000_000;

/** A process that never comes to send anything, or to a coordinator that does not read, does not fill its memory by this. */
const BACKLOG_BYTES = 4 * 1024 * 1024;

/** So many times in so many microseconds, and no more. */
class Budget {
  readonly #most: number;
  readonly #micros: number;
  #since = 0;
  #left = 0;

  constructor(most: number, micros: number) {
    this.#most = most;
    this.#micros = micros;
  }

  take(time: number): boolean {
    if (time - this.#since >= this.#micros || time < this.#since) {
      this.#since = time;
      this.#left = this.#most;
    }
    return this.#left-- > 0;
  }
}

/** Finding out where a line comes from costs more than all the rest. */
const sites = new Budget(100, 1e6);
/** What is printed is sent at once, since this process may go on to compute for minutes; of very much, most waits a little. */
const flushes = new Budget(10, 100_000);
const streams = [1, 2].map((stream) => new PrintedLines(teller(stream)));
/** Something is left that will be looked at again. */
let looking = false;
/** Written before the runtime was there: by whom cannot be found out any more. */
let late = false;

function teller(stream: number) {
  return {
    site: (time: number) => (late || !sites.take(time) ? 0 : userSite(wrote)),
    full: () => link.backlog > BACKLOG_BYTES,
    line(text: string, cut: number, time: number, site: number): void {
      const branch = late ? 0 : branches.glimpse;
      link.aside(UP.output).u8(stream).u32(site).u32(branch).f64(time).u32(cut).text(text).end();
    },
    dropped(lines: number, time: number): void {
      link.aside(UP.outputDropped).u8(stream).f64(time).u32(lines).end();
    },
  };
}

/** Hears of everything that is written from now on, and of what was before. Once per process. */
export function listenToOutput(): void {
  const tap = (globalThis as { [GLOBAL_OUTPUT]?: OutputTap })[GLOBAL_OUTPUT];
  if (!tap) return;
  late = true;
  for (const written of tap.early.splice(0)) wrote(written);
  late = false;
  const now = nowMicros();
  streams.forEach((lines, index) => {
    lines.drop(tap.missed[index + 1]!, now);
  });
  tap.listener = wrote;
  link.onQuiescent = finishOutput;
  // What ends the main process Node prints by itself.
  process.on("uncaughtExceptionMonitor", (error) => {
    if (process.listenerCount("uncaughtException") > 0) return;
    const text = error instanceof Error ? (error.stack ?? String(error)) : `Uncaught ${String(error)}`;
    wrote({ stream: 2, chunk: `${text}\n`, encoding: undefined, time: nowMicros() });
  });
}

function wrote({ stream, chunk, encoding, time }: Written): void {
  if (!self.tellsOutput) return;
  const lines = streams[stream - 1]!;
  lines.take(chunk, encoding, time);
  if (link.ending) {
    // Nobody would come back to it.
    lines.end();
    link.flush();
    leaveUnsent();
  } else if (flushes.take(time)) link.flush();
  if (lines.pending && !looking) lookLater();
}

function lookLater(): void {
  looking = true;
  silentTimer(look, IDLE_MICROS / 1000);
}

/** Tells unfinished lines that are old enough. */
function look(): void {
  looking = false;
  const now = nowMicros();
  for (const lines of streams) {
    const { since, last } = lines.waits;
    if (now - last >= IDLE_MICROS - 1000 || now - since >= OPEN_MICROS) lines.end();
  }
  if (streams.some((lines) => lines.pending)) lookLater();
}

/** Nothing more comes, for now at least: tells what is left. */
export function finishOutput(): void {
  if (self.tellsOutput) for (const lines of streams) lines.end();
}

/** The process ends: what it could not send because it has never connected is left for the coordinator to find. */
export function leaveUnsent(): void {
  const unsent = link.takeUnsent();
  if (!unsent || !seat) return;
  try {
    builtin("node:fs").appendFileSync(`${seat.folder}/${unsentName(process.pid)}`, unsent, { mode: 0o600 });
  } catch {
    // The run has ended without this process.
  }
}
