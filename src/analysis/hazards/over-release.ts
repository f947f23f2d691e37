/** A semaphore that was given back more often than it was taken. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Count {
  value: number;
  /** Taken less given back, by process. */
  balance: Map<Actor, number>;
}

export class OverRelease extends Hazard {
  readonly kinds = ["acquire.grant", "release", "misuse"] as const;
  readonly #counts = new Map<Thing, Count>();

  row(row: Row): void {
    const semaphore = this.scene.things.get(row.object);
    if (!semaphore?.isSemaphore) return;
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND.misuse) {
      this.#tell(row, semaphore, actor, "certain");
      return;
    }
    let count = this.#counts.get(semaphore);
    if (!count) {
      count = { value: semaphore.size, balance: new Map() };
      this.#counts.set(semaphore, count);
    }
    const balance = count.balance.get(actor);
    const by = row.kind === KIND.release ? -1 : 1;
    count.value -= by;
    // Who only gives is a signaller; of him there is nothing to count.
    if (balance === undefined && by < 0) return;
    count.balance.set(actor, (balance ?? 0) + by);
    if (semaphore.size > 0 && count.value > semaphore.size && balance !== undefined && balance <= 0 && by < 0)
      this.#tell(row, semaphore, actor, "possible");
  }

  #tell(row: Row, semaphore: Thing, actor: Actor, certainty: "certain" | "possible"): void {
    if (!this.first(semaphore.id)) return;
    this.say("semaphore-over-release", {
      certainty,
      severity: certainty === "certain" ? "error" : "warning",
      text: certainty === "certain" ? "over-release.bounded" : "over-release",
      blanks: { process: actor.name, object: semaphore.name, size: semaphore.size },
      actors: [actor],
      things: [semaphore],
      sites: [[row.site, "other", actor]],
      events: [row.seq],
    });
  }
}
