/** Locks and semaphores: how often and how long waited for and held, also by the line that takes them. */
import type { Phase, Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { Hold, WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { entry, type ObjectReport, objectReport } from "./object-report.ts";
import { contains, ms, type Range, rounded, Tally, type TallyReport, within } from "./tally.ts";

export interface LockFigures {
  /** Times it was got. */
  acquired: number;
  /** Of these, and of those given up, how many had to wait. */
  contended: number;
  /** Given up: refused, or by a limit or a signal. */
  givenUp: number;
  /** Waits that are over. */
  wait: TallyReport;
  /** Holds, also those that last. */
  hold: TallyReport;
}

export interface LockReport extends ObjectReport, LockFigures {
  /** Permits of a semaphore, 1 for a lock. */
  size: number;
  /** Share of the time in which it was held; for semaphores of all permits. */
  inUse: number;
  heldBy: { process: number; name: string; total: number }[];
  /** By the line that asked for it. */
  lines: ({ site: string } & LockFigures)[];
}

class Account {
  acquired = 0;
  contended = 0;
  givenUp = 0;
  readonly wait = new Tally();
  readonly hold = new Tally();

  report(): LockFigures {
    const { acquired, contended, givenUp } = this;
    return { acquired, contended, givenUp, wait: this.wait.report(), hold: this.hold.report() };
  }
}

interface LockAccount {
  object: WalkedObject;
  all: Account;
  lines: Map<number, Account>;
  heldBy: Map<number, number>;
}

export class LockUsage implements Visitor {
  readonly #range: Range;
  readonly #locks = new Map<number, LockAccount>();

  constructor(range: Range) {
    this.#range = range;
  }

  object(object: WalkedObject): void {
    if (object.kind === "lock")
      this.#locks.set(object.id, { object, all: new Account(), lines: new Map(), heldBy: new Map() });
  }

  answer(_: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void {
    if (verb !== "acquire" || !contains(this.#range, row.time)) return;
    // An RLock taken again by its owner is one hold still.
    if (phase === "grant" && row.other !== 0) return;
    for (const account of this.#accounts(row.object, wait?.site || row.site)) {
      if (phase === "grant") account.acquired++;
      else account.givenUp++;
      if (wait) account.contended++;
    }
  }

  wait(_: WalkedProcess, wait: Wait, until: number): void {
    if (wait.verb !== "acquire") return;
    const length = within(this.#range, wait.since, until);
    if (length === 0 && !contains(this.#range, until)) return;
    for (const account of this.#accounts(wait.object, wait.site)) account.wait.add(length);
  }

  hold({ id }: WalkedObject, { process, from, to, site }: Hold): void {
    const length = within(this.#range, from, to);
    if (length === 0 && !contains(this.#range, from)) return;
    for (const account of this.#accounts(id, site)) account.hold.add(length);
    const heldBy = this.#locks.get(id)?.heldBy;
    heldBy?.set(process, (heldBy.get(process) ?? 0) + length);
  }

  #accounts(id: number, site: number): Account[] {
    const lock = this.#locks.get(id);
    return lock ? [lock.all, entry(lock.lines, site, () => new Account())] : [];
  }

  report(walk: Walk, length: number): LockReport[] {
    return [...this.#locks.values()].map(({ object, all, lines, heldBy }) => {
      const size = object.info.type.endsWith("Semaphore") ? Math.max(1, object.info.size ?? 1) : 1;
      return {
        ...objectReport(walk, object),
        size,
        ...all.report(),
        inUse: rounded(all.hold.total / (length * size)),
        heldBy: [...heldBy]
          .sort((a, b) => b[1] - a[1])
          .map(([process, total]) => ({ process, name: walk.processName(process), total: ms(total) })),
        lines: [...lines]
          .map(([site, account]) => ({ site: walk.site(site), ...account.report() }))
          .sort((a, b) => b.wait.total - a.wait.total || b.acquired - a.acquired),
      };
    });
  }
}
