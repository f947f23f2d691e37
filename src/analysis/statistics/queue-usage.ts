/** Queues and pipes: what passes through, how full they are, how long items stay. */
import type { Phase, Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { LevelName, WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { Level, type LevelReport } from "./level.ts";
import { type ObjectReport, objectReport } from "./object-report.ts";
import { contains, type Range, rounded, Tally, type TallyReport, within } from "./tally.ts";

export interface QueueReport extends ObjectReport {
  /** How many items fit, 0 for no limit. */
  bound: number;
  puts: number;
  gets: number;
  /** Items got per second. */
  throughput: number;
  depth: LevelReport;
  /** Items in it at the end. */
  left: number;
  /** From put to got, per item. */
  stay: TallyReport;
  /** Waits for an item, and for room. */
  getWait: TallyReport;
  putWait: TallyReport;
}

const IN: readonly Verb[] = ["put", "send"];
const OUT: readonly Verb[] = ["get", "recv"];

class Account {
  readonly object: WalkedObject;
  readonly depth: Level;
  readonly stay = new Tally();
  readonly getWait = new Tally();
  readonly putWait = new Tally();
  /** When an item came, by its id; of one that was recorded as got before it was recorded as put, when it went. */
  readonly came = new Map<number, number>();
  readonly went = new Map<number, number>();
  puts = 0;
  gets = 0;

  constructor(object: WalkedObject, range: Range) {
    this.object = object;
    this.depth = new Level(range);
  }
}

export class QueueUsage implements Visitor {
  readonly #range: Range;
  readonly #queues = new Map<number, Account>();

  constructor(range: Range) {
    this.#range = range;
  }

  object(object: WalkedObject): void {
    if (object.kind === "queue") this.#queues.set(object.id, new Account(object, this.#range));
  }

  answer(_: WalkedProcess, row: Row, verb: Verb, phase: Phase): void {
    const queue = this.#queues.get(row.object);
    if (!queue || phase !== "grant") return;
    if (IN.includes(verb)) {
      if (contains(this.#range, row.time)) queue.puts++;
      this.#pair(queue, row, queue.came, queue.went);
    } else if (OUT.includes(verb)) {
      if (contains(this.#range, row.time)) queue.gets++;
      this.#pair(queue, row, queue.went, queue.came);
    }
  }

  /** An item's coming and going, in whichever order they were recorded. Without an id there is no pair. */
  #pair(queue: Account, { other, time }: Row, own: Map<number, number>, opposite: Map<number, number>): void {
    if (other === 0) return;
    const partner = opposite.get(other);
    if (partner === undefined) {
      own.set(other, time);
      return;
    }
    opposite.delete(other);
    const went = Math.max(time, partner);
    if (contains(this.#range, went)) queue.stay.add(Math.abs(time - partner));
  }

  wait(_: WalkedProcess, { verb, object, since }: Wait, until: number): void {
    const queue = this.#queues.get(object);
    const length = within(this.#range, since, until);
    if (!queue || (length === 0 && !contains(this.#range, until))) return;
    if (IN.includes(verb)) queue.putWait.add(length);
    else if (verb !== "drain") queue.getWait.add(length);
  }

  level(object: WalkedObject, name: LevelName, time: number, value: number): void {
    if (name === "items") this.#queues.get(object.id)?.depth.set(time, value);
  }

  report(walk: Walk, length: number): QueueReport[] {
    return [...this.#queues.values()].map((queue) => ({
      ...objectReport(walk, queue.object),
      bound: queue.object.info.size ?? 0,
      puts: queue.puts,
      gets: queue.gets,
      throughput: rounded((queue.gets * 1e6) / length),
      left: queue.depth.last,
      depth: queue.depth.report(walk.end),
      stay: queue.stay.report(),
      getWait: queue.getWait.report(),
      putWait: queue.putWait.report(),
    }));
  }
}
