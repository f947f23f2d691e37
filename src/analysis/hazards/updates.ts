/**
 * Values that several processes read, change and write back. Two such steps that overlapped have lost what one of them
 * wrote; two that nothing kept apart may do so another time.
 */
import { ALL_ELEMENTS, KIND } from "../../protocol/events.ts";
import { isWord } from "../../protocol/tags.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import { ORDERING_KINDS, Order } from "./order.ts";
import { sameStep } from "./site.ts";
import type { Thing } from "./thing.ts";

/** How long a possible loss is kept back, µs: it may prove to be one. */
const PATIENCE = 500_000;
/** Elements of one object that are looked at. */
const ELEMENTS = 4096;
/** Two steps of one process between the same two lines are no coincidence. */
const OFTEN = 2;

interface Read {
  seq: number;
  site: number;
  /** NaN: not known. */
  digest: number;
  /** Of others' latest steps those that nothing has put before this one. */
  unordered: Step[];
}
/** From a read to the write that followed it, by one process. */
interface Step {
  actor: Actor;
  read: Read;
  seq: number;
  site: number;
  digest: number;
  /** Time of its process, see {@link Order}. */
  time: number;
  /** Held all the time. */
  locks: Thing[];
  /** How many the process has done between these two lines. */
  times: number;
}
interface Cell {
  reads: Map<Actor, Read>;
  steps: Map<Actor, Step>;
  /** The write that it has its content by, and whether that came at the end of a step. */
  last: { actor: Actor; seq: number; digest: number; step: Step | undefined } | undefined;
}
interface Kept {
  cells: Map<number, Cell>;
  /** Latest read of all elements, by process. */
  all: Map<Actor, Read>;
  /** Nobody has changed it step by step: it tells others something, and who reads it knows what was before. */
  flag: boolean;
  /** A loss has been told. */
  lost: boolean;
  /** Two steps that nothing kept apart, and until when to keep that back. */
  suspect: { first: Step; second: Step; until: number } | undefined;
}

export class Updates extends Hazard {
  readonly kinds = ["object.create", "value.read", "value.write", ...ORDERING_KINDS] as const;
  readonly #order = new Order(this.scene);
  readonly #values = new Map<Thing, Kept>();

  row(row: Row): void {
    const { kind } = row;
    if (kind === KIND["object.create"]) {
      const thing = this.scene.things.get(row.object);
      if (thing?.type === "Value" || thing?.type === "SharedArray")
        this.#values.set(thing, {
          cells: new Map(),
          all: new Map(),
          flag: true,
          lost: false,
          suspect: undefined,
        });
      return;
    }
    // Most programs have no values at all.
    if (this.#values.size === 0) return;
    if (kind !== KIND["value.read"] && kind !== KIND["value.write"]) {
      this.#order.row(row);
      return;
    }
    const thing = this.scene.things.get(row.object);
    const kept = thing && this.#values.get(thing);
    if (!kept) return;
    if (kind === KIND["value.read"]) this.#read(row, thing, kept);
    else this.#write(row, thing, kept);
  }

  override tick(now: number): void {
    for (const [thing, kept] of this.#values)
      if (kept.suspect && now >= kept.suspect.until) this.#suspected(thing, kept);
  }

  override end(): void {
    for (const [thing, kept] of this.#values) if (kept.suspect) this.#suspected(thing, kept);
  }

  #read(row: Row, thing: Thing, kept: Kept): void {
    const actor = this.scene.actor(row.process);
    const read: Read = { seq: row.seq, site: row.site, digest: row.value, unordered: [] };
    if (row.other === ALL_ELEMENTS) {
      kept.all.set(actor, read);
      if (kept.flag) this.#order.hear(actor, thing);
      return;
    }
    const cell = cellOf(kept, row.other);
    if (!cell) return;
    if (kept.flag) this.#order.hear(actor, thing);
    else
      for (const step of cell.steps.values())
        if (step.actor !== actor && !this.#order.knows(actor, step.actor, step.time))
          read.unordered.push(step);
    cell.reads.set(actor, read);
  }

  #write(row: Row, thing: Thing, kept: Kept): void {
    const actor = this.scene.actor(row.process);
    const cell = cellOf(kept, row.other);
    if (!cell) return;
    const one = cell.reads.get(actor);
    const all = kept.all.get(actor);
    const read = all && all.seq > (one?.seq ?? 0) ? all : one;
    cell.reads.delete(actor);
    let step: Step | undefined;
    // What writes back what it has read changes nothing.
    if (read && read.digest !== row.value) {
      const before = cell.steps.get(actor);
      const again = before && before.site === row.site && before.read.site === read.site;
      step = {
        actor,
        read,
        seq: row.seq,
        site: row.site,
        digest: row.value,
        time: this.#order.now(actor),
        locks: actor.locksSince(read.seq),
        times: again ? before.times + 1 : 1,
      };
      this.#compare(thing, kept, cell, step);
      cell.steps.set(actor, step);
      kept.flag = false;
      // What it remembers of others would keep these in memory for ever.
      read.unordered = [];
    } else if (kept.flag) this.#order.publish(actor, thing);
    cell.last = { actor, seq: row.seq, digest: row.value, step };
  }

  #compare(thing: Thing, kept: Kept, cell: Cell, step: Step): void {
    const { last } = cell;
    const unseen = last !== undefined && last.actor !== step.actor && last.seq > step.read.seq;
    if (unseen && last.step && this.#collide(step, last.step)) {
      kept.suspect = undefined;
      if (!kept.lost) this.#tellLost(thing, last.step, step);
      kept.lost = true;
      return;
    }
    const others = unseen && last.step ? [last.step, ...step.read.unordered] : step.read.unordered;
    for (const other of others) {
      if (this.#collide(step, other))
        kept.suspect ??= { first: other, second: step, until: this.scene.now + PATIENCE };
    }
  }

  /** Whether one of two steps that overlap is lost. */
  #collide(step: Step, earlier: Step): boolean {
    if (earlier.locks.some((lock) => step.locks.includes(lock))) return false;
    // Both have set the same flag.
    if (step.digest === earlier.digest && isWord(step.digest)) return false;
    const { site } = this.scene.names;
    return isStep(site, step, earlier) && isStep(site, earlier, step);
  }

  #tellLost(thing: Thing, first: Step, second: Step): void {
    this.say("lost-update", {
      certainty: "certain",
      severity: "error",
      text: "lost-update",
      ...this.#facts(thing, first, second),
      events: [first.read.seq, second.read.seq, first.seq, second.seq],
    });
  }

  #suspected(thing: Thing, kept: Kept): void {
    const { first, second } = kept.suspect!;
    kept.suspect = undefined;
    if (kept.lost || !this.first(thing.id)) return;
    this.say("unprotected-update", {
      certainty: "possible",
      severity: "warning",
      text: "unprotected-update",
      ...this.#facts(thing, first, second),
      events: [first.read.seq, first.seq, second.read.seq, second.seq],
    });
  }

  #facts(thing: Thing, first: Step, second: Step) {
    return {
      blanks: { process: second.actor.name, other: first.actor.name, object: thing.name },
      actors: [second.actor, first.actor],
      things: [thing],
      sites: [
        [second.read.site, "other", second.actor],
        [second.site, "other", second.actor],
        [first.site, "other", first.actor],
      ] as const,
    };
  }
}

/** The cell of an element; undefined when there are too many. */
function cellOf(kept: Kept, element: number): Cell | undefined {
  let cell = kept.cells.get(element);
  if (!cell && kept.cells.size < ELEMENTS) {
    cell = { reads: new Map(), steps: new Map(), last: undefined };
    kept.cells.set(element, cell);
  }
  return cell;
}

/** Whether the write really builds on the read: both belong to one piece of code. */
function isStep(sites: readonly string[], step: Step, other: Step): boolean {
  if (step.times >= OFTEN) return true;
  if (step.site === other.site && step.read.site === other.read.site) return true;
  return sameStep(sites[step.read.site] ?? "", sites[step.site] ?? "");
}
