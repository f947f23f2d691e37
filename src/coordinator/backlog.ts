/** The items of one queue that wait to be taken, oldest first: in memory, and in files once there are too many. */
import { Fifo } from "../primitives/fifo.ts";
import type { ItemStore } from "../primitives/queue.ts";
import type { Item } from "./shared-object.ts";
import { type Spill, type Spilled, sizeOf } from "./spill.ts";

export class Backlog implements ItemStore<Item> {
  readonly #spill: Spill;
  readonly #queue: string;
  /** The oldest ones. */
  #head = new Fifo<Item>();
  readonly #files = new Fifo<Spilled>();
  #filed = 0;
  /** The newest ones, as long as others before them are in files. */
  #tail = new Fifo<Item>();
  #tailBytes = 0;

  /** `queue`: its name, for what has to be said. */
  constructor(spill: Spill, queue: string) {
    this.#spill = spill;
    this.#queue = queue;
  }

  get size(): number {
    return this.#head.size + this.#filed + this.#tail.size;
  }

  get first(): Item | undefined {
    if (this.#head.size === 0) this.#refill();
    return this.#head.first;
  }

  push(item: Item): void {
    const bytes = sizeOf(item);
    const spill = this.#spill;
    if (this.#filed === 0 && this.#tail.size === 0 && !spill.over(bytes)) {
      spill.held += bytes;
      this.#head.push(item);
      return;
    }
    spill.held += bytes;
    this.#tail.push(item);
    this.#tailBytes += bytes;
    while (this.#tailBytes >= spill.fileBytes && spill.over(0)) this.#write();
  }

  /** The oldest of the newest ones go to a file. */
  #write(): void {
    const spill = this.#spill;
    const items: Item[] = [];
    let bytes = 0;
    while (bytes < spill.fileBytes) {
      const item = this.#tail.shift()!;
      bytes += sizeOf(item);
      items.push(item);
    }
    const file = spill.write(items, this.#queue);
    if (!file) {
      this.#tail.unshift(items);
      return;
    }
    this.#files.push(file);
    this.#filed += file.count;
    this.#tailBytes -= bytes;
    spill.held -= bytes;
  }

  shift(): Item | undefined {
    if (this.#head.size === 0) this.#refill();
    const item = this.#head.shift();
    if (item) this.#spill.held -= sizeOf(item);
    return item;
  }

  unshift(items: Item[]): void {
    for (const item of items) this.#spill.held += sizeOf(item);
    this.#head.unshift(items);
  }

  /** The oldest have been taken: the next come from a file, or are the newest. */
  #refill(): void {
    for (let file = this.#files.shift(); file; file = this.#files.shift()) {
      this.#filed -= file.count;
      for (const item of this.#spill.read(file, this.#queue)) {
        this.#spill.held += sizeOf(item);
        this.#head.push(item);
      }
      if (this.#head.size > 0) return;
    }
    this.#head = this.#tail;
    this.#tail = new Fifo();
    this.#tailBytes = 0;
  }
}
