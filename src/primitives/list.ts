/** A list. Negative positions count from its end, as in Python; its words for mistakes are Python's, too. */
import { Fault } from "./fault.ts";

export class ListMachine<T> {
  #items: T[] = [];
  readonly #identify: (item: T) => string;

  /** `identify`: items of one identity are equal. */
  constructor(identify: (item: T) => string) {
    this.#identify = identify;
  }

  get length(): number {
    return this.#items.length;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  /** @throws Fault when there is none. */
  at(index: number): T {
    return this.#items[this.#place(index, "list index out of range")]!;
  }

  /** @throws Fault when there is none to be replaced. */
  set(index: number, item: T): void {
    this.#items[this.#place(index, "list assignment index out of range")] = item;
  }

  push(items: readonly T[]): void {
    for (const item of items) this.#items.push(item);
  }

  /** Before the item at `index`; beyond either end it is the end that counts. */
  insert(index: number, item: T): void {
    this.#items.splice(index, 0, item);
  }

  /** @throws Fault when the list is empty or there is no such position. */
  pop(index: number): T {
    if (this.#items.length === 0) throw new Fault("value", "pop from empty list");
    return this.#items.splice(this.#place(index, "pop index out of range"), 1)[0]!;
  }

  /** Takes the first that is equal out. @throws Fault when there is none. */
  remove(item: T): void {
    const at = this.indexOf(item);
    if (at < 0) throw new Fault("value", "list.remove(x): x not in list");
    this.#items.splice(at, 1);
  }

  /** Where the first that is equal stands; -1 when there is none. */
  indexOf(item: T): number {
    const wanted = this.#identify(item);
    return this.#items.findIndex((other) => this.#identify(other) === wanted);
  }

  count(item: T): number {
    const wanted = this.#identify(item);
    return this.#items.reduce((sum, other) => sum + (this.#identify(other) === wanted ? 1 : 0), 0);
  }

  reverse(): void {
    this.#items.reverse();
  }

  /** Sorts by what `read` makes of each item; equal ones keep their order. If `compare` throws, nothing has changed. */
  sort<V>(read: (item: T) => V, compare: (a: V, b: V) => number): void {
    const keyed = this.#items.map((item) => ({ item, value: read(item) }));
    this.#items = keyed.sort((a, b) => compare(a.value, b.value)).map(({ item }) => item);
  }

  clear(): void {
    this.#items = [];
  }

  #place(index: number, wrong: string): number {
    const place = index < 0 ? index + this.#items.length : index;
    if (place < 0 || place >= this.#items.length) throw new Fault("value", wrong);
    return place;
  }
}
