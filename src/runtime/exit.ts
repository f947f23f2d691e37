/**
 * How a process ends: when nothing is left to do, the work of its executors is completed, its pools and daemons are
 * ended, its other children are joined, its managers shut down, and then it says good-bye. `process.exit` skips the
 * joining: its children that are no daemons go on, and managers with them.
 */
import { builtin } from "./builtin.ts";
import { living } from "./children.ts";
import { executors } from "./executor.ts";
import { link } from "./link.ts";
import { getLogger, isLogging, logEnd, logExit, logShutdown } from "./log.ts";
import { managers } from "./manager.ts";
import { finishOutput, leaveUnsent } from "./output.ts";
import { pools } from "./pool.ts";
import { seat, self } from "./seat.ts";
import { commands } from "./subprocess.ts";

let said = false;

/** Children that are waited for. Managers are not: they are ended when nobody is left who could use them. */
const joinable = () => living().filter((child) => !child.isManager);

/**
 * Completes the work of executors, ends pools and daemons, waits for the children that are left, and ends managers,
 * which these may have used to their end.
 */
async function joinChildren(): Promise<void> {
  for (const executor of executors) await executor.finish();
  endDaemons();
  for (let left = joinable(); left.length > 0; left = joinable())
    for (const child of left) {
      if (!child.isWorker) getLogger().info(`calling join() for process ${child.name}`);
      await child.join(0);
    }
  await Promise.all([...managers].map((manager) => manager.end(0)));
}

function endDaemons(): void {
  logShutdown();
  for (const pool of [...pools]) pool.end();
  for (const child of living()) {
    if (!child.daemon) continue;
    if (!child.isWorker) getLogger().info(`calling terminate() for daemon ${child.name}`);
    child.kill("SIGTERM", 0);
  }
}

/** Children see for themselves that the coordinator is gone; one that computes does not look. */
const NOTICE_MS = 600;

/** The coordinator would have removed it. */
function removeFolder(): void {
  try {
    if (seat) builtin("node:fs").rmSync(seat.folder, { recursive: true, force: true });
  } catch {
    // Another process of the run is at it.
  }
}

/** Installs the rules; once per process. */
export function atExit(): void {
  link.onLost = (exit) => {
    said = true;
    const end = () => {
      for (const child of living()) child.process.kill("SIGKILL");
      for (const command of commands) command.kill("SIGKILL");
      removeFolder();
      exit();
    };
    if (living().length === 0) end();
    else setTimeout(end, NOTICE_MS);
  };
  process.on("beforeExit", () => {
    // What is called back may go on with anything, until nothing comes of it any more.
    const busy = [...executors].filter((executor) => executor.busy);
    if (busy.length > 0) void Promise.all(busy.map((executor) => executor.drain()));
    else if (living().length > 0 || pools.size + executors.size > 0) void joinChildren();
    else if (!said) {
      said = true;
      const code = Number(process.exitCode ?? 0);
      logShutdown();
      logEnd();
      logExit(code);
      finishOutput();
      link.farewell(code);
    }
  });
  process.on("exit", (code) => {
    if (said) return;
    endDaemons();
    logEnd();
    logExit(code);
    finishOutput();
    link.farewell(code);
    leaveUnsent();
  });
  // What the program's own listeners give back, set or put in their last moment is sent by whoever comes after them.
  const last = () => link.flush();
  process.on("exit", last);
  process.on("newListener", (event, listener) => {
    if (event !== "exit" || listener === last) return;
    queueMicrotask(() => {
      process.off("exit", last);
      process.on("exit", last);
    });
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
  const tell = () => process.stderr.write(`Process ${self.name}:\n${userStack(error)}\n`);
  process.exitCode = 1;
  // It is told at once; in a log it stands where Python has it, after the children have been joined.
  const late = isLogging();
  if (!late) tell();
  await joinChildren();
  logEnd();
  if (late) tell();
  process.exit(1);
}
