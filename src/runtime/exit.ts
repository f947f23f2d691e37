/**
 * How a process ends: when nothing is left to do, its pools and daemons are ended, its other children are joined,
 * and then it says good-bye. `process.exit` skips the joining: its children that are no daemons go on.
 */
import { living } from "./children.ts";
import { link } from "./link.ts";
import { pools } from "./pool.ts";
import { self } from "./seat.ts";

let said = false;

/** Ends pools and daemons, then waits for the children that are left. */
async function joinChildren(): Promise<void> {
  endDaemons();
  for (let left = living(); left.length > 0; left = living()) for (const child of left) await child.join(0);
}

function endDaemons(): void {
  for (const pool of [...pools]) pool.end();
  for (const child of living()) if (child.daemon) child.kill("SIGTERM", 0);
}

/** Installs the rules; once per process. */
export function atExit(): void {
  process.on("beforeExit", () => {
    if (living().length > 0 || pools.size > 0) void joinChildren();
    else if (!said) {
      said = true;
      link.farewell(Number(process.exitCode ?? 0));
    }
  });
  process.on("exit", (code) => {
    endDaemons();
    if (!said) link.farewell(code);
  });
}

/** The stack without the frames by which Interleave got there. */
export function userStack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = new URL(".", import.meta.url).href;
  const lines = (error.stack ?? `${error.name}: ${error.message}`).split("\n");
  const kept = lines.filter((line) => !/^\s+at /.test(line) || !line.includes(ours));
  // Below the last frame of the program there is only how its process was set going.
  while (kept.length > 1 && /^\s+at (async |.*\()?node:internal\//.test(kept[kept.length - 1]!)) kept.pop();
  return kept.join("\n");
}

/** Prints an uncaught error as Python does, and ends the process with 1 once its children have ended. */
export async function fail(error: unknown): Promise<never> {
  process.stderr.write(`Process ${self.name}:\n${userStack(error)}\n`);
  process.exitCode = 1;
  await joinChildren();
  process.exit(1);
}
