/** What was waited for and held at each place of the program, whatever it is. */
import type { Phase, Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { Hold, WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { entry } from "./object-report.ts";
import { Tally, type TallyReport } from "./tally.ts";

/** One place and one object, or one process joined. Times in milliseconds. */
export interface LineReport {
  /** `FILE:LINE:COLUMN`. */
  site: string;
  verb: Verb;
  /** Name of what was asked for; empty where it is nothing that has a name, as for `sleep`. */
  name: string;
  /** Requests that were answered. */
  asked: number;
  /** Of these, and of those never answered, how many had to wait. */
  waited: number;
  wait: TallyReport;
  /** Holds that began here, also those that last. */
  hold: TallyReport;
}

class Account {
  asked = 0;
  readonly wait = new Tally();
  readonly hold = new Tally();
  readonly verb: Verb;
  readonly object: number;
  readonly process: number;
  readonly site: number;

  constructor(verb: Verb, object: number, process: number, site: number) {
    this.verb = verb;
    this.object = object;
    this.process = process;
    this.site = site;
  }
}

export class LineUsage implements Visitor {
  readonly #accounts = new Map<string, Account>();

  answer(_: WalkedProcess, row: Row, verb: Verb, _phase: Phase, wait: Wait | undefined): void {
    const account = this.#account(verb, row.object, row.other, wait?.site || row.site);
    if (account) account.asked++;
  }

  wait(_: WalkedProcess, { verb, object, other, site, since }: Wait, until: number): void {
    this.#account(verb, object, other, site)?.wait.add(until - since);
  }

  hold({ id }: WalkedObject, { from, to, site }: Hold): void {
    this.#account("acquire", id, 0, site)?.hold.add(to - from);
  }

  #account(verb: Verb, object: number, other: number, site: number): Account | undefined {
    if (site === 0) return undefined;
    // Of an item, a message or a notifier it says nothing which one it was.
    const process = object === 0 && verb === "join" ? other : 0;
    const key = `${site} ${verb} ${object} ${process}`;
    return entry(this.#accounts, key, () => new Account(verb, object, process, site));
  }

  /** The most waited for first. */
  report(walk: Walk): LineReport[] {
    return [...this.#accounts.values()]
      .map(({ verb, object, process, site, asked, wait, hold }) => ({
        site: walk.site(site),
        verb,
        name: object ? walk.objectName(object) : process ? walk.processName(process) : "",
        asked,
        waited: wait.count,
        wait: wait.report(),
        hold: hold.report(),
      }))
      .sort((a, b) => b.wait.total - a.wait.total || b.hold.total - a.hold.total);
  }
}
