/**
 * A wait for a condition without a look at what it is about: it went well because the notify came later, and would
 * have lasted for ever had it come earlier.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor, Pending } from "./actor.ts";
import { Hazard } from "./hazard.ts";

/** So long it is kept back, µs: what a manager was asked meanwhile is told late. */
const PATIENCE = 100_000;

interface Woken {
  wait: Pending;
  by: number;
  seq: number;
}

export class FragileWait extends Hazard {
  readonly kinds = ["wait.ask", "wait.grant", "release"] as const;
  /** Blind waits that have been woken, until their process lets go of the lock. */
  readonly #woken = new Map<Actor, Woken>();
  #kept: (Woken & { until: number })[] = [];
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
    this.#kept.push({ ...woken, until: this.scene.now + PATIENCE });
  }

  override tick(now: number): void {
    if (this.#kept.length === 0) return;
    const due = this.#kept.filter(({ until }) => until <= now);
    this.#kept = this.#kept.filter(({ until }) => until > now);
    for (const woken of due) this.#tell(woken);
  }

  override end(): void {
    this.tick(Number.POSITIVE_INFINITY);
  }

  #tell({ wait, by, seq }: Woken): void {
    const { actor } = wait;
    // That a manager was asked shows by the time when it was called.
    if (actor.called >= wait.locked && actor.called <= wait.since) return;
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
