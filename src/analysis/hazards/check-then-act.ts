/**
 * A question whose answer was relied on a moment later, when it may not have been true any more: `empty()` before
 * `get()`, `full()` before `put()`, `locked()` before `acquire()`.
 */
import { KIND, type Verb } from "../../protocol/events.ts";
import type { HintKind } from "../../protocol/hints.ts";
import { QUESTIONS, type Question } from "../../protocol/messages.ts";
import { type Row, WAIT_ROWS } from "../../trace/event-row.ts";
import type { Actor, Pending } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** What each answer promises: that this can be done at once. */
const PROMISES: Partial<Record<Question, { verb: Verb; kept(answer: number): boolean; plain: boolean }>> = {
  empty: { verb: "get", kept: (answer) => answer === 0, plain: true },
  full: { verb: "put", kept: (answer) => answer === 0, plain: true },
  locked: { verb: "acquire", kept: (answer) => answer === 0, plain: true },
  // A number is often asked for only to be shown.
  qsize: { verb: "get", kept: (answer) => answer > 0, plain: false },
  value: { verb: "acquire", kept: (answer) => answer > 0, plain: false },
};

/** Somebody asked and then acted. */
interface Case {
  actor: Actor;
  question: Question;
  asked: { seq: number; site: number };
  acted: { seq: number; site: number };
  verb: Verb;
  locks: Thing[];
}
/** The last question of a process about an object, as long as it has done nothing else with it. */
interface Asked {
  question: Question;
  verb: Verb;
  promised: boolean;
  plain: boolean;
  seq: number;
  site: number;
}
interface Use {
  asked: Map<Actor, Asked>;
  /** Those who take away what was promised, by verb. */
  takers: Map<Verb, Set<Actor>>;
  /** Locks that all of them held whenever they did. */
  locks: Map<Verb, Thing[]>;
  /** Not told yet: nobody else was there to interfere. */
  cases: Map<Actor, Case>;
  /** Who acts only after a good answer, and who acts anyway: the latter does not rely on it. */
  relies: Set<Actor>;
  careless: Set<Actor>;
}

export class CheckThenAct extends Hazard {
  readonly kinds = [
    "query",
    "get.ask",
    "get.grant",
    "put.ask",
    "put.grant",
    "acquire.ask",
    "acquire.grant",
    "process.exit",
  ] as const;
  readonly #uses = new Map<Thing, Use>();
  /** Waits that began on the strength of a good answer. */
  readonly #trusting = new WeakSet<Pending>();

  row(row: Row): void {
    if (row.kind === KIND["process.exit"]) return this.#left(this.scene.actor(row.process));
    const thing = this.scene.things.get(row.object);
    if (!thing) return;
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND.query) this.#question(row, thing, actor);
    else this.#act(row, thing, actor, WAIT_ROWS[row.kind]!.verb);
  }

  /** Whether a wait that never ends has begun like that. */
  explain(wait: Pending): HintKind | undefined {
    return this.#trusting.has(wait) ? "check-then-act" : undefined;
  }

  #question(row: Row, thing: Thing, actor: Actor): void {
    const question = QUESTIONS[row.other];
    const promise = question && PROMISES[question];
    if (!promise) return;
    const use = this.#use(thing);
    const before = use.asked.get(actor);
    // It was told no, and asks again instead of going on.
    if (before && !before.promised) use.relies.add(actor);
    const { verb, plain, kept } = promise;
    use.asked.set(actor, {
      question,
      verb,
      promised: kept(row.value),
      plain,
      seq: row.seq,
      site: row.site,
    });
  }

  #act(row: Row, thing: Thing, actor: Actor, verb: Verb): void {
    // Of most objects nobody ever asks anything.
    const use = this.#uses.get(thing);
    if (!use) return;
    const asks = WAIT_ROWS[row.kind]!.phase === "ask";
    if (asks || !this.scene.wait) this.#begin(row, use, actor, verb, asks);
    if (asks) return;
    const takers = use.takers.get(verb);
    const held = actor.locksSince(row.seq).filter((lock) => lock !== thing);
    const common = use.locks.get(verb);
    if (!takers) use.takers.set(verb, new Set([actor]));
    else takers.add(actor);
    if (!common) use.locks.set(verb, held);
    else if (common.length > 0)
      use.locks.set(
        verb,
        common.filter((lock) => held.includes(lock)),
      );
    for (const found of use.cases.values()) this.#judge(thing, use, found);
  }

  #begin(row: Row, use: Use, actor: Actor, verb: Verb, asks: boolean): void {
    const asked = use.asked.get(actor);
    if (!asked || asked.verb !== verb) return;
    use.asked.delete(actor);
    // With a limit it has thought of what may happen.
    if (!Number.isNaN(row.timeout)) return;
    if (!asked.promised) {
      use.careless.add(actor);
      return;
    }
    const pending = asks ? actor.waits.get(row.op) : undefined;
    if (pending) this.#trusting.add(pending);
    use.cases.set(actor, {
      actor,
      question: asked.question,
      asked: { seq: asked.seq, site: asked.site },
      acted: { seq: row.seq, site: row.site },
      verb,
      locks: actor.locksSince(asked.seq),
    });
    if (asked.plain) use.relies.add(actor);
  }

  #left(actor: Actor): void {
    for (const [thing, use] of this.#uses) {
      const asked = use.asked.get(actor);
      use.asked.delete(actor);
      if (!asked || asked.promised) continue;
      use.relies.add(actor);
      const found = use.cases.get(actor);
      if (found) this.#judge(thing, use, found);
    }
  }

  #judge(thing: Thing, use: Use, found: Case): void {
    const { actor, verb, question, asked, acted } = found;
    if (thing.stuck || actor.stuck || !use.relies.has(actor) || use.careless.has(actor)) return;
    if (found.locks.some((lock) => use.locks.get(verb)?.includes(lock))) return;
    const there = (other: Actor) => other.spawnSeq < acted.seq && other.endSeq > asked.seq;
    const other = [...(use.takers.get(verb) ?? [])].find((taker) => taker !== actor && there(taker));
    // Whether it waits still will be seen.
    if (!other || [...actor.waits.values()].some((wait) => this.#trusting.has(wait))) return;
    use.cases.delete(actor);
    if (!this.first(thing.id)) return;
    this.say("check-then-act", {
      certainty: "possible",
      severity: thing.isQueue ? "warning" : "info",
      text: "check-then-act",
      blanks: { process: actor.name, object: thing.name, other: other.name, question, verb },
      actors: [actor, other],
      things: [thing],
      sites: [
        [asked.site, "other", actor],
        [acted.site, "other", actor],
      ],
      events: [asked.seq, acted.seq],
    });
  }

  #use(thing: Thing): Use {
    let use = this.#uses.get(thing);
    if (!use) {
      use = {
        asked: new Map(),
        takers: new Map(),
        locks: new Map(),
        cases: new Map(),
        relies: new Set(),
        careless: new Set(),
      };
      this.#uses.set(thing, use);
    }
    return use;
  }
}
