/** Starting a program, watching it, ending it: the part that the command line and the extension share. */
import type { Part } from "../protocol/control.ts";
import type { Hint } from "../protocol/hints.ts";

export interface LaunchOptions {
  /** Absolute path of the program. */
  file: string;
  args: string[];
  cwd: string;
  /** Node to run it with, as `findNode` answered. */
  node: string;
  /** Folder of the built files (`dist`). */
  dist: string;
  /** File to record into; empty: nothing is recorded. */
  trace: string;
  /** `stop` ends the run as soon as nothing outside a certain deadlock can go on; `wait` leaves it hanging. */
  onDeadlock: "stop" | "wait";
  /** Ends the run after so many milliseconds. */
  timeout?: number;
  /** What this run is to do without. */
  without?: readonly Part[];
  /** `inherit`: the program writes to our own streams. `pipe`: to `onOutput`. */
  stdio: "inherit" | "pipe";
  env?: NodeJS.ProcessEnv;
  /** Options of Node for the main process alone. */
  nodeArgs?: string[];
  onOutput?(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** So many bytes of the trace are in the file, whole messages; told whenever there are more. */
  onLength?(bytes: number): void;
  onHint?(hint: Hint): void;
  /** A process of the program is there; told again when it has introduced itself. */
  onProcess?(name: string, pid: number): void;
  /** One line about the run itself (main was killed, others go on …). */
  onReport?(message: string): void;
}

export interface Run {
  readonly pid: number;
  readonly trace: string;
  readonly ended: Promise<RunSummary>;
  /** Terminates every process of the run, kills what is left after a second; resolves when all are gone. */
  stop(): Promise<void>;
  /** Says that a debugger has stopped a process, or lets it go on. */
  paused(pid: number, paused: boolean): void;
  /** Passes a signal of the terminal on to every process of the program. */
  signal(signal: NodeJS.Signals): void;
}

export type RunEnd = "exited" | "stopped" | "deadlock" | "timeout" | "coordinator-lost";

export interface RunSummary {
  /** What `interleave run` exits with: the program's own, 86 deadlock, 124 timeout, 70 coordinator lost. */
  exitStatus: number;
  reason: RunEnd;
  /** The main process's own end. */
  exitCode: number | null;
  signal: string | null;
  hints: Hint[];
  trace: string;
  events: number;
}
