/** A daemon that the end of its parent has cut off in the middle of something. */
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { type Evidence, Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Middle {
  text: "daemon-cut.lock" | "daemon-cut.owing" | "daemon-cut.put";
  /** All that it held, or what it was at. */
  things: Thing[];
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
    const { text, things, sites, seq } = middle;
    const parent = this.scene.actor(actor.parent);
    if (!this.first(actor.id)) return;
    this.say("daemon-cut", {
      certainty: "certain",
      severity: "warning",
      text,
      blanks: {
        process: actor.name,
        object: things.map((thing) => thing.name),
        other: parent.name,
      },
      actors: [actor, parent],
      things,
      sites,
      events: [seq, actor.termination?.seq ?? 0, row.seq],
    });
  }
}

/** What it was in the middle of; undefined when it was idle, or at something of its own. */
function middleOf(actor: Actor): Middle | undefined {
  // What somebody holds alone stays locked for all: that comes first.
  const holds = [...actor.holds].sort((a, b) => Number(b.thing.excludes) - Number(a.thing.excludes));
  const [first] = holds;
  if (first)
    return {
      text: "daemon-cut.lock",
      things: [...new Set(holds.map((hold) => hold.thing))],
      sites: holds.map((hold) => [hold.site, "holds", actor] as const),
      seq: first.seq,
    };
  for (const wait of actor.waits.values())
    if ((wait.verb === "put" || wait.verb === "send") && wait.thing)
      return {
        text: "daemon-cut.put",
        things: [wait.thing],
        sites: [[wait.site, "waits", actor]],
        seq: wait.seq,
      };
  for (const [thing, count] of actor.owed)
    if (count > 0)
      return { text: "daemon-cut.owing", things: [thing], sites: [[thing.site, "made"]], seq: 0 };
  return undefined;
}
