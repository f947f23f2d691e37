/** Items of a joinable queue that are reported done too often, or never. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

export class TasksDone extends Hazard {
  readonly kinds = ["misuse", "drain.timeout"] as const;

  row(row: Row): void {
    const queue = this.scene.things.get(row.object);
    if (queue?.type !== "JoinableQueue") return;
    if (row.kind === KIND.misuse) this.#tooMany(row, queue);
    else this.#tooFew(row, queue);
  }

  #tooMany(row: Row, queue: Thing): void {
    if (!this.first("many", queue.id)) return;
    const actor = this.scene.actor(row.process);
    this.say("task-done-mismatch", {
      certainty: "certain",
      severity: "error",
      text: "task-done.many",
      blanks: { process: actor.name, object: queue.name },
      actors: [actor],
      things: [queue],
      sites: [[row.site, "other", actor]],
      events: [row.seq],
    });
  }

  /** Time ran out for one who waits until all is done: has somebody left without reporting? */
  #tooFew(row: Row, queue: Thing): void {
    if (queue.depth > 0) return;
    const owing = [...this.scene.actors.values()].filter((actor) => (actor.owed.get(queue) ?? 0) > 0);
    const gone = owing.filter((actor) => actor.ended);
    // While somebody lives who has an item he may be working on it still.
    if (gone.length === 0 || gone.length < owing.length || !this.first("few", queue.id)) return;
    const count = gone.reduce((sum, actor) => sum + actor.owed.get(queue)!, 0);
    const waiter = this.scene.actor(row.process);
    this.say("task-done-mismatch", {
      certainty: "certain",
      severity: "error",
      text: "task-done.few",
      blanks: {
        process: waiter.name,
        object: queue.name,
        names: gone.map((actor) => actor.name),
        count,
      },
      actors: [waiter, ...gone],
      things: [queue],
      sites: [[row.site || (this.scene.wait?.site ?? 0), "waits", waiter]],
      events: [...gone.slice(0, 4).map((actor) => actor.endSeq), row.seq],
    });
  }
}
