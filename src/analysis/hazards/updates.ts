/**
 * Values that several processes read, change and write back. Two such steps that overlapped have lost what one of them
 * wrote; two that nothing kept apart may do so another time.
 */
import { ALL_ELEMENTS, KIND, type ObjectType } from "../../protocol/events.ts";
import { callOf } from "../../protocol/manager.ts";
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

/** Equal for equal contents: the digest of a value, NaN when it is not known; what a manager's row says of an item. */
type Content = number | string;
/** What a call that found nothing says. */
const ABSENT = "";

interface Read {
  seq: number;
  /** Place in the order in which the object was used: rows of a manager's calls may stand in another. */
  turn: number;
  site: number;
  content: Content;
  /** Of others' latest steps those that nothing has put before this one. */
  unordered: Step[];
}
/** From a read to the write that followed it, by one process. */
interface Step {
  actor: Actor;
  read: Read;
  seq: number;
  turn: number;
  site: number;
  content: Content;
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
  last: { actor: Actor; turn: number; step: Step | undefined } | undefined;
}
interface Kept {
  /** By the element of an array, the key of a dict. */
  cells: Map<number | string, Cell>;
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
  readonly kinds = [
    "object.create",
    "value.read",
    "value.write",
    "manager.read",
    "manager.write",
    ...ORDERING_KINDS,
  ] as const;
  readonly #order = new Order(this.scene);
  readonly #values = new Map<Thing, Kept>();

  row(row: Row): void {
    const { kind } = row;
    if (kind === KIND["object.create"]) {
      const thing = this.scene.things.get(row.object);
      if (thing && CHANGING.has(thing.type))
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
    const use = useOf(row);
    if (!use) {
      this.#order.row(row);
      return;
    }
    const thing = this.scene.things.get(row.object);
    const kept = thing && this.#values.get(thing);
    if (!kept) return;
    if (use.what === "reads") this.#read(row, use, thing, kept);
    else if (use.what === "writes") this.#write(row, use, thing, kept);
    else if (use.what === "changes") {
      // Taking one item out of a list moves others to its place.
      if (use.element === undefined || thing.type === "List") kept.cells.clear();
      else kept.cells.delete(use.element);
    }
  }

  override tick(now: number): void {
    for (const [thing, kept] of this.#values)
      if (kept.suspect && now >= kept.suspect.until) this.#suspected(thing, kept);
  }

  override end(): void {
    for (const [thing, kept] of this.#values) if (kept.suspect) this.#suspected(thing, kept);
  }

  #read(row: Row, { element, content, turn }: Use, thing: Thing, kept: Kept): void {
    const actor = this.scene.actor(row.process);
    const read: Read = { seq: row.seq, turn, site: row.site, content, unordered: [] };
    if (element === ALL_ELEMENTS) {
      kept.all.set(actor, read);
      if (kept.flag) this.#order.hear(actor, thing);
      return;
    }
    const cell = cellOf(kept, element!);
    if (!cell) return;
    if (kept.flag) this.#order.hear(actor, thing);
    else
      for (const step of cell.steps.values())
        if (step.actor !== actor && !this.#order.knows(actor, step.actor, step.time))
          read.unordered.push(step);
    cell.reads.set(actor, read);
  }

  #write(row: Row, { element, content, turn }: Use, thing: Thing, kept: Kept): void {
    const actor = this.scene.actor(row.process);
    const cell = cellOf(kept, element!);
    if (!cell) return;
    const one = cell.reads.get(actor);
    const all = kept.all.get(actor);
    const read = all && all.seq > (one?.seq ?? 0) ? all : one;
    cell.reads.delete(actor);
    let step: Step | undefined;
    // What writes back what it has read changes nothing.
    if (read && read.content !== content) {
      const before = cell.steps.get(actor);
      const again = before && before.site === row.site && before.read.site === read.site;
      step = {
        actor,
        read,
        seq: row.seq,
        turn,
        site: row.site,
        content,
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
    if (turn > (cell.last?.turn ?? 0)) cell.last = { actor, turn, step };
  }

  #compare(thing: Thing, kept: Kept, cell: Cell, step: Step): void {
    const last = cell.last?.actor === step.actor ? undefined : cell.last;
    const late = last !== undefined && last.turn > step.turn;
    const [first, second] = late ? [step, last.step] : [last?.step, step];
    const unseen =
      last !== undefined && second !== undefined && (late ? step.turn : last.turn) > second.read.turn;
    if (unseen && first && this.#collide(second, first)) {
      kept.suspect = undefined;
      if (!kept.lost) this.#tellLost(thing, first, second);
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
    if (step.content === earlier.content) {
      // Both have set the same flag, or made what was not there yet.
      const isMade = isNothing(step.read.content) && isNothing(earlier.read.content);
      if (isMade || isFlag(step.content)) return false;
    }
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

/** Objects whose content is read and written piece by piece. */
const CHANGING = new Set<ObjectType>(["Value", "SharedArray", "Dict", "List", "Namespace"]);

/**
 * What a row does to the content of an object: `changes` it other than by writing one element, `asks` about it without
 * an answer from which a new content could be made.
 */
interface Use {
  what: "reads" | "writes" | "changes" | "asks";
  /** Absent: all of them. */
  element?: number | string;
  content: Content;
  turn: number;
}

function useOf(row: Row): Use | undefined {
  switch (row.kind) {
    case KIND["value.read"]:
    case KIND["value.write"]: {
      const what = row.kind === KIND["value.read"] ? "reads" : "writes";
      return { what, element: row.other, content: row.value, turn: row.seq };
    }
    case KIND["manager.read"]:
    case KIND["manager.write"]: {
      const { method, about, content } = callOf(row.batch.text(row.at) ?? "");
      const turn = row.other;
      if (method === "get" || method === "at") return { what: "reads", element: about, content, turn };
      if (method === "set") return { what: "writes", element: about, content, turn };
      if (row.kind === KIND["manager.read"]) return { what: "asks", content: "", turn };
      const one = method === "pop" || method === "delete" || method === "setDefault";
      return { what: "changes", ...(one ? { element: about } : {}), content: "", turn };
    }
    default:
      return undefined;
  }
}

/** The same flag or word may be set by several: none of them counts on. */
function isFlag(content: Content): boolean {
  if (typeof content === "number") return isWord(content);
  // Of what is long the row has a digest only.
  if (content.startsWith("#")) return isWord(Number.parseInt(content.slice(1), 16));
  return /^("|true$|false$|null$|undefined$)/.test(content);
}

/** Whether a call has found nothing, or what programs put in place of nothing. */
const isNothing = (content: Content): boolean =>
  content === ABSENT || /^(""|false|null|undefined)$/.test(String(content));

/** The cell of an element; undefined when there are too many. */
function cellOf(kept: Kept, element: number | string): Cell | undefined {
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
