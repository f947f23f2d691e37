/**
 * What crosses between a coordinator and whoever launched it: one JSON object a line, on the coordinator's
 * standard input and output. The input doubles as a lifeline: when it closes, the launcher is gone and the run
 * is stopped.
 */
import type { Hint } from "./hints.ts";

export type FromCoordinator =
  | { type: "ready" }
  /** A process of the program has come or gone; the launcher kills those that are left if it has to. */
  | { type: "process"; id: number; name: string; pid: number }
  | { type: "gone"; id: number; name: string; exitCode: number | null; signal: string | null }
  /** These bytes of the trace file are now complete messages. */
  | { type: "batch"; offset: number; length: number }
  | { type: "hint"; hint: Hint }
  /** Nothing outside the stuck set can go on. */
  | { type: "stuck" }
  /** One line for the user, about the run itself. */
  | { type: "report"; message: string }
  | { type: "ended"; events: number };

export type ToCoordinator =
  /** The main process exists; on POSIX it leads a process group of the same number. */
  | { type: "mainStarted"; pid: number }
  /** The main process has ended; only its parent knows how. */
  | { type: "mainExited"; exitCode: number | null; signal: string | null }
  /** The terminal's interrupt has gone to every process: how they end now says nothing about the program. */
  | { type: "interrupted" }
  /** A debugger has stopped a process, or lets it go on; by its pid of the operating system. */
  | { type: "paused"; pid: number; paused: boolean }
  /** Terminate every process, kill what is left after `grace` ms. */
  | { type: "stop"; grace: number };

/** Handed to the coordinator in the environment variable {@link CONFIG_VARIABLE}, as JSON. */
export interface CoordinatorConfig {
  /** Unix domain socket or named pipe to listen on. */
  socket: string;
  token: string;
  /** The run's private folder, removed at the end of the run. */
  folder: string;
  /** File to record into; null: record nothing. */
  trace: string | null;
  program: string;
  args: string[];
  /** True when a launcher listens on standard output and holds standard input open. */
  launched: boolean;
  mainPid: number | undefined;
  /** What this run does without, besides what {@link WITHOUT_VARIABLE} names. */
  without?: readonly Part[];
}

/**
 * Of Node, for the coordinator. What an event needs is gone within milliseconds: more room for it than that makes a process
 * that serves thousands of others larger, and nothing quicker.
 */
export const COORDINATOR_OPTIONS = ["--max-semi-space-size=16"];

export const CONFIG_VARIABLE = "INTERLEAVE_COORDINATOR";

/** What looks for hints while a run goes on. */
export const ANALYSES = ["stuck", "prediction", "hazards"] as const;
/** What a run can do without: its analyses, and the record of what its processes print. */
export const PARTS = [...ANALYSES, "output"] as const;
export type Part = (typeof PARTS)[number];
/** Names of {@link PARTS}, separated by commas, that a run does without: to measure what they cost. */
export const WITHOUT_VARIABLE = "INTERLEAVE_WITHOUT";

/** Environment of every user process; the preload takes it out of `process.env` again. */
export const PROCESS_VARIABLE = "INTERLEAVE_PROCESS";
/** Value of {@link PROCESS_VARIABLE}, as JSON. */
export interface ProcessSeat {
  socket: string;
  token: string;
  folder: string;
  /** Trace id of the parent, 0 for main. */
  parent: number;
  /** The parent's own number for this child. */
  child: number;
  /** URL of the program's main module. */
  main: string;
  /** How long to try to reach the coordinator, ms. */
  patience: number;
}

/**
 * File in the run's folder in which a process leaves the frames of what it has printed if it ends before it has connected:
 * its event loop has never turned.
 */
export const unsentName = (pid: number): string => `unsent-${pid}`;

/** What the preload leaves for the runtime, under {@link GLOBAL_PRELOAD}. */
export interface PreloadGlobal {
  /** Absolute path of the folder of built files (`dist`). */
  dist: string;
  /**
   * How many characters stand on line 1 of a module before its own: to be taken off the columns of call sites there.
   * 0 for a module that was not translated.
   */
  prefixLength(url: string): number;
  /**
   * The place in the user's file of a call site in a module as it runs, that is one that no source map was applied to.
   * All lines and columns are 1-based.
   */
  original(url: string, line: number, column: number): { line: number; column: number };
}

/** Something that the process has written on a standard stream, and when (absolute microseconds). */
export interface Written {
  /** Number of the descriptor. */
  stream: 1 | 2;
  chunk: string | Uint8Array;
  /** Of a string; undefined for UTF-8. */
  encoding: string | undefined;
  time: number;
}

/** What the preload leaves under {@link GLOBAL_OUTPUT}: the runtime hears of what is written, also from before it was there. */
export interface OutputTap {
  /** Written before there was anybody to be told; bounded. */
  early: Written[];
  /** Lines beyond that bound, by descriptor. */
  missed: [none: 0, stdout: number, stderr: number];
  /** Told of all that is written from now on, within the very call that wrote it. */
  listener: ((written: Written) => void) | undefined;
}

/**
 * Global symbols through which translated modules, the preload and the runtime find one another without
 * importing one another.
 */
export const GLOBAL_MODULES = Symbol.for("interleave.modules");
export const GLOBAL_SEAT = Symbol.for("interleave.seat");
export const GLOBAL_PRELOAD = Symbol.for("interleave.preload");
export const GLOBAL_OUTPUT = Symbol.for("interleave.output");
/** Module URL → name → thunk that reads the top-level binding. Filled by each translated module's first line. */
export type ModuleRegistry = Map<string, Record<string, () => unknown>>;
