/** A lock at which processes queue up most of the time it is held: they might as well be one. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** Times in µs. Of a shorter run, or of less waiting, there is nothing to tell. */
const SHORTEST_RUN = 200_000;
const LEAST_WAITING = 500_000;
/** Where a turn takes less, or a wait, it is the asking that takes the time. */
const TURN = 2000;
const WAIT = 5000;
/** From when on it looks like a convoy until it is said: the figures get better, and a deadlock may come first. */
const PATIENCE = 900_000;
/** Each process comes so many times at least, on average: a crowd that passes once is none. */
const TURNS = 3;

interface Use {
  /** Up to when the sums go. */
  until: number;
  held: number;
  /** Held with two or more in line. */
  crowded: number;
  /** Of all who waited, together. */
  waited: number;
  grants: number;
  users: Set<Actor>;
  /** State from `until` on. */
  isHeld: boolean;
  waiting: number;
  since: number;
}

export class Convoy extends Hazard {
  readonly kinds = [
    "acquire.ask",
    "acquire.grant",
    "acquire.timeout",
    "acquire.abort",
    "release",
    "process.exit",
  ] as const;
  readonly #uses = new Map<Thing, Use>();

  row(row: Row): void {
    const { time } = row;
    if (row.kind === KIND["process.exit"]) {
      for (const [lock, use] of this.#uses) this.#advance(lock, use, time);
      return;
    }
    const lock = this.scene.things.get(row.object);
    if (!lock?.isLock) return;
    let use = this.#uses.get(lock);
    if (!use) {
      use = {
        until: time,
        held: 0,
        crowded: 0,
        waited: 0,
        grants: 0,
        users: new Set(),
        isHeld: false,
        waiting: 0,
        since: Number.POSITIVE_INFINITY,
      };
      this.#uses.set(lock, use);
    }
    this.#advance(lock, use, time);
    if (row.kind !== KIND["acquire.grant"]) return;
    use.grants++;
    const actor = this.scene.actor(row.process);
    if (!use.users.has(actor)) use.users.add(actor);
  }

  override tick(now: number): void {
    for (const [lock, use] of this.#uses) {
      this.#advance(lock, use, now);
      if (!isConvoy(use) || now < SHORTEST_RUN) use.since = Number.POSITIVE_INFINITY;
      else if (use.since === Number.POSITIVE_INFINITY) use.since = now;
      else if (now - use.since >= PATIENCE) this.#tell(lock, use);
    }
  }

  override end(): void {
    const { now } = this.scene;
    for (const [lock, use] of this.#uses) if (isConvoy(use) && now >= SHORTEST_RUN) this.#tell(lock, use);
  }

  #advance(lock: Thing, use: Use, time: number): void {
    const span = time - use.until;
    if (span > 0) {
      use.until = time;
      use.waited += span * use.waiting;
      if (use.isHeld) {
        use.held += span;
        if (use.waiting >= 2) use.crowded += span;
      }
    }
    use.isHeld = lock.hold !== undefined;
    use.waiting = lock.waiters.size > 0 ? othersIn(lock) : 0;
  }

  #tell(lock: Thing, use: Use): void {
    // A holder that sleeps, or a deadlock, is a cause of its own.
    if (lock.stuck || lock.slowHolder || !this.first(lock.id)) return;
    const { held, crowded, waited, grants, users } = use;
    this.say("convoy", {
      certainty: "certain",
      severity: "info",
      text: "convoy",
      blanks: {
        object: lock.name,
        share: Math.round((100 * crowded) / held),
        held: (held / 1e6).toFixed(1),
        waited: (waited / 1e6).toFixed(1),
        grants,
        count: users.size,
      },
      actors: [...users].slice(0, 8),
      things: [lock],
      sites: [[lock.site, "made"]],
      events: [],
    });
  }
}

/** Processes in line; one may stand there several times, and behind itself. */
function othersIn(lock: Thing): number {
  const others = new Set<Actor>();
  for (const { actor } of lock.waiters) if (actor !== lock.hold?.actor) others.add(actor);
  return others.size;
}

function isConvoy({ held, crowded, waited, grants, users }: Use): boolean {
  if (users.size < 2 || grants < TURNS * users.size || waited < LEAST_WAITING) return false;
  if (held < TURN * grants || waited < WAIT * grants) return false;
  return crowded > held / 2 || waited > 3 * held;
}
