/** A process while a trace is walked through: only what it does now, nothing of what it did. */
import { type ProcessInfo, VERBS, type Verb } from "../../protocol/events.ts";
import type { Row } from "../event-row.ts";
import type { ProcessExit } from "../lanes.ts";
import { type Pause, stateAfter, stoppedOf } from "../paused.ts";
import { SERVING, STATE } from "../states.ts";

/** A stretch of time in one state, in microseconds of the run. Ids are those of the trace, 0 for none. */
export interface Stretch {
  from: number;
  to: number;
  /** Index in STATES. */
  state: number;
  /** Index in VERBS plus one; 0: no wait. */
  verb: number;
  object: number;
  other: number;
  site: number;
  /** Sequence number of the event that began it. */
  seq: number;
}

/** What a stretch is about. Absent numbers are 0. */
export type StretchFacts = Partial<Omit<Stretch, "from" | "to" | "state">>;

/** A wait that had to wait. Times in microseconds of the run. */
export interface Wait {
  verb: Verb;
  object: number;
  /** As the `ask` had it; the row that ended the wait may say more. */
  other: number;
  site: number;
  branch: number;
  op: number;
  asked: number;
  /** From when on it waited for others: after the coordinator had the request. */
  since: number;
  /** Sequence number of the `ask`. */
  seq: number;
}

/** A task or span while it lasts; `row` is the lowest number that no other open one of its process has. */
export interface Box {
  kind: "task" | "span";
  id: number;
  object: number;
  name: string;
  from: number;
  to: number;
  row: number;
  site: number;
  failed: boolean;
}

export class WalkedProcess {
  readonly id: number;
  readonly name: string;
  /** Process that started it, 0 for the main one. */
  readonly parent: number;
  /** Levels below the main process. */
  readonly depth: number;
  readonly info: ProcessInfo;
  /** Where it was started. */
  readonly site: number;
  readonly spawned: number;
  readonly pending = new Map<number, Wait>();
  readonly boxes = new Map<string, Box>();
  pid: number | undefined;
  exit: ProcessExit | undefined;
  now: Stretch | undefined;
  /** A debugger has stopped it: until it goes on, it enters no other state but its end. */
  paused: Pause | undefined;

  constructor(row: { id: number; time: number; site: number }, info: ProcessInfo, parent?: WalkedProcess) {
    this.id = row.id;
    this.spawned = row.time;
    this.site = row.site;
    this.info = info;
    this.name = info.name;
    this.pid = info.pid;
    this.parent = parent?.id ?? 0;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  /**
   * Begins another state and answers the one that has ended, if it lasted at all. A moment before the latest
   * beginning is taken as that one, since clocks are read in different processes.
   */
  enter(time: number, state: number, facts: StretchFacts): Stretch | undefined {
    if (this.paused && !this.exit) {
      if (state === STATE.stuck) this.paused.stuckOn = facts.other ?? 0;
      return undefined;
    }
    const before = this.now;
    const from = before ? Math.max(time, before.from) : time;
    this.now = {
      from,
      to: from,
      state,
      verb: facts.verb ?? 0,
      object: facts.object ?? 0,
      other: facts.other ?? 0,
      site: facts.site ?? 0,
      seq: facts.seq ?? 0,
    };
    if (!before || before.from === from) return undefined;
    before.to = from;
    return before;
  }

  /** A debugger stops it. As {@link enter}. */
  pause({ time, seq }: Row): Stretch | undefined {
    if (this.exit || this.paused) return undefined;
    const stuckOn = this.now?.state === STATE.stuck ? this.now.other : undefined;
    const ended = this.enter(time, STATE.paused, { seq });
    this.paused = { at: time, stuckOn };
    return ended;
  }

  /** A debugger lets it go on. The time that it was stopped is none that it waited. As {@link enter}. */
  resume({ time, seq }: Row): Stretch | undefined {
    const { paused } = this;
    if (this.exit || !paused) return undefined;
    this.paused = undefined;
    for (const wait of this.pending.values()) wait.since += stoppedOf(wait.since, paused, time);
    const wait = [...this.pending.values()].at(-1);
    if (wait) {
      const { verb, object, other, site } = wait;
      const facts = { verb: VERBS.indexOf(verb) + 1, object, other: paused.stuckOn ?? other, site, seq };
      return this.enter(time, stateAfter(verb, paused), facts);
    }
    const idle = SERVING.has(this.info.kind) && this.boxes.size === 0;
    return this.enter(time, idle ? STATE.none : STATE.running, { seq });
  }

  get idle(): boolean {
    return this.now?.state === STATE.none;
  }

  /** The lowest row in which no box is open. */
  freeRow(): number {
    const taken = new Set([...this.boxes.values()].map(({ row }) => row));
    let row = 0;
    while (taken.has(row)) row++;
    return row;
  }
}
