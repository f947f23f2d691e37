/** The lanes of a run: one per process and one per shared object. */
import type { ObjectInfo, ProcessInfo, Verb } from "../protocol/events.ts";
import { Boxes } from "./boxes.ts";
import type { Row } from "./event-row.ts";
import { type IntervalFacts, Intervals } from "./intervals.ts";
import type { Pause } from "./paused.ts";
import { STATE, STATES } from "./states.ts";
import { Steps } from "./steps.ts";

/** A wait that has been asked for and not answered. Times in microseconds of the run. */
export interface PendingWait {
  verb: Verb;
  object: number;
  other: number;
  site: number;
  /** When the process asked. */
  asked: number;
  /** From when on it waited for others: after the coordinator had the request. */
  since: number;
  /** Its latest interval in the process's lane. */
  interval: number;
}

export interface ProcessExit {
  time: number;
  /** Exit code, NaN when unknown. */
  code: number;
  signal: string;
}

/** A wait worth remembering: the longest one of a process or for an object. */
export interface LongestWait {
  /** Microseconds. */
  length: number;
  /** Object or process waited for, by id. */
  object: number;
  other: number;
  process: number;
}

export class ProcessLane {
  readonly kind = "process";
  /** Something about it is new since somebody last asked. */
  changed = true;
  readonly track = new Intervals(STATES.length);
  readonly boxes = new Boxes();
  readonly children: number[] = [];
  readonly pending = new Map<number, PendingWait>();
  longest: LongestWait | undefined;
  exit: ProcessExit | undefined;
  /** A debugger has stopped it: until it goes on, it enters no other state but its end. */
  paused: Pause | undefined;
  pid: number | undefined;
  readonly id: number;
  readonly name: string;
  /** Process that spawned it, 0 for the main one. */
  readonly parent: number;
  /** Levels below the main process. */
  readonly depth: number;
  readonly info: ProcessInfo;
  /** Where it was started. */
  readonly site: number;

  constructor(id: number, name: string, parent: number, depth: number, info: ProcessInfo, site: number) {
    this.id = id;
    this.name = name;
    this.parent = parent;
    this.depth = depth;
    this.info = info;
    this.site = site;
    this.pid = info.pid;
  }

  /** Everything in it that grows. */
  get columns() {
    return [this.track, ...this.boxes.rows];
  }

  /** Begins an interval, as {@link Intervals.add}; −1 while a debugger has stopped it, when none begins. */
  enter(time: number, state: number, facts: IntervalFacts = {}): number {
    if (!this.paused) return this.track.add(time, state, facts);
    if (state === STATE.stuck) this.paused.stuckOn = facts.other ?? 0;
    return -1;
  }
}

/** States of a lock's holder track. */
export const HELD = { free: 0, held: 1, contended: 2, forever: 3 } as const;

/** What all shared objects have in common; each has its `columns`, which grow, and `more`, the facts of its kind. */
export class ObjectLane {
  /** Something about it is new since somebody last asked. */
  changed = true;
  /** How many processes wait for it. */
  readonly waiters = new Steps();
  /** Requests answered, and those of them that had to wait. */
  served = 0;
  waited = 0;
  /** Microseconds waited for it by all, ended waits only. */
  waitTotal = 0;
  longest: LongestWait | undefined;
  /** Processes that did anything with it, beyond making it and closing their end of it. */
  readonly users = new Set<number>();
  readonly id: number;
  readonly info: ObjectInfo;
  /** Where it was made. */
  readonly site: number;
  readonly created: number;

  constructor(id: number, info: ObjectInfo, site: number, created: number) {
    this.id = id;
    this.info = info;
    this.site = site;
    this.created = created;
  }

  get name(): string {
    return this.info.name;
  }
}

/** A lock, or a semaphore, which is held while any of its permits is. */
export class LockLane extends ObjectLane {
  readonly kind = "lock";
  /** State: one of HELD; `other`: the holder, of a semaphore's holders the latest. */
  readonly holders = new Intervals(4);
  /** Permits out: by whom and since when, oldest first. Of a lock at most one. */
  out: { process: number; since: number; site: number }[] = [];
  /** Microseconds held, by process, ended holds only. */
  heldBy = new Map<number, number>();

  get columns() {
    return [this.waiters, this.holders];
  }

  get more() {
    return { out: this.out, heldBy: this.heldBy };
  }

  /** Process that holds it now, 0 for none. */
  get holder(): number {
    return this.holders.lastOther;
  }

  /** Somebody has got it. */
  hold({ process, time, seq }: Row, site: number): void {
    this.out.push({ process, since: time, site });
    this.holders.add(time, HELD.held, { other: process, site, seq });
    if (this.waiters.current > 0) this.contend();
  }

  /** A hold has ended: that of `other`, if the trace knows of it, else the oldest. */
  free({ other, time, seq }: Row): void {
    const shown = this.out.at(-1);
    const own = this.out.findLastIndex(({ process }) => process === other);
    const [ended] = this.out.splice(Math.max(own, 0), 1);
    if (ended) {
      const held = Math.max(0, time - ended.since);
      this.heldBy.set(ended.process, (this.heldBy.get(ended.process) ?? 0) + held);
    }
    const still = this.out.at(-1);
    if (!still) this.holders.add(time, HELD.free, { seq });
    else if (still !== shown) {
      this.holders.add(time, HELD.held, { other: still.process, site: still.site, seq });
      if (this.waiters.current > 0) this.contend();
    }
  }

  /** Somebody waits for it while it is held. */
  contend(): void {
    if (this.holders.lastState === HELD.held) this.holders.lastState = HELD.contended;
  }
}

export class QueueLane extends ObjectLane {
  readonly kind = "queue";
  /** Items in it. */
  readonly depth = new Steps();
  puts = 0;
  gets = 0;
  /** Items not yet reported done, for joinable queues. */
  unfinished = 0;

  get columns() {
    return [this.waiters, this.depth];
  }

  get more() {
    return { puts: this.puts, gets: this.gets, unfinished: this.unfinished };
  }

  /** How many items fit, 0 for no limit. */
  get bound(): number {
    return this.info.size ?? 0;
  }
}

/** Containers of a manager: what counts is who calls them. */
export const isContainer = ({ type }: ObjectInfo): boolean =>
  type === "Dict" || type === "List" || type === "Namespace";

/** An event, or what is shown in the same way: a condition, a barrier, a container of a manager. */
export class EventLane extends ObjectLane {
  readonly kind = "event";
  /** State 1 while set; of a barrier while broken; of a container while somebody waits for its answer. */
  readonly track = new Intervals(2);

  get columns() {
    return [this.waiters, this.track];
  }

  get more() {
    return {};
  }

  /** What a state is called; empty where it says nothing, as for a condition. */
  word(state: number): string {
    if (isContainer(this.info)) return state === 1 ? "in use" : `${this.served} calls`;
    if (this.info.type === "Event") return state === 1 ? "set" : "not set";
    return state === 1 ? "broken" : "";
  }
}

export class PoolLane extends ObjectLane {
  readonly kind = "pool";
  readonly queued = new Steps();
  readonly running = new Steps();
  submitted = 0;
  failed = 0;

  get columns() {
    return [this.waiters, this.queued, this.running];
  }

  get more() {
    return { submitted: this.submitted, failed: this.failed };
  }
}

export type SharedLane = LockLane | QueueLane | EventLane | PoolLane;
export type Lane = ProcessLane | SharedLane;

/** The lane for an object of this type; undefined for one that nobody waits for, and for an end that only sends. */
export function laneOf(id: number, info: ObjectInfo, site: number, created: number): SharedLane | undefined {
  switch (info.type) {
    case "Lock":
    case "RLock":
    case "Semaphore":
    case "BoundedSemaphore":
      return new LockLane(id, info, site, created);
    case "Queue":
    case "JoinableQueue":
    case "SimpleQueue":
      return new QueueLane(id, info, site, created);
    case "Event":
    case "Condition":
    case "Barrier":
    case "Dict":
    case "List":
    case "Namespace":
      return new EventLane(id, info, site, created);
    case "Pool":
    case "ProcessPoolExecutor":
      return new PoolLane(id, info, site, created);
    case "Connection":
      return info.writeOnly ? undefined : new QueueLane(id, info, site, created);
    case "Value":
    case "SharedArray":
      return undefined;
  }
}
