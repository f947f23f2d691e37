/**
 * One who tries to get a lock again and again while others get it. Whoever waits without a limit is served in turn; who
 * gives up and comes back stands at the end of the line every time.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor, Pending } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** Passed over so many times for every process that got it. */
const TURNS = 3;
/** Attempts that came to nothing, and over how long, µs. */
const TRIES = 10;
const LONG = 200_000;

interface Attempt {
  since: number;
  seq: number;
  site: number;
  tries: number;
  /** Grants to those who asked later, up to the last attempt and since then. */
  passed: number;
  newer: number;
  others: Set<Actor>;
}

export class Starvation extends Hazard {
  readonly kinds = ["acquire.refuse", "acquire.timeout", "acquire.grant", "process.exit"] as const;
  readonly #attempts = new Map<Thing, Map<Actor, Attempt>>();
  /** The one who has waited longest, and how many have been served since who came later. */
  readonly #oldest = new Map<Thing, { wait: Pending; attempt: Attempt }>();

  row(row: Row): void {
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND["process.exit"]) {
      for (const attempts of this.#attempts.values()) attempts.delete(actor);
      return;
    }
    const lock = this.scene.things.get(row.object);
    if (!lock) return;
    if (row.kind === KIND["acquire.grant"]) this.#granted(row, lock, actor);
    else this.#failed(row, lock, actor);
  }

  #failed(row: Row, lock: Thing, actor: Actor): void {
    let attempts = this.#attempts.get(lock);
    if (!attempts) {
      attempts = new Map();
      this.#attempts.set(lock, attempts);
    }
    const known = attempts.get(actor);
    if (!known) {
      attempts.set(actor, attemptFrom(this.scene.wait?.since ?? row.time, row.seq, row.site));
      return;
    }
    known.tries++;
    known.passed += known.newer;
    known.newer = 0;
    if (known.tries + 1 >= TRIES && row.time - known.since >= LONG) this.#judge(row, lock, actor, known);
  }

  #granted(row: Row, lock: Thing, actor: Actor): void {
    const { wait } = this.scene;
    const attempts = this.#attempts.get(lock);
    if (attempts && attempts.size > 0) {
      attempts.delete(actor);
      for (const attempt of attempts.values())
        if (!wait || wait.since > attempt.since) {
          attempt.newer++;
          attempt.others.add(actor);
        }
    }
    if (lock.waiters.size === 0) return;
    // Of those in line only the first can have been passed over.
    const [first] = lock.waiters;
    if (!first || (wait && wait.seq < first.seq)) return;
    let oldest = this.#oldest.get(lock);
    if (oldest?.wait !== first) {
      oldest = { wait: first, attempt: attemptFrom(first.since, first.seq, first.site) };
      this.#oldest.set(lock, oldest);
    }
    oldest.attempt.passed++;
    oldest.attempt.others.add(actor);
    this.#judge(row, lock, first.actor, oldest.attempt);
  }

  #judge(row: Row, lock: Thing, actor: Actor, attempt: Attempt): void {
    const { passed, others, tries, since, seq, site } = attempt;
    if (passed < TURNS * (others.size + 1) || lock.stuck || !this.first(lock.id, actor.id)) return;
    this.say("starvation", {
      certainty: "possible",
      severity: "warning",
      text: tries > 0 ? "starvation.tries" : "starvation",
      blanks: {
        process: actor.name,
        object: lock.name,
        count: passed,
        tries: tries + 1,
        ms: Math.round((row.time - since) / 1000),
        names: [...others].map((other) => other.name),
      },
      actors: [actor, ...others],
      things: [lock],
      sites: [[site, "waits", actor]],
      events: [seq, row.seq],
    });
  }
}

const attemptFrom = (since: number, seq: number, site: number): Attempt => ({
  since,
  seq,
  site,
  tries: 0,
  passed: 0,
  newer: 0,
  others: new Set(),
});
