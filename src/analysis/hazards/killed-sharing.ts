/**
 * `terminate()` or `kill()` of a process in the middle of its work: it had items that it had not reported done, or it
 * shared a lock with others, which it might as well have held at that moment.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

export class KilledSharing extends Hazard {
  readonly kinds = ["process.exit", "acquire.grant"] as const;
  /** Who has ever held a lock. */
  readonly #holders = new Map<Thing, Set<Actor>>();
  /** Locks that somebody who was killed had used. */
  readonly #left = new Map<Thing, Actor>();

  row(row: Row): void {
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND["acquire.grant"]) this.#took(row, actor);
    else if (actor.terminated && actor.kind === "process" && !actor.stuck) this.#killed(row, actor);
  }

  #took(row: Row, actor: Actor): void {
    const lock = this.scene.things.get(row.object);
    if (!lock?.excludes) return;
    const holders = this.#holders.get(lock);
    if (!holders) this.#holders.set(lock, new Set([actor]));
    else if (!holders.has(actor)) holders.add(actor);
    if (this.#left.size === 0) return;
    const killed = this.#left.get(lock);
    if (!killed || killed === actor) return;
    this.#left.delete(lock);
    if (!this.first(killed.id)) return;
    const by = this.scene.actor(killed.termination!.by);
    this.say("killed-holding", {
      certainty: "possible",
      severity: "info",
      text: "killed-sharing",
      blanks: { process: killed.name, object: lock.name, other: actor.name, by: by.name },
      actors: [killed, by, actor],
      things: [lock],
      sites: [
        [killed.termination!.site, "other", by],
        [row.site, "other", actor],
      ],
      events: [killed.termination!.seq, killed.endSeq, row.seq],
    });
  }

  #killed(row: Row, actor: Actor): void {
    // That it holds one is told by itself.
    if (actor.holds.length === 0)
      for (const [lock, holders] of this.#holders) if (holders.has(actor)) this.#left.set(lock, actor);
    for (const [queue, count] of actor.owed) {
      if (count <= 0 || !this.first("owed", actor.id)) continue;
      const by = this.scene.actor(actor.termination!.by);
      this.say("killed-holding", {
        certainty: "certain",
        severity: "warning",
        text: "killed-owing",
        blanks: { process: actor.name, object: queue.name, count, by: by.name },
        actors: [actor, by],
        things: [queue],
        sites: [[actor.termination!.site, "other", by]],
        events: [actor.termination!.seq, row.seq],
      });
    }
  }
}
