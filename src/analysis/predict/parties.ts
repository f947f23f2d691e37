/** The processes and objects of a run, as far as prediction follows them. */

import type { ObjectInfo, ObjectType, ProcessInfo } from "../../protocol/events.ts";
import { doubled } from "../../trace/grow.ts";
import type { HeldSet } from "./held-set.ts";

/** Things by their small numbers: what a map does, but quicker. */
export class Numbered<T> {
  readonly #things: (T | undefined)[] = [];

  get(id: number): T | undefined {
    return this.#things[id];
  }

  set(id: number, thing: T): void {
    this.#things[id] = thing;
  }

  *values(): Generator<T> {
    // Numbers that a damaged trace made up may lie far apart.
    for (const id in this.#things) yield this.#things[id]!;
  }
}

/** One branch of a process: what it does is one sequence. */
export interface Flow {
  process: ProcessRecord;
  branch: number;
  held: HeldSet;
  /** Requests that have not ended. */
  open: number;
  /** When its latest request was answered, in µs of the run. */
  answered: number;
  /** It has used something that is shared. */
  used: boolean;
  /** The lock that it is about to let go of, by waiting for a condition. */
  letting: number;
}

/** A request that waits: its row, and the row that made it wait. */
export interface Pending {
  row: number;
  cause: number;
}

export class ProcessRecord {
  readonly id: number;
  info: ProcessInfo;
  /** Its rows in the log. */
  rows = new Uint32Array(16);
  length = 0;
  /** How many of these are before the window. */
  first = 0;
  /** It has done something, if only before the window. */
  begun = false;
  /** Rows plus one; 0 also for what was before the window. */
  spawn = 0;
  exit = 0;
  /** Where it was started. */
  site = 0;
  parent = 0;
  /** Ended by a signal. */
  killed = false;
  /** Several things went on in it at once that cannot be told apart: what it held is not known. */
  tangled = false;
  readonly flows = new Map<number, Flow>();
  /** Its flow of branch 0, if it has one. */
  flow: Flow | undefined;
  readonly pending = new Map<number, Pending>();
  /** Ends of tasks whose results have come since it last awaited some. */
  delivered: number[] = [];

  constructor(id: number) {
    this.id = id;
    this.info = { name: `process ${id}`, pid: undefined, daemon: false, kind: "process", target: "" };
  }

  /** Begins a new window with what is left of its rows. */
  restart(rows: readonly number[]): void {
    this.rows = new Uint32Array(Math.max(16, rows.length));
    this.rows.set(rows);
    this.length = this.first = rows.length;
    this.spawn = this.exit = 0;
    this.delivered = [];
  }

  push(row: number): void {
    this.begun = true;
    if (this.length === this.rows.length) this.rows = doubled(this.rows);
    this.rows[this.length++] = row;
  }
}

/** A hold that has not been given back. */
export interface Hold {
  flow: Flow;
  /** The acquire. */
  row: number;
}

export class ObjectRecord {
  readonly id: number;
  readonly type: ObjectType;
  readonly name: string;
  readonly size: number;
  /** Of conditions and values. */
  readonly lock: number;
  /** Rows of it in the log. */
  count = 0;
  holds: Hold[] = [];
  /** Of a lock: somebody gave it back who had not taken it. */
  signalling = false;
  /** Something happened to it that is not modelled: from then on its rows are opaque. */
  opaque: boolean;
  /** Rows plus one: the latest of each. */
  set = 0;
  clear = 0;
  notify = 0;
  start = 0;
  submit = 0;
  /** Of a queue: item → its put. */
  readonly items = new Map<number, number>();
  /** Of a value: element → the latest write. */
  readonly writes = new Map<number, number>();
  /** Of a barrier: who has arrived at the present meeting; the grants of the last one that are still to come. */
  arrivals: { process: number; row: number }[] = [];
  passing: { last: number; left: number } | undefined;
  /** Of a pool: ends of its workers. */
  readonly ends: number[] = [];

  constructor(id: number, info: ObjectInfo) {
    this.id = id;
    this.type = info.type;
    this.name = info.name;
    this.size = info.size ?? 0;
    this.lock = info.lock ?? 0;
    // Whether a pipe can end depends on copies of its ends, of which the trace says little.
    this.opaque = info.type === "Connection";
  }
}

export const isLock = (object: ObjectRecord | undefined): boolean =>
  object?.type === "Lock" || object?.type === "RLock";

export const isSemaphore = (object: ObjectRecord | undefined): boolean =>
  object?.type === "Semaphore" || object?.type === "BoundedSemaphore";

export const isQueue = (object: ObjectRecord | undefined): boolean =>
  object?.type === "Queue" || object?.type === "JoinableQueue" || object?.type === "SimpleQueue";
