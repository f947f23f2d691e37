/**
 * A process that asks again and again for something that does not change, and does nothing else meanwhile but sleep for
 * a moment. A process that works between two looks, as at a stop flag, is none.
 */
import { ALL_ELEMENTS, KIND } from "../../protocol/events.ts";
import { QUESTIONS, type Question } from "../../protocol/messages.ts";
import { type Row, WAIT_ROWS } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

const PROBES = 50;
/** Within so many µs … */
const WITHIN = 1_000_000;
/** … and for no less than this: what is soon over wastes little. */
const SHORTEST = 200_000;
/** A question takes about so long by itself, µs. */
const ROUND_TRIP = 250;
/** The part of the time that may have been spent with something else; waking up from a nap takes its time, too. */
const OTHERWISE = 0.3;
const OTHERWISE_NAPPING = 0.6;
/** A wait with so short a limit, in ms, is a question rather than a wait. */
const SHORT_LIMIT = 20;
/** The later pauses are so much longer than the earlier: whoever does that has thought of it. */
const GROWING = 1.5;

/** The answer that says "not yet". */
const NOT_YET: Partial<Record<Question, (answer: number) => boolean>> = {
  empty: (answer) => answer === 1,
  full: (answer) => answer === 1,
  locked: (answer) => answer === 1,
  isSet: (answer) => answer === 0,
  qsize: (answer) => answer === 0,
  value: (answer) => answer === 0,
};

interface Probes {
  thing: Thing;
  changes: number;
  count: number;
  first: number;
  firstSeq: number;
  /** Of the latest, in a ring: their times, and what of the time before was not spent with asking and sleeping, µs. */
  times: Float64Array;
  spent: Float64Array;
  acts: number;
  slept: number;
  sleeps: number;
  /** For values: what was read. */
  digest: number;
}

export class BusyWait extends Hazard {
  readonly kinds = [
    "query",
    "value.read",
    "acquire.refuse",
    "acquire.timeout",
    "get.refuse",
    "get.timeout",
    "put.refuse",
    "put.timeout",
    "recv.refuse",
    "recv.timeout",
    "poll.refuse",
    "poll.timeout",
    "wait.refuse",
    "wait.timeout",
  ] as const;
  /** What each process asked for last. */
  readonly #probes = new Map<Actor, Probes>();

  row(row: Row): void {
    const thing = this.scene.things.get(row.object);
    if (!thing || thing.stuck) return;
    const actor = this.scene.actor(row.process);
    let waited = 0;
    if (row.kind === KIND.query) {
      const notYet = NOT_YET[QUESTIONS[row.other] ?? "broken"];
      if (!notYet) return;
      if (!notYet(row.value)) {
        this.#probes.delete(actor);
        return;
      }
    } else if (row.kind === KIND["value.read"]) {
      if (row.other === ALL_ELEMENTS) return;
    } else if (WAIT_ROWS[row.kind]!.phase === "timeout") {
      if (row.timeout > SHORT_LIMIT) return;
      waited = row.value;
    }
    this.#probed(row, actor, thing, waited);
  }

  #probed(row: Row, actor: Actor, thing: Thing, waited: number): void {
    let probes = this.#probes.get(actor);
    let spent = 0;
    const digest = row.kind === KIND["value.read"] ? row.value : 0;
    // A wait with a limit counts as asked and answered: two acts at most lie between two probes.
    const same =
      probes?.thing === thing &&
      probes.changes === thing.changes &&
      probes.digest === digest &&
      actor.acts - probes.acts <= 1;
    if (!probes || !same) {
      probes = {
        thing,
        changes: thing.changes,
        count: 0,
        first: row.time,
        firstSeq: row.seq,
        times: probes?.times ?? new Float64Array(PROBES),
        spent: probes?.spent ?? new Float64Array(PROBES),
        acts: actor.acts,
        slept: actor.slept,
        sleeps: actor.slept,
        digest,
      };
      this.#probes.set(actor, probes);
    } else {
      const before = probes.times[(probes.count - 1) % PROBES]!;
      const slept = actor.slept - probes.slept;
      spent = Math.max(0, row.time - before - slept - waited - ROUND_TRIP);
    }
    probes.spent[probes.count % PROBES] = spent;
    probes.times[probes.count % PROBES] = row.time;
    probes.count++;
    probes.acts = actor.acts;
    probes.slept = actor.slept;
    if (probes.count >= PROBES) this.#judge(row, actor, probes);
  }

  #judge(row: Row, actor: Actor, probes: Probes): void {
    const { times, spent, count, first, thing } = probes;
    const oldest = times[count % PROBES]!;
    const lasted = row.time - first;
    const sleeps = actor.slept > probes.sleeps;
    if (row.time - oldest > WITHIN || lasted < SHORTEST) return;
    let otherwise = 0;
    for (const some of spent) otherwise += some;
    if (otherwise > (sleeps ? OTHERWISE_NAPPING : OTHERWISE) * (row.time - oldest)) return;
    const middle = times[(count + PROBES / 2) % PROBES]!;
    if (row.time - middle > GROWING * (middle - oldest)) return;
    if (!this.first(thing.id, actor.id)) return;
    this.say("busy-wait", {
      certainty: "certain",
      severity: sleeps ? "info" : "warning",
      text: thing.isQueue
        ? "busy-wait.queue"
        : thing.isLock
          ? "busy-wait.lock"
          : thing.type === "Event"
            ? "busy-wait.event"
            : "busy-wait",
      blanks: { process: actor.name, object: thing.name, count, ms: Math.round(lasted / 1000) },
      actors: [actor],
      things: [thing],
      sites: [[row.site, "other", actor]],
      events: [probes.firstSeq, row.seq],
    });
  }
}
