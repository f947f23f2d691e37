/** A lock that is held while its holder waits for something else, and others wait for the lock. */
import type { Verb } from "../../protocol/events.ts";
import { type Row, WAIT_ROWS } from "../../trace/event-row.ts";
import type { Actor, Hold } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** Others have waited so long because of one hold, in µs. */
const LEAST = 100_000;
/** From the first time on until it is said: the figures get better, and a deadlock may come first. */
const PATIENCE = 900_000;

interface Slow {
  lock: Thing;
  site: number;
  holder: Actor;
  verb: Verb;
  /** Longest of all, µs. */
  slept: number;
  /** Of all others together, µs. */
  waited: number;
  others: Set<Actor>;
  events: number[];
  since: number;
}

export class LongHold extends Hazard {
  readonly kinds = [
    "sleep.grant",
    "join.grant",
    "join.timeout",
    "get.grant",
    "get.timeout",
    "put.grant",
    "put.timeout",
    "send.grant",
    "recv.grant",
    "recv.timeout",
    "poll.grant",
    "poll.timeout",
    "any.grant",
    "any.timeout",
    "wait.grant",
    "wait.timeout",
    "drain.grant",
    "drain.timeout",
    "result.grant",
  ] as const;
  /** By lock; locks that are taken at one place of the program are one cause. */
  readonly #slow = new Map<Thing, Slow>();
  readonly #places = new Map<number, Slow>();

  row(row: Row): void {
    const { wait } = this.scene;
    if (!wait) return;
    const { holds } = wait.actor;
    for (const hold of holds)
      if (hold.thing.excludes) this.#held(row, hold, Math.max(wait.since, hold.since));
  }

  #held(row: Row, hold: Hold, from: number): void {
    const { thing: lock, actor } = hold;
    if (lock.waiters.size === 0 || lock.stuck) return;
    const others: Actor[] = [];
    let waited = 0;
    for (const waiter of lock.waiters) {
      const span = row.time - Math.max(waiter.since, from);
      if (waiter.actor === actor || span <= 0) continue;
      waited += span;
      others.push(waiter.actor);
    }
    if (waited < LEAST) return;
    lock.slowHolder = true;
    let slow = this.#slow.get(lock) ?? this.#places.get(hold.site);
    if (!slow) {
      slow = {
        lock,
        site: hold.site,
        holder: actor,
        verb: WAIT_ROWS[row.kind]!.verb,
        slept: 0,
        waited: 0,
        others: new Set(),
        events: [hold.seq, row.seq],
        since: this.scene.now,
      };
    }
    this.#slow.set(lock, slow);
    if (hold.site !== 0) this.#places.set(hold.site, slow);
    slow.waited += waited;
    for (const other of others) slow.others.add(other);
    if (row.time - from <= slow.slept) return;
    slow.slept = row.time - from;
    Object.assign(slow, { lock, holder: actor, verb: WAIT_ROWS[row.kind]!.verb, site: hold.site });
    slow.events = [hold.seq, row.seq];
  }

  override tick(now: number): void {
    for (const slow of this.#slow.values()) if (now - slow.since >= PATIENCE) this.#tell(slow);
  }

  override end(): void {
    for (const slow of this.#slow.values()) this.#tell(slow);
  }

  #tell(slow: Slow): void {
    slow.since = Number.POSITIVE_INFINITY;
    const { lock, holder, verb, slept, waited, others, site, events } = slow;
    if (lock.stuck || slow.waited === Number.POSITIVE_INFINITY) return;
    slow.waited = Number.POSITIVE_INFINITY;
    this.say("long-hold", {
      certainty: "certain",
      severity: "info",
      text: verb === "sleep" ? "long-hold.sleep" : "long-hold",
      blanks: {
        process: holder.name,
        object: lock.name,
        verb,
        slept: (slept / 1e6).toFixed(1),
        waited: (waited / 1e6).toFixed(1),
        count: others.size,
      },
      actors: [holder, ...others],
      things: [lock],
      sites: [[site, "holds", holder]],
      events,
    });
  }
}
