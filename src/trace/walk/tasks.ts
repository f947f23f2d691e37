/** Tasks of pools that are queued or running. */
import type { WalkedObject } from "./walked-object.ts";

type Stage = "queued" | "running";

export class Tasks {
  readonly #known = new Map<number, { as: Stage; name: string }>();
  readonly #level: (pool: WalkedObject, stage: Stage, time: number, change: number) => void;

  constructor(level: (pool: WalkedObject, stage: Stage, time: number, change: number) => void) {
    this.#level = level;
  }

  /** Name of its function; empty when it is not known. */
  name(id: number): string {
    return this.#known.get(id)?.name ?? "";
  }

  /**
   * A task is somewhere else now; undefined: nowhere. One that is cancelled, or whose pool ends, has a result without
   * ever having ended, or begun.
   */
  move(id: number, pool: WalkedObject | undefined, time: number, as: Stage | undefined, name = ""): void {
    const task = this.#known.get(id);
    if (task && pool) this.#level(pool, task.as, time, -1);
    else if (as === "running") return;
    if (!as) this.#known.delete(id);
    else {
      this.#known.set(id, { as, name });
      if (pool) this.#level(pool, as, time, 1);
    }
  }
}
