/** Everything that crosses between the extension host and the timeline's webview. */
import type { Hint } from "./hints.ts";
import type { Note } from "./notes.ts";

/** How a run stands, as the host knows it. */
export interface RunState {
  /** Distinguishes runs in one window. */
  id: number;
  /** Shown in the title: the lesson's folder or the file's name. */
  title: string;
  /** Absolute path of the program; empty for an opened trace. */
  file: string;
  phase: "empty" | "starting" | "running" | "ended" | "recorded";
  /** Once ended: the program's exit status; null while running or unknown. */
  exitStatus: number | null;
  /** It did not end by itself: the user, a deadlock or a limit of time ended it. */
  stopped?: boolean;
  /** Of a recorded trace, what is known before all of it is read: its size, and its length in milliseconds. */
  whole?: { bytes: number; length: number };
  /** One sentence, when something went wrong that is not the program's own exit. */
  error?: { message: string; action?: ErrorAction };
}
export interface ErrorAction {
  label: string;
  command: WebviewCommand;
}

/** Commands a webview may ask for; the host maps them to its own and refuses others. */
export const WEBVIEW_COMMANDS = [
  "run",
  "stop",
  "restart",
  "openLesson",
  "showOutput",
  "selectNode",
  "copyPicture",
  "exportTrace",
] as const;
export type WebviewCommand = (typeof WEBVIEW_COMMANDS)[number];

export type ToWebview =
  /** Replaces whatever is shown: a new run, or the first message after `ready`. Bytes follow from the start. */
  | { type: "run"; run: RunState; followLive: boolean }
  /** More of the trace: whole Arrow IPC messages, the very bytes of the file. */
  | { type: "bytes"; run: number; bytes: Uint8Array }
  /**
   * Show another, recorded run below, on the same scale of time; its bytes follow from the start. `first`: what tells
   * the run that is shown already from it. Without `run` no other any more.
   */
  | { type: "beside"; run?: RunState; first?: string }
  /** The run's state changed. */
  | { type: "state"; run: RunState }
  /** Select a hint, by its place among the trace's, and show its graph; without `index` the newest. */
  | { type: "showHint"; index?: number }
  /** Show it to a room. */
  | { type: "present" }
  /** Answer with `snapshot`, once all bytes received so far are drawn. */
  | { type: "snapshot"; request: number }
  /** Take a picture of the lanes in sight, or of `all`, once all bytes received so far are drawn: to the clipboard, or as an answer. */
  | { type: "picture"; request: number; copy: boolean; all?: boolean }
  /** The notes of this run, whenever they are others; `problem`: one sentence on why they cannot be read or kept. */
  | { type: "notes"; run: number; notes: readonly Note[]; writable: boolean; problem?: string }
  /** Those of the lines asked for that there are, each with its number; none of a file that may not be shown. */
  | ({ type: "source"; run: number; file: string } & SourceText);

/** Lines of one file of the program. */
export interface SourceText {
  /** Numbers from 1. */
  lines: readonly (readonly [number, string])[];
  /** The file was written after the run began: it may not be what ran. */
  changed: boolean;
}
/** So many lines may be asked for at once. */
export const MOST_SOURCE_LINES = 400;

export type FromWebview =
  | { type: "ready" }
  /** So many bytes of this run, from its start, are taken in; told every megabyte or so. */
  | { type: "taken"; run: number; bytes: number }
  /** The run below is not to be shown any more. */
  | { type: "alone"; run: number }
  | { type: "open"; file: string; line: number; column: number; beside: boolean }
  | { type: "command"; command: WebviewCommand }
  | { type: "snapshot"; request: number; snapshot: ViewSnapshot }
  /**
   * The picture as PNG, unless it went to the clipboard; or one sentence on why there is none. `left`: so many lanes had no
   * room in it.
   */
  | { type: "picture"; request: number; png?: Uint8Array; left?: number; error?: string }
  /** Tell the notes of the run that began then (epoch ms, 0: not known); before that, keep one or let one go. */
  | { type: "notes"; run: number; startedAt: number; put?: Note; drop?: string }
  /** Tell what stands at these lines, from 1, of a file of the run that began then (epoch ms, 0: not known). */
  | { type: "source"; run: number; file: string; lines: readonly number[]; startedAt: number }
  /** An error in the webview itself, for the log. */
  | { type: "fault"; message: string };

/** What the timeline shows now. */
export interface ViewSnapshot {
  run: RunState;
  lanes: ViewLane[];
  /** Keys of all rows from top to bottom: `process 3`, `task 3 0`, `object 5`, and those of sections. */
  rows: string[];
  hints: Hint[];
  /** The run that is shown below on the same scale, and its lanes; `told`: tables, graph and search are about it. */
  beside?: { run: RunState; events: number; lanes: ViewLane[]; told: boolean };
  /** Visible range in milliseconds of the run. */
  range: { from: number; to: number };
  /** Milliseconds since the run began, of the last event received. */
  end: number;
  events: number;
  following: boolean;
  /** Which bottom tab is open. */
  tab: string;
  theme: string;
  /** Wait-for graph as drawn: node labels and edges by label. */
  graph: { nodes: string[]; edges: [string, string][] };
  /** Milliseconds between a hint's moment and the frame it was first drawn in, per hint. */
  hintLatency: number[];
}
export interface ViewLane {
  name: string;
  kind: "process" | "task" | "lock" | "queue" | "event" | "pool";
  /** State at the right edge: `waiting for fork-2`, `exited 0`, `held by P-1`, `3 items` … */
  state: string;
  intervals: number;
  depth: number;
}
