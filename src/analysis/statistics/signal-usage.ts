/** What processes wait at for a signal: events, conditions, barriers; and values, which are read and written. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { entry, type ObjectReport, objectReport } from "./object-report.ts";
import { contains, type Range, Tally, type TallyReport, within } from "./tally.ts";

export interface SignalReport extends ObjectReport {
  /** Waits that had to wait. */
  wait: TallyReport;
  /** Times it was set or notified. */
  signals: number;
}

export interface ValueReport extends ObjectReport {
  reads: number;
  writes: number;
}

interface Account {
  object: WalkedObject;
  wait: Tally;
  signals: number;
  reads: number;
  writes: number;
}

export class SignalUsage implements Visitor {
  readonly #range: Range;
  readonly #objects = new Map<number, Account>();

  constructor(range: Range) {
    this.#range = range;
  }

  object(object: WalkedObject): void {
    if (object.kind === "event" || object.kind === "other")
      entry(this.#objects, object.id, () => ({ object, wait: new Tally(), signals: 0, reads: 0, writes: 0 }));
  }

  row(row: Row, kind: number): void {
    if (kind < KIND["event.set"]) return;
    const account = this.#objects.get(row.object);
    if (!account || !contains(this.#range, row.time)) return;
    if (kind === KIND["event.set"] || kind === KIND["notify"]) account.signals++;
    else if (kind === KIND["value.read"]) account.reads++;
    else if (kind === KIND["value.write"]) account.writes++;
  }

  wait(_: WalkedProcess, wait: Wait, until: number): void {
    const account = this.#objects.get(wait.object);
    const length = within(this.#range, wait.since, until);
    if (account && (length > 0 || contains(this.#range, until))) account.wait.add(length);
  }

  signals(walk: Walk): SignalReport[] {
    return this.#of("event").map(({ object, wait, signals }) => ({
      ...objectReport(walk, object),
      wait: wait.report(),
      signals,
    }));
  }

  values(walk: Walk): ValueReport[] {
    return this.#of("other").map(({ object, reads, writes }) => ({
      ...objectReport(walk, object),
      reads,
      writes,
    }));
  }

  #of(kind: WalkedObject["kind"]): Account[] {
    return [...this.#objects.values()].filter(({ object }) => object.kind === kind);
  }
}
