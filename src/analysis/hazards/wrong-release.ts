/**
 * A lock given back by one who does not hold it. Nothing is said where a lock serves as a signal, which is given by
 * whoever has it: there the one who releases has never taken it himself.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Use {
  /** Its last attempt to take the lock came to nothing. */
  failed: boolean;
  /** It has given back what it had taken itself. */
  own: boolean;
}

export class WrongRelease extends Hazard {
  readonly kinds = ["acquire.grant", "acquire.refuse", "acquire.timeout", "release", "misuse"] as const;
  readonly #uses = new Map<Thing, Map<Actor, Use>>();

  row(row: Row): void {
    const lock = this.scene.things.get(row.object);
    if (!lock?.isLock) return;
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND.misuse) {
      this.#tell(row, lock, actor, this.scene.actors.get(lock.hold?.actor.id ?? 0), "wrong-release");
      return;
    }
    // Only its owner can give an RLock back.
    if (lock.type === "RLock") return;
    const use = this.#use(lock, actor);
    if (row.kind !== KIND.release) {
      use.failed = row.kind !== KIND["acquire.grant"];
      return;
    }
    if (row.other === row.process) {
      use.own = true;
      return;
    }
    const owner = this.scene.actor(row.other);
    const mutex = use.own && this.#use(lock, owner).own;
    if (use.failed) this.#tell(row, lock, actor, owner, "wrong-release.failed");
    else if (mutex) this.#tell(row, lock, actor, owner, "wrong-release.other");
  }

  #use(lock: Thing, actor: Actor): Use {
    let uses = this.#uses.get(lock);
    if (!uses) {
      uses = new Map();
      this.#uses.set(lock, uses);
    }
    let use = uses.get(actor);
    if (!use) {
      use = { failed: false, own: false };
      uses.set(actor, use);
    }
    return use;
  }

  #tell(
    row: Row,
    lock: Thing,
    actor: Actor,
    owner: Actor | undefined,
    text: "wrong-release" | "wrong-release.failed" | "wrong-release.other",
  ): void {
    if (!this.first(lock.id)) return;
    const hold = row.kind === KIND.misuse ? lock.hold : this.scene.hold;
    this.say("release-not-owner", {
      certainty: "certain",
      severity: "error",
      text: text === "wrong-release" && !owner ? "wrong-release.free" : text,
      blanks: { process: actor.name, object: lock.name, other: owner?.name ?? "" },
      actors: [actor, owner],
      things: [lock],
      sites: [
        [row.site, "other", actor],
        [hold?.site ?? 0, "holds", owner],
      ],
      events: [hold?.seq ?? 0, row.seq],
    });
  }
}
