/** The lanes of a run: one per process and one per shared object. */
import type { ObjectInfo, ProcessInfo, Verb } from "../protocol/events.ts";
import { Boxes } from "./boxes.ts";
import { Intervals } from "./intervals.ts";
import { STATES } from "./states.ts";
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
  readonly track = new Intervals(STATES.length);
  readonly boxes = new Boxes();
  readonly children: number[] = [];
  readonly pending = new Map<number, PendingWait>();
  longest: LongestWait | undefined;
  exit: ProcessExit | undefined;
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
}

/** States of a lock's holder track. */
export const HELD = { free: 0, held: 1, contended: 2, forever: 3 } as const;

/** What all shared objects have in common. */
export class ObjectLane {
  /** How many processes wait for it. */
  readonly waiters = new Steps();
  /** Requests answered, and those of them that had to wait. */
  served = 0;
  waited = 0;
  /** Microseconds waited for it by all, ended waits only. */
  waitTotal = 0;
  longest: LongestWait | undefined;
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

export class LockLane extends ObjectLane {
  readonly kind = "lock";
  /** State: one of HELD; `other`: the holder. */
  readonly holders = new Intervals(4);
  /** Microseconds held, by process, ended holds only. */
  readonly heldBy = new Map<number, number>();

  /** Process that holds it now, 0 for none. */
  get holder(): number {
    return this.holders.length === 0 ? 0 : this.holders.other[this.holders.length - 1]!;
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

  /** How many items fit, 0 for no limit. */
  get bound(): number {
    return this.info.size ?? 0;
  }
}

export class EventLane extends ObjectLane {
  readonly kind = "event";
  /** State 1 while set. */
  readonly track = new Intervals(2);
}

export class PoolLane extends ObjectLane {
  readonly kind = "pool";
  readonly queued = new Steps();
  readonly running = new Steps();
  submitted = 0;
  failed = 0;
}

export type SharedLane = LockLane | QueueLane | EventLane | PoolLane;
export type Lane = ProcessLane | SharedLane;

/** The lane for an object of this type. */
export function laneOf(id: number, info: ObjectInfo, site: number, created: number): SharedLane {
  switch (info.type) {
    case "Lock":
      return new LockLane(id, info, site, created);
    case "Queue":
    case "JoinableQueue":
      return new QueueLane(id, info, site, created);
    case "Event":
      return new EventLane(id, info, site, created);
    case "Pool":
    case "ProcessPoolExecutor":
      return new PoolLane(id, info, site, created);
  }
}
