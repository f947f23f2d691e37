/** What the proxies of a manager's containers have in common. The content lives in the manager; values are copies. */
import type { FrameReader } from "../protocol/frame-reader.ts";
import { CONTAINERS, type ContainerType, FROM_MANAGER, type Method } from "../protocol/manager.ts";
import { Handle } from "./handle.ts";
import { type Cells, type ManagerIdentity, type ManagerLink, managerLink } from "./manager-link.ts";
import { decode, encode } from "./values.ts";

const NOTHING: Cells = { payloads: [], refs: [] };

export abstract class ContainerProxy extends Handle {
  readonly #link: ManagerLink;

  /** `name`: undefined where it is made. @internal */
  constructor(type: ContainerType, name: string | undefined, site: number, manager: ManagerLink) {
    super(type, name, 0, site);
    this.#link = manager;
  }

  /** Has the manager make it, with this in it. @internal */
  make(child: number, content: Cells): void {
    this.livesIn(child);
    this.#link.make(this, CONTAINERS.indexOf(this.type as ContainerType), content);
  }

  /** Which manager, and how to reach it. @internal */
  override parts(): unknown[] {
    const { identity, name, address } = this.#link;
    return [...identity, name, address];
  }

  /** One step in the manager. @internal */
  protected call<T>(
    method: Method,
    site: number,
    read: (frame: FrameReader) => T,
    cells: Cells = NOTHING,
    about = "",
    index = 0,
    fallback?: unknown,
  ): Promise<T> {
    return this.#link.call({ container: this, method, index, cells, site, about, fallback, read });
  }

  /** What is in it cannot be told without waiting: `await snapshot()` does. */
  override toString(): string {
    return `<${this.type} '${this.name}' in ${this.#link.name}>`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Its manager, as the parts of a proxy that has arrived tell. */
export function managerOf(parts: unknown[]): ManagerLink {
  const [owner, child, name, address] = parts as [...ManagerIdentity, string, string];
  return managerLink([owner, child], name, address);
}

/** These values, encoded. @throws TransferError when one of them cannot be sent; `whats` names them in turn. */
export function cellsOf(values: readonly unknown[], ...whats: string[]): Cells {
  const cells: Cells = { payloads: [], refs: [] };
  for (let i = 0; i < values.length; i++)
    cells.payloads.push(encode(values[i], cells.refs, whats[i % whats.length]!));
  return cells;
}

/** Key and value in turn. */
export function pairsOf<K, V>(entries: Iterable<readonly [K, V]> | Record<string, V>): (K | V | string)[] {
  const pairs: (K | V | string)[] = [];
  const list = Symbol.iterator in entries ? entries : Object.entries(entries as Record<string, V>);
  for (const [key, value] of list as Iterable<readonly [K, V]>) pairs.push(key, value);
  return pairs;
}

// What follows in an answer.

export const nothing = (): void => {};
/** What is there, or `fallback`. */
export const value = (frame: FrameReader, fallback?: unknown): any =>
  frame.code === FROM_MANAGER.value ? decode(frame.bytes()) : fallback;
export const number = (frame: FrameReader): number => frame.f64();
export const yes = (frame: FrameReader): boolean => frame.f64() === 1;
export const values = (frame: FrameReader): any[] =>
  Array.from({ length: frame.u32() }, () => decode(frame.bytes()));
export function pairs(frame: FrameReader): [any, any][] {
  const length = frame.u32() / 2;
  return Array.from({ length }, () => [decode(frame.bytes()), decode(frame.bytes())]);
}
