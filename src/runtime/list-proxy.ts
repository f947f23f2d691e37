/** A list that lives in a manager. */
import { ValueError } from "./errors.ts";
import { adoptable } from "./handle.ts";
import type { ManagerLink } from "./manager-link.ts";
import { ContainerProxy, cellsOf, managerOf, nothing, number, value, values } from "./proxy.ts";
import { callSite } from "./sites.ts";

/**
 * Every call is one step, two calls are not. Negative positions count from the end. Items are equal when a Map would
 * take them for one key or, for objects, when all their parts are equal.
 * Every call throws a ClosedError once the manager has ended, and a TransferError for what cannot be sent.
 */
export class ListProxy<T> extends ContainerProxy {
  /** @internal */
  constructor(name: string | undefined, site: number, manager: ManagerLink) {
    super("List", name, site, manager);
  }

  /** A copy of the item. @throws ValueError when there is none. */
  async at(i: number): Promise<T> {
    return this.call("at", callSite(this.at), value, undefined, String(i), position(i));
  }

  /** Replaces the item. @throws ValueError when there is none. */
  async set(i: number, v: T): Promise<void> {
    return this.call("set", callSite(this.set), nothing, cellsOf([v], "the item"), String(i), position(i));
  }

  /** Adds all of these at the end in one step, as `append` and `extend` do. */
  async push(...items: T[]): Promise<void> {
    return this.call("push", callSite(this.push), nothing, cellsOf(items, "an item"));
  }

  async append(...items: T[]): Promise<void> {
    return this.call("append", callSite(this.append), nothing, cellsOf(items, "an item"));
  }

  async extend(items: Iterable<T>): Promise<void> {
    return this.call("extend", callSite(this.extend), nothing, cellsOf([...items], "an item"));
  }

  /** Before the item at `i`; beyond either end it goes to that end. */
  async insert(i: number, v: T): Promise<void> {
    const cells = cellsOf([v], "the item");
    return this.call("insert", callSite(this.insert), nothing, cells, String(i), position(i));
  }

  /** Takes the first item that is equal out. @throws ValueError when there is none. */
  async remove(v: T): Promise<void> {
    return this.call("remove", callSite(this.remove), nothing, cellsOf([v], "the item"));
  }

  /** Takes the item at `i` out, by default the last. @throws ValueError when there is none. */
  async pop(i = -1): Promise<T> {
    return this.call("pop", callSite(this.pop), value, undefined, String(i), position(i));
  }

  /** Position of the first item that is equal; -1 when there is none. */
  async indexOf(v: T): Promise<number> {
    return this.call("indexOf", callSite(this.indexOf), number, cellsOf([v], "the item"));
  }

  /** How many items are equal. */
  async count(v: T): Promise<number> {
    return this.call("count", callSite(this.count), number, cellsOf([v], "the item"));
  }

  async reverse(): Promise<void> {
    return this.call("reverse", callSite(this.reverse), nothing);
  }

  /**
   * Sorts numbers by size, words by code points, dates by time, lists by their items; equal ones keep their order.
   * @throws ValueError when two items cannot be compared; the list is then as before.
   */
  async sort(): Promise<void> {
    return this.call("sort", callSite(this.sort), nothing);
  }

  async clear(): Promise<void> {
    return this.call("clear", callSite(this.clear), nothing);
  }

  async length(): Promise<number> {
    return this.call("length", callSite(this.length), number);
  }

  /** All items, as they are at one moment. */
  async snapshot(): Promise<T[]> {
    return this.call("snapshot", callSite(this.snapshot), values);
  }
}

function position(i: number): number {
  if (!Number.isInteger(i)) throw new ValueError(`list indices must be whole numbers, not ${String(i)}`);
  return i;
}

adoptable("List", (name, _size, parts) => new ListProxy(name, 0, managerOf(parts)));
