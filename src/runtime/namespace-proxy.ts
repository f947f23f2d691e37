/** Named values that live in a manager. */
import type { FrameReader } from "../protocol/frame-reader.ts";
import { ValueError } from "./errors.ts";
import { adoptable } from "./handle.ts";
import type { ManagerLink } from "./manager-link.ts";
import { ContainerProxy, cellsOf, managerOf, nothing, pairs, value } from "./proxy.ts";
import { callSite } from "./sites.ts";

/**
 * Every call is one step, two calls are not. What `get` answers is a copy: changing it changes nothing here until it
 * is set again. Every call throws a ClosedError once the manager has ended.
 */
export class NamespaceProxy<T extends object> extends ContainerProxy {
  /** @internal */
  constructor(name: string | undefined, site: number, manager: ManagerLink) {
    super("Namespace", name, site, manager);
  }

  /** @throws AttributeError when nothing has been set under that name. */
  async get<K extends keyof T>(name: K): Promise<T[K]> {
    return this.#named("get", callSite(this.get), value, name);
  }

  /** @throws TransferError when the value cannot be sent. */
  async set<K extends keyof T>(name: K, v: T[K]): Promise<void> {
    return this.#named("set", callSite(this.set), nothing, name, v);
  }

  /** @throws AttributeError when there is nothing under that name. */
  async delete(name: keyof T): Promise<void> {
    return this.#named("delete", callSite(this.delete), nothing, name);
  }

  /** All of it as an object, as it is at one moment. */
  async snapshot(): Promise<T> {
    return this.call("snapshot", callSite(this.snapshot), (frame) => objectOf<T>(pairs(frame)));
  }

  #named<R>(
    method: "get" | "set" | "delete",
    site: number,
    read: (frame: FrameReader) => R,
    name: keyof T,
    ...values: unknown[]
  ): Promise<R> {
    if (typeof name === "symbol") throw new ValueError("the name of an attribute must be a string");
    const cells = cellsOf([String(name), ...values], "the name", "the value");
    return this.call(method, site, read, cells, String(name).replaceAll("\t", "\\t"));
  }
}

function objectOf<T extends object>(entries: [string, unknown][]): T {
  const made = {};
  // An attribute called __proto__ is data, too.
  for (const [name, item] of entries)
    Object.defineProperty(made, name, { value: item, enumerable: true, writable: true, configurable: true });
  return made as T;
}

adoptable("Namespace", (name, _size, parts) => new NamespaceProxy(name, 0, managerOf(parts)));
