/** What function each task of a pool calls, by the task's number. */
import { Labels } from "./boxes.ts";
import { grown, type Ids, nextCapacity, written } from "./grow.ts";

const FIRST_CAPACITY = 16;
/** Numbers come one after another; one that lies this far ahead is damage, and must not cost its worth in memory. */
const AHEAD = 1 << 20;

export class TaskNames {
  readonly labels = new Labels();
  /** Number of the label plus one, by task; 0 where nothing is known. */
  #label: Ids = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  /** Tasks whose name is new, where somebody wants to know. */
  fresh: number[] | undefined;
  readonly #far = new Map<number, string>();

  get(task: number): string | undefined {
    const label = task < this.#length ? this.#label[task]! : 0;
    return label > 0 ? this.labels.list[label - 1] : this.#far.get(task);
  }

  set(task: number, name: string): void {
    this.fresh?.push(task);
    if (task > this.#length + AHEAD) {
      this.#far.set(task, name);
      return;
    }
    while (task >= this.#label.length) this.#label = grown(this.#label, nextCapacity(this.#label.length));
    const label = this.labels.number(name) + 1;
    this.#label = written(this.#label, task, label);
    this.#length = Math.max(this.#length, task + 1);
  }
}
