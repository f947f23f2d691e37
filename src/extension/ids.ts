/**
 * Every id that the extension shares with package.json, once. `test/extension/contributions.test.ts` keeps the two
 * the same.
 */

export const COMMANDS = {
  run: "interleave.run",
  debug: "interleave.debug",
  stop: "interleave.stop",
  showTimeline: "interleave.showTimeline",
  present: "interleave.present",
  openLesson: "interleave.openLesson",
  resetLesson: "interleave.resetLesson",
  openTrace: "interleave.openTrace",
  exportTrace: "interleave.exportTrace",
  copyPicture: "interleave.copyPicture",
  compareTraces: "interleave.compareTraces",
  compareSideBySide: "interleave.compareSideBySide",
  keepTrace: "interleave.keepTrace",
  letGoTrace: "interleave.letGoTrace",
  setupWorkspace: "interleave.setupWorkspace",
  newProgram: "interleave.newProgram",
} as const;
export type CommandName = keyof typeof COMMANDS;

/** Commands for our own links and buttons only: in no menu, and not in package.json. */
export const INTERNAL_COMMANDS = {
  /** Which hint: the path of its trace, and its index there. */
  showHint: "interleave.showHint",
  explainHint: "interleave.explainHint",
} as const;

/** Webview of the run, read-only editor of a recorded trace, the trees of the side bar, and the page of a lesson. */
export const VIEWS = {
  timeline: "interleave.timeline",
  trace: "interleave.trace",
  runs: "interleave.runs",
  live: "interleave.live",
  lessons: "interleave.lessons",
  lesson: "interleave.lesson",
} as const;

/** Type of debug configurations. */
export const DEBUG_TYPE = "interleave";
/** Type of tasks. */
export const TASK_TYPE = "interleave";

/** What language models can use. */
export const TOOLS = {
  run: "interleave_run_program",
  trace: "interleave_read_trace",
  wait: "interleave_explain_wait",
} as const;

/** True while a program runs; `when` clauses use it. */
export const RUNNING_CONTEXT = "interleave.running";

export interface Settings {
  /** Absolute path of the Node to run programs with; empty: look for one. */
  nodePath: string;
  onDeadlock: "notify" | "stop";
  /** Whether a timeline follows a live run from its first moment on. */
  followLive: boolean;
  /** Folder to record into; empty: the extension's own storage. */
  traceFolder: string;
  /** Most MiB of traces in the extension's own storage. */
  traceLimit: number;
  /** Whether what a program prints goes into its trace. */
  traceOutput: boolean;
  /** Whether programs have Run and Debug above their import of the runtime. */
  codeLens: boolean;
  /** Whether lines show what the last run waited for and held there. */
  inlayHints: boolean;
}

/** Name → id and default; the defaults stand in package.json too. */
export const SETTINGS: { readonly [Name in keyof Settings]: { id: string; default: Settings[Name] } } = {
  nodePath: { id: "interleave.nodePath", default: "" },
  onDeadlock: { id: "interleave.onDeadlock", default: "notify" },
  followLive: { id: "interleave.followLive", default: true },
  traceFolder: { id: "interleave.traceFolder", default: "" },
  traceLimit: { id: "interleave.traceLimit", default: 1000 },
  traceOutput: { id: "interleave.traceOutput", default: true },
  codeLens: { id: "interleave.codeLens", default: true },
  inlayHints: { id: "interleave.inlayHints", default: true },
};

/** Extension of recorded traces, with its dot. */
export const TRACE_EXTENSION = ".interleave";

/** Files that `interleave.run` takes. */
export const PROGRAM_EXTENSIONS = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs"] as const;
