/** Notifies that nobody heard, or too few heard: a condition does not remember them. */
import { KIND } from "../../protocol/events.ts";
import type { HintKind } from "../../protocol/hints.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Pending } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Notify {
  actor: number;
  /** For how many it was, 0 for all. */
  count: number;
  woken: number;
  site: number;
  seq: number;
}

export class Notifies extends Hazard {
  readonly kinds = ["notify", "process.exit"] as const;
  /** The latest notify of each condition. */
  readonly #latest = new Map<Thing, Notify>();

  row(row: Row): void {
    if (row.kind === KIND.notify) {
      const condition = this.scene.things.get(row.object);
      const { process: actor, other: count, value: woken, site, seq } = row;
      if (condition) this.#latest.set(condition, { actor, count, woken, site, seq });
      return;
    }
    const actor = this.scene.actor(row.process);
    if (actor.stuck) return;
    for (const wait of actor.waits.values())
      if (this.explain(wait) === "lost-notify") this.#lost(wait, this.#latest.get(wait.thing!)!);
  }

  /** Why this wait was never notified; undefined for other waits and when rows do not tell. */
  explain(wait: Pending): HintKind | undefined {
    const { thing } = wait;
    const latest = thing?.type === "Condition" ? this.#latest.get(thing) : undefined;
    if (!latest || !Number.isNaN(wait.timeout)) return undefined;
    // It stood in line and others were chosen.
    if (latest.seq > wait.seq) return latest.count > 0 && latest.woken > 0 ? "too-few-notifies" : undefined;
    // Who looks at the state first does not need to hear of what came before.
    return latest.woken === 0 && wait.blind ? "lost-notify" : undefined;
  }

  #lost(wait: Pending, notify: Notify): void {
    const { actor, thing } = wait;
    if (!this.first(thing!.id)) return;
    const by = this.scene.actor(notify.actor);
    this.say("lost-notify", {
      certainty: "certain",
      severity: "warning",
      text: "lost-notify",
      blanks: { process: actor.name, object: thing!.name, other: by.name },
      actors: [actor, by],
      things: [thing],
      sites: [
        [wait.site, "waits", actor],
        [notify.site, "other", by],
      ],
      events: [notify.seq, wait.seq],
    });
  }
}
