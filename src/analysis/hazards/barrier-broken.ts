/** A barrier that somebody broke while others counted on it. The first cause is the one that helps. */
import { BARRIER_BREAKS, type BarrierBreak, KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Break {
  by: Actor;
  how: BarrierBreak;
  cause: string;
  site: number;
  seq: number;
  told: boolean;
}

export class BarrierBroken extends Hazard {
  readonly kinds = ["barrier.break", "barrier.reset", "wait.error"] as const;
  readonly #broken = new Map<Thing, Break>();

  row(row: Row): void {
    const barrier = this.scene.things.get(row.object);
    if (barrier?.type !== "Barrier") return;
    const known = this.#broken.get(barrier);
    if (row.kind === KIND["barrier.reset"]) {
      this.#broken.delete(barrier);
      return;
    }
    if (row.kind === KIND["wait.error"]) {
      // Somebody came to a barrier that was broken before.
      if (known) this.#tell(barrier, known, [this.scene.actor(row.process)]);
      return;
    }
    if (known) return;
    const broken: Break = {
      by: this.scene.actor(row.process),
      how: BARRIER_BREAKS[row.other] ?? "aborted",
      cause: row.batch.text(row.at) ?? "",
      site: row.site,
      seq: row.seq,
      told: false,
    };
    this.#broken.set(barrier, broken);
    const waiting = [...barrier.waiters].map((wait) => wait.actor);
    // Who ran out of time breaks it for itself, too.
    if (waiting.length > 0 || broken.how !== "aborted") this.#tell(barrier, broken, waiting);
  }

  #tell(barrier: Thing, broken: Break, others: Actor[]): void {
    if (broken.told || broken.by.stuck || barrier.stuck) return;
    broken.told = true;
    const { by, how, cause, site, seq } = broken;
    if (!this.first(barrier.id, how)) return;
    this.say("barrier-broken", {
      certainty: "certain",
      // Who aborts a barrier means to.
      severity: how === "aborted" ? "info" : "warning",
      text:
        how === "limit"
          ? "barrier-broken.limit"
          : how === "aborted"
            ? "barrier-broken.aborted"
            : "barrier-broken",
      blanks: { object: barrier.name, process: by.name, cause, count: barrier.size, here: others.length },
      actors: [by, ...others],
      things: [barrier],
      sites: [
        [site, "other", by],
        ...[...barrier.waiters].map((wait) => [wait.site, "waits", wait.actor] as const),
      ],
      events: [seq, ...[...barrier.waiters].map((wait) => wait.seq).slice(0, 5)],
    });
  }
}
