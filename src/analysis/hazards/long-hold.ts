/** A lock that is held while its holder waits for something else, and others wait for the lock. */
import type { Verb } from "../../protocol/events.ts";
import { type Row, WAIT_ROWS } from "../../trace/event-row.ts";
import type { Actor, Hold } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** Others have waited so long because of one hold, in µs. */
const LEAST = 100_000;
/** All in all; then it is said at once, else at the end with the whole figures. A deadlock is the better story. */
const MUCH = 2_000_000;
const SOME = 300_000;

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
  told: boolean;
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
  /** Locks that are made or taken at one place of the program are one cause. */
  readonly #made = new Map<number, Slow>();
  readonly #taken = new Map<number, Slow>();

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
    let slow = this.#made.get(lock.site) ?? this.#taken.get(hold.site);
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
        told: false,
      };
    }
    this.#made.set(lock.site, slow);
    this.#taken.set(hold.site, slow);
    slow.waited += waited;
    for (const other of others) slow.others.add(other);
    if (row.time - from > slow.slept) {
      slow.slept = row.time - from;
      Object.assign(slow, { lock, holder: actor, verb: WAIT_ROWS[row.kind]!.verb, site: hold.site });
      slow.events = [hold.seq, row.seq];
    }
    if (slow.waited >= MUCH) this.#tell(slow);
  }

  override end(): void {
    for (const slow of this.#made.values()) if (slow.waited >= SOME) this.#tell(slow);
  }

  #tell(slow: Slow): void {
    const { lock, holder, verb, slept, waited, others, site, events } = slow;
    if (lock.stuck || slow.told) return;
    slow.told = true;
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
      },
      actors: [holder, ...others].slice(0, 8),
      things: [lock],
      sites: [[site, "holds", holder]],
      events,
    });
  }
}
