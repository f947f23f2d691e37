/** A daemon that the end of its parent has cut off in the middle of something. */
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { type Evidence, Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Middle {
  text: "daemon-cut.lock" | "daemon-cut.owing" | "daemon-cut.put";
  thing: Thing;
  sites: Evidence[];
  seq: number;
}

export class CutOff extends Hazard {
  readonly kinds = ["process.exit"] as const;

  row(row: Row): void {
    const actor = this.scene.actor(row.process);
    if (!actor.cut || actor.stuck) return;
    const middle = middleOf(actor);
    if (!middle) return;
    const { text, thing, sites, seq } = middle;
    const parent = this.scene.actor(actor.parent);
    if (!this.first(actor.id)) return;
    this.say("daemon-cut", {
      certainty: "certain",
      severity: "warning",
      text,
      blanks: { process: actor.name, object: thing.name, other: parent.name },
      actors: [actor, parent],
      things: [thing],
      sites,
      events: [seq, actor.termination?.seq ?? 0, row.seq],
    });
  }
}

/** What it was in the middle of; undefined when it was idle, or at something of its own. */
function middleOf(actor: Actor): Middle | undefined {
  const [hold] = actor.holds;
  if (hold)
    return {
      text: "daemon-cut.lock",
      thing: hold.thing,
      sites: [[hold.site, "holds", actor]],
      seq: hold.seq,
    };
  for (const wait of actor.waits.values())
    if ((wait.verb === "put" || wait.verb === "send") && wait.thing)
      return {
        text: "daemon-cut.put",
        thing: wait.thing,
        sites: [[wait.site, "waits", actor]],
        seq: wait.seq,
      };
  for (const [thing, count] of actor.owed)
    if (count > 0) return { text: "daemon-cut.owing", thing, sites: [[thing.site, "made"]], seq: 0 };
  return undefined;
}
