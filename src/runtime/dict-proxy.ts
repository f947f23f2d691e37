/** A dictionary that lives in a manager. */
import type { FrameReader } from "../protocol/frame-reader.ts";
import { adoptable } from "./handle.ts";
import type { ManagerLink } from "./manager-link.ts";
import {
  ContainerProxy,
  cellsOf,
  managerOf,
  nothing,
  number,
  pairs,
  pairsOf,
  value,
  values,
  yes,
} from "./proxy.ts";
import { shown } from "./shown.ts";
import { callSite } from "./sites.ts";

/**
 * Every call is one step, two calls are not: hold a lock around a `get` and the `set` that relies on it. Keys may be
 * anything that can be sent; two are the same when a Map would say so or, for objects, when all their parts are equal.
 * Every call throws a ClosedError once the manager has ended, and a TransferError for what cannot be sent.
 */
export class DictProxy<K, V> extends ContainerProxy {
  /** @internal */
  constructor(name: string | undefined, site: number, manager: ManagerLink) {
    super("Dict", name, site, manager);
  }

  /** A copy of the value; where there is none `fallback`, which never leaves this process. */
  get(k: K): Promise<V | undefined>;
  get(k: K, fallback: V): Promise<V>;
  async get(k: K, fallback?: V): Promise<V | undefined> {
    const site = callSite(this.get);
    const cells = cellsOf([k], "the key");
    const read = (frame: FrameReader) => value(frame, fallback);
    return this.call("get", site, read, cells, shown(k, cells.payloads[0]!), 0, fallback);
  }

  async has(k: K): Promise<boolean> {
    return this.#keyed("has", callSite(this.has), yes, k);
  }

  async set(k: K, v: V): Promise<void> {
    return this.#keyed("set", callSite(this.set), nothing, k, v);
  }

  /** Whether there was something to delete. */
  async delete(k: K): Promise<boolean> {
    return this.#keyed("delete", callSite(this.delete), yes, k);
  }

  /** Sets all of these in one step. */
  async update(entries: Iterable<readonly [K, V]> | Record<string, V>): Promise<void> {
    const cells = cellsOf(pairsOf(entries), "a key", "a value");
    return this.call("update", callSite(this.update), nothing, cells);
  }

  /** What is there afterwards: the value that was there, else `v`. */
  async setDefault(k: K, v: V): Promise<V> {
    return this.#keyed("setDefault", callSite(this.setDefault), value, k, v);
  }

  /** Takes a value out. @throws ValueError when there is none. */
  async pop(k: K): Promise<V> {
    return this.#keyed("pop", callSite(this.pop), value, k);
  }

  async clear(): Promise<void> {
    return this.call("clear", callSite(this.clear), nothing);
  }

  async size(): Promise<number> {
    return this.call("size", callSite(this.size), number);
  }

  /** In the order in which they came, as values and entries. */
  async keys(): Promise<K[]> {
    return this.call("keys", callSite(this.keys), values);
  }

  async values(): Promise<V[]> {
    return this.call("values", callSite(this.values), values);
  }

  async entries(): Promise<[K, V][]> {
    return this.call("entries", callSite(this.entries), pairs);
  }

  /** All of it, as it is at one moment. */
  async snapshot(): Promise<Map<K, V>> {
    return this.call("snapshot", callSite(this.snapshot), (frame) => new Map<K, V>(pairs(frame)));
  }

  #keyed<T>(
    method: "has" | "set" | "delete" | "setDefault" | "pop",
    site: number,
    read: (frame: FrameReader) => T,
    ...keyAndValue: [K] | [K, V]
  ): Promise<T> {
    const cells = cellsOf(keyAndValue, "the key", "the value");
    return this.call(method, site, read, cells, shown(keyAndValue[0], cells.payloads[0]!));
  }
}

adoptable("Dict", (name, _size, parts) => new DictProxy(name, 0, managerOf(parts)));
