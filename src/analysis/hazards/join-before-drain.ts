/**
 * A join of a process whose items only the joiner takes out afterwards, from a queue with a bound: it went well
 * because they all fitted in.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

interface Use {
  putters: Set<number>;
  /** The only one who has taken items out; null once there were two. */
  getter: number | null | undefined;
  /** A join of a putter with items in the queue. */
  join: { by: Actor; joined: Actor; depth: number; site: number; seq: number } | undefined;
}

export class JoinBeforeDrain extends Hazard {
  readonly kinds = ["put.grant", "get.grant", "join.grant"] as const;
  /** Of queues with a bound. */
  readonly #uses = new Map<Thing, Use>();

  row(row: Row): void {
    if (row.kind === KIND["join.grant"]) this.#joined(row);
    else {
      const queue = this.scene.things.get(row.object);
      if (!queue?.size || !queue.isQueue) return;
      let use = this.#uses.get(queue);
      if (!use) {
        use = { putters: new Set(), getter: undefined, join: undefined };
        this.#uses.set(queue, use);
      }
      if (row.kind === KIND["put.grant"]) use.putters.add(row.process);
      else this.#got(row, queue, use);
    }
  }

  #joined(row: Row): void {
    // It only looked, and would not have waited.
    if (row.timeout === 0) return;
    for (const [queue, use] of this.#uses) {
      // One with much room left is no trap yet.
      if (queue.depth * 2 < queue.size || !use.putters.has(row.other) || use.putters.has(row.process))
        continue;
      if (use.getter !== undefined && use.getter !== row.process) continue;
      use.join ??= {
        by: this.scene.actor(row.process),
        joined: this.scene.actor(row.other),
        depth: queue.depth,
        site: row.site || (this.scene.wait?.site ?? 0),
        seq: row.seq,
      };
    }
  }

  #got(row: Row, queue: Thing, use: Use): void {
    if (use.getter === undefined) use.getter = row.process;
    else if (use.getter !== row.process) use.getter = null;
    const { join } = use;
    if (!join) return;
    use.join = undefined;
    if (use.getter !== join.by.id || !this.first(queue.id)) return;
    const { by, joined, depth, site, seq } = join;
    this.say("join-before-drain", {
      certainty: "possible",
      severity: "warning",
      text: "join-before-drain",
      blanks: {
        process: by.name,
        other: joined.name,
        object: queue.name,
        count: depth,
        size: queue.size,
      },
      actors: [by, joined],
      things: [queue],
      sites: [
        [site, "waits", by],
        [row.site, "other", by],
      ],
      events: [seq, row.seq],
    });
  }
}
