/** Processes that waited for one another in a circle until the limit of one of them ended it. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor, Hold, Pending } from "./actor.ts";
import { Hazard } from "./hazard.ts";

/** A circle that lasts less, in µs, has hardly been one: messages take as long. */
const SHORTEST = 2000;
/** If its limit ended the circle, a process gives way at once, within so many µs; to end takes longer. */
const GIVES_WAY = 100_000;
const ENDS = 1_000_000;

interface Circle {
  /** The one whose limit ran out first. */
  waits: Pending[];
  /** What each of them holds that the one before waits for; undefined: it is joined. */
  held: (Hold | undefined)[];
  /** Milliseconds; undefined: a signal ended the wait. */
  limit: number | undefined;
  endSeq: number;
  endedAt: number;
  closed: number;
  acts: number;
}

export class BrokenCycle extends Hazard {
  readonly kinds = [
    "acquire.timeout",
    "acquire.abort",
    "join.timeout",
    "join.abort",
    "release",
    "process.exit",
  ] as const;
  /** By the process whose limit ran out, until it is seen that it gives way. */
  readonly #circles = new Map<Actor, Circle>();

  row(row: Row): void {
    if (row.kind === KIND.release || row.kind === KIND["process.exit"]) this.#gaveWay(row);
    else this.#gaveUp(row);
  }

  #gaveUp(row: Row): void {
    const ended = this.scene.wait;
    if (!ended || ended.actor.waits.size > 0) return;
    const { actor } = ended;
    const waits = [ended];
    const held: (Hold | undefined)[] = [];
    let closed = ended.since;
    for (let wait = ended; ; ) {
      const { actor: waiter, thing, verb } = wait;
      // What one branch of a process waits for, another may be about to give.
      if (waiter.branches || waiter.ended || waits.length > this.scene.actors.size) return;
      let next: Actor | undefined;
      if (verb === "join") {
        next = this.scene.actors.get(wait.other);
        held.push(undefined);
      } else if (verb === "acquire" && thing?.isLock && !thing.signalling && thing.hold) {
        next = thing.hold.actor;
        held.push(thing.hold);
        closed = Math.max(closed, thing.hold.since);
      }
      if (!next) return;
      if (next === actor) break;
      const [only, ...more] = next.waits.values();
      if (!only || more.length > 0) return;
      closed = Math.max(closed, only.since);
      waits.push(only);
      wait = only;
    }
    if (waits.length < 2 || row.time - closed < SHORTEST) return;
    this.#circles.set(actor, {
      waits,
      held,
      limit: row.kind === KIND["acquire.abort"] || row.kind === KIND["join.abort"] ? undefined : row.timeout,
      endSeq: row.seq,
      endedAt: row.time,
      closed,
      acts: actor.acts,
    });
  }

  /** The first thing it does after its limit is to give back what the last of the circle waits for. */
  #gaveWay(row: Row): void {
    const actor = this.scene.actor(row.process);
    const circle = this.#circles.get(actor);
    if (!circle) return;
    this.#circles.delete(actor);
    const { waits, held, limit, endSeq, closed, endedAt, acts } = circle;
    const wanted = held.at(-1);
    const gives = wanted ? this.scene.hold === wanted : row.kind === KIND["process.exit"];
    const late = row.time - endedAt > (wanted ? GIVES_WAY : ENDS);
    // Had it done something else before, that might as well have been what helps the others.
    if (!gives || late || actor.acts !== acts + 1) return;
    const things = held.filter((hold) => hold !== undefined).map((hold) => hold.thing);
    if (!this.first(...things.map((thing) => thing.id).sort(), ...(things.length > 0 ? [] : [actor.id])))
      return;
    this.say("deadlock-broken-by-timeout", {
      certainty: "certain",
      severity: "warning",
      text: limit === undefined ? "deadlock-broken.signal" : "deadlock-broken.limit",
      blanks: {
        names: waits.map((wait) => wait.actor.name),
        process: actor.name,
        limit: limit ?? 0,
        ms: Math.round((endedAt - closed) / 1000),
      },
      actors: waits.map((wait) => wait.actor),
      things,
      sites: [
        ...waits.map((wait) => [wait.site, "waits", wait.actor] as const),
        ...held.map((hold) => [hold?.site ?? 0, "holds", hold?.actor] as const),
      ],
      events: [...waits.map((wait) => wait.seq), endSeq].slice(-6),
    });
  }
}
