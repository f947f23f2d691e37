/** What Interleave says about a run. Names and meanings are part of the public contract. */

export type Certainty = "certain" | "proven" | "possible";
export type Severity = "error" | "warning" | "info";

export const HINT_KINDS = [
  "deadlock",
  "deadlock-predicted",
  "self-deadlock",
  "deadlock-broken-by-timeout",
  "lost-notify",
  "fragile-wait",
  "too-few-notifies",
  "never-signalled",
  "queue-never-fed",
  "queue-never-drained",
  "join-before-drain",
  "poison-pill-mismatch",
  "task-done-mismatch",
  "orphaned-lock",
  "killed-holding",
  "daemon-cut",
  "semaphore-over-release",
  "release-not-owner",
  "barrier-short",
  "barrier-broken",
  "pool-starvation",
  "lost-update",
  "unprotected-update",
  "check-then-act",
  "convoy",
  "long-hold",
  "starvation",
  "busy-wait",
  "queue-growth",
] as const;
export type HintKind = (typeof HINT_KINDS)[number];

/** `core`: part of a cycle, or waits for what nobody alive can give. `collateral`: waits behind the core. */
export type Role = "core" | "collateral";

export interface HintProcess {
  /** Process id of the trace, not of the operating system. */
  id: number;
  name: string;
  pid: number | undefined;
  role?: Role;
  /** What it waits for, in the order asked. */
  waits?: HintWait[];
  /** Object ids it holds. */
  holds?: number[];
}

export interface HintWait {
  verb: string;
  /** Object id, absent for joins and sleeps. */
  object?: number;
  /** The processes that could end this wait, by trace id: holders of the lock, the process joined … */
  on: number[];
  /** True when any one of `on` would do (drawn dashed), false when it needs each of them. */
  any: boolean;
  site?: HintSite;
  /** Since when, in microseconds of the run. */
  since: number;
}

export interface HintObject {
  id: number;
  type: string;
  name: string;
}

export interface HintSite {
  file: string;
  line: number;
  column: number;
  role: "waits" | "holds" | "made" | "other";
  process?: string;
}

/** Which text a hint is told in, and what fills its blanks: for those who tell it in another language. */
export interface HintText {
  /** Key of the table of texts. */
  key: string;
  blanks: Record<string, Blank>;
}
/** A list is told as one: "A, B and C". */
export type Blank = string | number | readonly string[];

export interface Hint {
  kind: HintKind;
  certainty: Certainty;
  severity: Severity;
  message: string;
  fix: string;
  /** Absent in traces of older versions. */
  text?: HintText;
  because?: HintKind[];
  witness?: string[];
  /** Which text each step of the witness is told in. */
  steps?: HintText[];
  processes: HintProcess[];
  objects: HintObject[];
  sites: HintSite[];
  /** Sequence numbers of the events that prove it. */
  events: number[];
  /** Milliseconds since the run began. */
  time: number;
}
