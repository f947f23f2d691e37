/**
 * A wait for a condition without a look at what it is about: it went well because the notify came later, and would
 * have lasted for ever had it come earlier.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor, Pending } from "./actor.ts";
import { Hazard } from "./hazard.ts";

export class FragileWait extends Hazard {
  readonly kinds = ["wait.ask", "wait.grant", "release"] as const;
  /** Blind waits that have been woken, until their process lets go of the lock. */
  readonly #woken = new Map<Actor, { wait: Pending; by: number; seq: number }>();
  /** Places where somebody waits again at once: there is a loop around it that looks at something. */
  readonly #loops = new Set<number>();

  row(row: Row): void {
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND["wait.ask"]) {
      const woken = this.#woken.get(actor);
      if (woken?.wait.thing?.id !== row.object) return;
      this.#loops.add(woken.wait.site);
      this.#loops.add(row.site);
      this.#woken.delete(actor);
      return;
    }
    if (row.kind === KIND["wait.grant"]) {
      const { wait } = this.scene;
      if (wait?.thing?.type === "Condition" && wait.blind && Number.isNaN(wait.timeout))
        this.#woken.set(actor, { wait, by: row.other, seq: row.seq });
      return;
    }
    const woken = this.#woken.get(actor);
    if (!woken || woken.wait.thing!.lock !== row.object) return;
    this.#woken.delete(actor);
    const { wait, by, seq } = woken;
    if (this.#loops.has(wait.site) || !this.first(wait.thing!.id)) return;
    const notifier = this.scene.actor(by);
    this.say("fragile-wait", {
      certainty: "possible",
      severity: "info",
      text: "fragile-wait",
      blanks: { process: actor.name, object: wait.thing!.name, other: notifier.name },
      actors: [actor, notifier],
      things: [wait.thing],
      sites: [[wait.site, "waits", actor]],
      events: [wait.seq, seq],
    });
  }
}
