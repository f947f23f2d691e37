/** Locks and semaphores: how often and how long waited for and held, also by the line that takes them. */
import { KIND, type Phase, type Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { Hold, WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { entry, type ObjectReport, objectReport } from "./object-report.ts";
import { contains, ms, type Range, rounded, Tally, type TallyReport, within } from "./tally.ts";

const MOST_BEHIND = 5;

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

/** What one process had to do with a lock. */
export interface LockProcess extends LockFigures {
  process: number;
  name: string;
  /** The line it mostly asks for it at. */
  site: string;
  /** Who held it during its waits, and how long of them: those five that held it longest. */
  behind: { process: number; name: string; total: number }[];
}

export interface LockReport extends ObjectReport, LockFigures {
  /** Permits of a semaphore, 1 for a lock. */
  size: number;
  /** Share of the time in which it was held; for semaphores of all permits. */
  inUse: number;
  heldBy: { process: number; name: string; total: number }[];
  /** By the line that asked for it. */
  lines: ({ site: string } & LockFigures)[];
  /** By the process, those first that waited longest. */
  processes: LockProcess[];
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

class ProcessAccount extends Account {
  /** Microseconds of its waits, by who held the lock then. */
  readonly behind = new Map<number, number>();
  /** How often it asked, by line. */
  readonly sites = new Map<number, number>();

  asked(site: number): void {
    add(this.sites, site, 1);
  }
}

interface LockAccount {
  object: WalkedObject;
  all: Account;
  lines: Map<number, Account>;
  processes: Map<number, ProcessAccount>;
  heldBy: Map<number, number>;
}

function add(sums: Map<number, number>, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

const largestFirst = (sums: ReadonlyMap<number, number>): [key: number, sum: number][] =>
  [...sums].sort((a, b) => b[1] - a[1]);

const operation = (process: number, op: number): string => `${process} ${op}`;

export class LockUsage implements Visitor {
  readonly #range: Range;
  readonly #locks = new Map<number, LockAccount>();
  /** Who waits now, by object and operation, and since when. A value's lock is told of after the first row that asks for it. */
  readonly #waiting = new Map<number, Map<string, { process: number; since: number }>>();

  constructor(range: Range) {
    this.#range = range;
  }

  object(object: WalkedObject): void {
    if (object.kind !== "lock") return;
    this.#locks.set(object.id, {
      object,
      all: new Account(),
      lines: new Map(),
      processes: new Map(),
      heldBy: new Map(),
    });
  }

  row({ object, process, op, time, value }: Row, kind: number): void {
    if (kind !== KIND["acquire.ask"]) return;
    const since = time + Math.max(0, value);
    entry(this.#waiting, object, () => new Map()).set(operation(process, op), { process, since });
  }

  answer({ id }: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void {
    if (verb !== "acquire" || !contains(this.#range, row.time)) return;
    // An RLock taken again by its owner is one hold still.
    if (phase === "grant" && row.other !== 0) return;
    const site = wait?.site || row.site;
    for (const account of this.#accounts(row.object, site, id)) {
      if (phase === "grant") account.acquired++;
      else account.givenUp++;
      if (wait) account.contended++;
    }
    this.#locks.get(row.object)?.processes.get(id)?.asked(site);
  }

  wait({ id }: WalkedProcess, wait: Wait, until: number): void {
    if (wait.verb !== "acquire") return;
    this.#waiting.get(wait.object)?.delete(operation(id, wait.op));
    const lock = this.#locks.get(wait.object);
    const length = within(this.#range, wait.since, until);
    if (!lock || (length === 0 && !contains(this.#range, until))) return;
    for (const account of this.#accounts(wait.object, wait.site, id)) account.wait.add(length);
    // What is held now is told of when that ends, and this wait is none of those that last then.
    for (const { process, from } of lock.object.holds)
      this.#wasBehind(lock, id, process, Math.max(from, wait.since), until);
  }

  hold({ id }: WalkedObject, { process, from, to, site }: Hold): void {
    const lock = this.#locks.get(id);
    if (!lock) return;
    for (const waiter of this.#waiting.get(id)?.values() ?? [])
      this.#wasBehind(lock, waiter.process, process, Math.max(from, waiter.since), to);
    const length = within(this.#range, from, to);
    if (length === 0 && !contains(this.#range, from)) return;
    for (const account of this.#accounts(id, site, process)) account.hold.add(length);
    add(lock.heldBy, process, length);
  }

  #wasBehind(lock: LockAccount, waiter: number, holder: number, from: number, to: number): void {
    const length = within(this.#range, from, to);
    if (length > 0) add(entry(lock.processes, waiter, () => new ProcessAccount()).behind, holder, length);
  }

  #accounts(id: number, site: number, process: number): Account[] {
    const lock = this.#locks.get(id);
    return lock
      ? [
          lock.all,
          entry(lock.lines, site, () => new Account()),
          entry(lock.processes, process, () => new ProcessAccount()),
        ]
      : [];
  }

  report(walk: Walk, length: number): LockReport[] {
    return [...this.#locks.values()].map(({ object, all, lines, processes, heldBy }) => {
      const named = (sums: ReadonlyMap<number, number>) =>
        largestFirst(sums).map(([process, total]) => ({
          process,
          name: walk.processName(process),
          total: ms(total),
        }));
      const size = object.info.type.endsWith("Semaphore") ? Math.max(1, object.info.size ?? 1) : 1;
      return {
        ...objectReport(walk, object),
        size,
        ...all.report(),
        inUse: rounded(all.hold.total / (length * size)),
        heldBy: named(heldBy),
        lines: [...lines]
          .map(([site, account]) => ({ site: walk.site(site), ...account.report() }))
          .sort((a, b) => b.wait.total - a.wait.total || b.acquired - a.acquired),
        processes: [...processes]
          .map(([process, account]) => ({
            process,
            name: walk.processName(process),
            site: walk.site(largestFirst(account.sites)[0]?.[0] ?? 0),
            ...account.report(),
            behind: named(account.behind).slice(0, MOST_BEHIND),
          }))
          .sort((a, b) => b.wait.total - a.wait.total || b.acquired - a.acquired),
      };
    });
  }
}
