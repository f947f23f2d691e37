/** A shared object while a trace is walked through: who holds it now, how many wait, what is in it. */
import type { ObjectInfo } from "../../protocol/events.ts";
import { laneOf } from "../lanes.ts";

/** One hold of a lock or of a semaphore's permit. Times in microseconds of the run. */
export interface Hold {
  process: number;
  from: number;
  to: number;
  /** Where it was taken. */
  site: number;
  /** Sequence numbers of the grant and of the release; the latter 0 while it lasts. */
  seq: number;
  endSeq: number;
  /** Somebody waited meanwhile. */
  contended: boolean;
  /** A deadlock holds it. */
  forever: boolean;
}

/** Numbers of an object that change: who waits, items of a queue, tasks of a pool. */
export type LevelName = "waiting" | "items" | "running" | "queued";

export class WalkedObject {
  readonly id: number;
  readonly info: ObjectInfo;
  readonly site: number;
  readonly created: number;
  /** `other`: nobody waits for it by itself, as for a shared value. */
  readonly kind: "lock" | "queue" | "event" | "pool" | "other";
  /** Holds that last, oldest first. */
  readonly holds: Hold[] = [];
  readonly levels: Record<LevelName, number> = { waiting: 0, items: 0, running: 0, queued: 0 };
  #latest = 0;

  constructor(id: number, info: ObjectInfo, site: number, created: number) {
    this.id = id;
    this.info = info;
    this.site = site;
    this.created = created;
    this.kind = laneOf(id, info, site, created)?.kind ?? "other";
  }

  get name(): string {
    return this.info.name;
  }

  hold(process: number, from: number, site: number, seq: number): void {
    const contended = this.levels.waiting > 0;
    this.holds.push({ process, from, to: from, site, seq, endSeq: 0, contended, forever: false });
  }

  /** Ends the latest hold of a process; the oldest of anybody where the trace knows of none of its. */
  free(process: number, time: number, seq: number): Hold | undefined {
    const own = this.holds.findLastIndex((hold) => hold.process === process);
    const [ended] = this.holds.splice(Math.max(own, 0), 1);
    if (!ended) return undefined;
    ended.to = Math.max(time, ended.from);
    ended.endSeq = seq;
    return ended;
  }

  /** Somebody waits for it: its latest hold is one that others wait for. */
  contend(): void {
    const last = this.holds.at(-1);
    if (last) last.contended = true;
  }

  /** A moment that is not before any that this object has seen. */
  latest(time: number): number {
    if (time > this.#latest) this.#latest = time;
    return this.#latest;
  }
}
