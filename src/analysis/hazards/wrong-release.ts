/**
 * A lock given back by one who does not hold it. That alone is no mistake: a lock may serve as a signal, or belong to
 * several who come and go. It is one if its acquire had failed, or if it leaves others to release what is free.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Use {
  /** Its last attempt to take the lock came to nothing. */
  failed: boolean;
  /** Who has released what it held. */
  revoked: { by: Actor; site: number; seq: number } | undefined;
}

export class WrongRelease extends Hazard {
  readonly kinds = ["acquire.grant", "acquire.refuse", "acquire.timeout", "release", "misuse"] as const;
  readonly #uses = new Map<Thing, Map<Actor, Use>>();

  row(row: Row): void {
    const lock = this.scene.things.get(row.object);
    if (!lock?.isLock) return;
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND.misuse) {
      this.#refused(row, lock, actor);
      return;
    }
    // Only its owner can give an RLock back.
    if (lock.type === "RLock") return;
    const use = this.#use(lock, actor);
    if (row.kind !== KIND.release) {
      use.failed = row.kind !== KIND["acquire.grant"];
      if (!use.failed) use.revoked = undefined;
      return;
    }
    if (row.other === row.process) return;
    const owner = this.scene.actor(row.other);
    this.#use(lock, owner).revoked = { by: actor, site: row.site, seq: row.seq };
    if (use.failed) this.#tell("wrong-release.failed", lock, row, actor, owner, this.scene.hold);
  }

  #refused(row: Row, lock: Thing, actor: Actor): void {
    const owner = lock.hold?.actor;
    const revoked = this.#uses.get(lock)?.get(actor)?.revoked;
    if (owner) this.#tell("wrong-release", lock, row, actor, owner, lock.hold);
    else if (revoked) this.#tell("wrong-release.twice", lock, row, actor, revoked.by, revoked);
    else this.#tell("wrong-release.free", lock, row, actor, undefined, undefined);
  }

  #use(lock: Thing, actor: Actor): Use {
    let uses = this.#uses.get(lock);
    if (!uses) {
      uses = new Map();
      this.#uses.set(lock, uses);
    }
    let use = uses.get(actor);
    if (!use) {
      use = { failed: false, revoked: undefined };
      uses.set(actor, use);
    }
    return use;
  }

  #tell(
    text: "wrong-release" | "wrong-release.failed" | "wrong-release.twice" | "wrong-release.free",
    lock: Thing,
    row: Row,
    actor: Actor,
    other: Actor | undefined,
    before: { site: number; seq: number } | undefined,
  ): void {
    if (!this.first(lock.id)) return;
    this.say("release-not-owner", {
      certainty: "certain",
      severity: "error",
      text,
      blanks: { process: actor.name, object: lock.name, other: other?.name ?? "" },
      actors: [actor, other],
      things: [lock],
      sites: [
        [row.site, "other", actor],
        [before?.site ?? 0, text === "wrong-release.twice" ? "other" : "holds", other],
      ],
      events: [before?.seq ?? 0, row.seq],
    });
  }
}
