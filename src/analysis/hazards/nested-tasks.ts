/**
 * A task that waits for another task of its own pool while its worker does nothing else: with as many of them at once
 * as there are workers nobody is left to do what they wait for.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** The tasks that one place in the program submits. */
interface Group {
  name: string;
  site: number;
  /** Submitted and without a result. */
  open: number;
  most: number;
  /** Seen to wait for another task of the pool. */
  nested: boolean;
}

interface PoolTasks {
  groups: Map<number, Group>;
  /** By task, until its result is there. */
  open: Map<number, Group>;
  /** By worker, the task that it is at. */
  current: Map<number, number>;
}

export class NestedTasks extends Hazard {
  readonly kinds = ["task.submit", "task.start", "task.result", "result.grant"] as const;
  readonly #pools = new Map<Thing, PoolTasks>();

  row(row: Row): void {
    const pool = this.scene.things.get(row.object);
    if (!pool) return;
    let tasks = this.#pools.get(pool);
    if (!tasks) {
      tasks = { groups: new Map(), open: new Map(), current: new Map() };
      this.#pools.set(pool, tasks);
    }
    switch (row.kind) {
      case KIND["task.submit"]:
        this.#submitted(row, tasks);
        break;
      case KIND["task.start"]:
        tasks.current.set(row.process, row.other);
        break;
      case KIND["task.result"]: {
        const group = tasks.open.get(row.other);
        if (!group) break;
        group.open--;
        tasks.open.delete(row.other);
        break;
      }
      default:
        this.#waited(row, pool, tasks);
    }
  }

  #submitted(row: Row, { groups, open }: PoolTasks): void {
    let group = groups.get(row.site);
    if (!group) {
      const name = row.batch.text(row.at) ?? "";
      group = { name, site: row.site, open: 0, most: 0, nested: false };
      groups.set(row.site, group);
    }
    group.open++;
    if (group.open > group.most) group.most = group.open;
    open.set(row.other, group);
  }

  /** It went well this time. */
  #waited(row: Row, pool: Thing, { groups, open, current }: PoolTasks): void {
    const worker = this.scene.actor(row.process);
    const { wait } = this.scene;
    if (worker.pool !== pool.id || !wait) return;
    const group = open.get(current.get(worker.id) ?? 0);
    if (!group) return;
    group.nested = true;
    let most = 0;
    for (const { nested, most: some } of groups.values()) if (nested) most += some;
    if (most < pool.size || !this.first(pool.id)) return;
    this.say("pool-starvation", {
      certainty: "possible",
      severity: "warning",
      text: "nested-tasks",
      blanks: { task: group.name || "A task", object: pool.name, count: most, size: pool.size },
      actors: [worker],
      things: [pool],
      sites: [
        [wait.site, "waits", worker],
        [group.site, "other"],
      ],
      events: [wait.seq, row.seq],
    });
  }
}
