/** A process as the rows so far tell of it: what it waits for, what it holds, what it owes. */
import type { ProcessKind, Verb } from "../../protocol/events.ts";
import type { Thing } from "./thing.ts";

/** A wait that has not ended. Times in microseconds of the run. */
export interface Pending {
  actor: Actor;
  verb: Verb;
  /** Undefined for joins and sleeps. */
  thing: Thing | undefined;
  /** Process joined, task. */
  other: number;
  op: number;
  since: number;
  seq: number;
  site: number;
  /** Milliseconds; NaN: none. */
  timeout: number;
  /** For a condition: from taking the lock to waiting it had looked at nothing that is shared. */
  blind: boolean;
}

/** A lock or permit that was granted and not given back. */
export interface Hold {
  actor: Actor;
  thing: Thing;
  op: number;
  since: number;
  seq: number;
  site: number;
  /** {@link Actor.acts} when it was taken. */
  acts: number;
}

/** Who wanted a process to end, and where. */
export interface Termination {
  by: number;
  /** 0: the end of its parent ended it. */
  site: number;
  seq: number;
}

export class Actor {
  readonly id: number;
  readonly name: string;
  readonly parent: number;
  readonly daemon: boolean;
  readonly kind: ProcessKind;
  /** Pool it works for, 0 for none. */
  readonly pool: number;
  readonly spawnSeq: number;
  pid: number | undefined;
  ended = false;
  /** Row of its end. */
  endSeq = Number.POSITIVE_INFINITY;
  endedAt = Number.POSITIVE_INFINITY;
  signal = "";
  termination: Termination | undefined;
  /** Somebody has waited for its end, with success. */
  joined = false;
  /** A hint on a deadlock has named it: whatever becomes of it now is known. */
  stuck = false;
  /** Operations so far, sleeping not among them. */
  acts = 0;
  /** Microseconds slept so far. */
  slept = 0;
  /** Several waits at once have been seen: what it holds may be another branch's business. */
  branches = false;
  /** By op. */
  readonly waits = new Map<number, Pending>();
  readonly holds: Hold[] = [];
  /** Items got from joinable queues and not reported done. */
  readonly owed = new Map<Thing, number>();

  constructor(
    id: number,
    name: string,
    facts: {
      parent: number;
      daemon: boolean;
      kind: ProcessKind;
      pool: number;
      pid: number | undefined;
      seq: number;
    },
  ) {
    this.id = id;
    this.name = name;
    this.parent = facts.parent;
    this.daemon = facts.daemon;
    this.kind = facts.kind;
    this.pool = facts.pool;
    this.pid = facts.pid;
    this.spawnSeq = facts.seq;
  }

  /** The end of its parent has ended this daemon, wherever it was. */
  get cut(): boolean {
    return this.daemon && this.kind === "process" && this.signal !== "" && !this.termination?.site;
  }

  /** The program itself has ended it, by `terminate()` or `kill()`. */
  get terminated(): boolean {
    return this.signal !== "" && (this.termination?.site ?? 0) !== 0;
  }

  holdOf(thing: Thing): Hold | undefined {
    return this.holds.find((hold) => hold.thing === thing);
  }

  /** Locks held without a break since before this row. */
  locksSince(seq: number): Thing[] {
    const locks: Thing[] = [];
    for (const { thing, seq: taken } of this.holds) if (taken < seq && thing.excludes) locks.push(thing);
    return locks;
  }
}
