/**
 * What locks, events, queues and pools have in common: a number by which this process and the coordinator speak
 * of them. An object is announced when it is first used or sent, so one that nobody uses costs nothing.
 */
import { OBJECT_TYPES, type ObjectType } from "../protocol/events.ts";
import { DOWN, UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { ClosedError, ValueError } from "./errors.ts";
import { link } from "./link.ts";
import { self } from "./seat.ts";

const counters = new Map<string, number>();
let handles = 0;

/** Objects this process knows, by its own number. */
export const known: (Handle | undefined)[] = [];

const adopted = new Map<string, Handle>();

export abstract class Handle {
  /** @internal */
  readonly type: ObjectType;
  /** Shown in every view. */
  readonly name: string;
  /** Bound of a queue, workers of a pool, permits of a semaphore …; 0 where there is none. @internal */
  readonly measure: number;
  #site: number;
  #made: number;
  #handle = 0;
  #owner: [number, number] | undefined;
  /** The manager that it lives in, by this process's number for it; 0: in none, or made elsewhere. */
  #home = 0;
  /** Why it can be used no more. */
  #gone: string | undefined;

  /** @internal */
  constructor(type: ObjectType, name: string | undefined, size: number, site: number) {
    this.type = type;
    if (name !== undefined && typeof name !== "string") throw new ValueError("name must be a string");
    this.name = name ?? defaultName(type);
    this.measure = size;
    this.#site = site;
    this.#made = nowMicros();
  }

  /**
   * This process's number for it.
   * @throws ClosedError when the manager it lived in has ended.
   * @internal
   */
  get handle(): number {
    if (this.#gone !== undefined) throw new ClosedError(this.#gone);
    if (this.#handle === 0) this.#announce();
    return this.#handle;
  }

  /** Who made it and its number there. @internal */
  identity(): [number, number] {
    const handle = this.handle;
    return this.#owner ?? [self.process, handle];
  }

  /** It was made elsewhere. @internal */
  belongsTo(process: number, handle: number): void {
    this.#owner = [process, handle];
  }

  /** It lives in a manager of this process and ends with it. To be told before anybody uses it. @internal */
  livesIn(manager: number): void {
    this.#home = manager;
  }

  /** The manager it lived in has ended. @internal */
  perished(why: string): void {
    this.#gone = why;
  }

  /** The lock that belongs to it. @internal */
  get partner(): Handle | undefined {
    return undefined;
  }

  /** What another process needs to make its end of it; handles, functions and plain values. @internal */
  parts(): unknown[] {
    const { partner } = this;
    return partner ? [partner] : [];
  }

  /** It has just been made known to the coordinator by this process, which made it. @internal */
  protected announced(_handle: number): void {}

  #announce(): void {
    // Its own frame comes first.
    const partner = this.partner?.handle ?? 0;
    this.#handle = ++handles;
    known[this.#handle] = this;
    if (this.#owner) link.frame(UP.bind).u32(this.#handle).u32(this.#owner[0]).u32(this.#owner[1]).end();
    else {
      link
        .frame(UP.create)
        .u32(this.#handle)
        .u8(OBJECT_TYPES.indexOf(this.type))
        .u32(this.measure)
        .u32(this.#site)
        .f64(this.#made)
        .text(this.name)
        .u32(partner)
        .end();
      if (this.#home !== 0) link.frame(UP.home).u32(this.#handle).u32(this.#home).end();
      this.announced(this.#handle);
    }
  }
}

function defaultName(type: ObjectType): string {
  const count = (counters.get(type) ?? 0) + 1;
  counters.set(type, count);
  return `${type}-${count}`;
}

export const isHandle = (value: object): value is Handle => value instanceof Handle;

/** This process's copy is closed: a handle that comes again is a new one. */
export function forget(handle: number): void {
  known[handle] = undefined;
}

/** Types of which each handle that comes is a copy of its own, to be closed by itself. */
const separate = new Set<string>();

type Maker = (name: string, size: number, parts: unknown[]) => Handle;
/** A handle as it travels. */
export type Travelling = [
  type: string,
  process: number,
  handle: number,
  name: string,
  size: number,
  parts: unknown[],
];
const makers = new Map<string, Maker>();

/** Tells how to make this process's end of an object that was made elsewhere. */
export function adoptable(type: ObjectType, maker: Maker): void {
  makers.set(type, maker);
}

/** {@link adoptable}, every time anew. */
export function adoptableAnew(type: ObjectType, maker: Maker): void {
  separate.add(type);
  makers.set(type, maker);
}

/** This process's end of an object; the same one for the same object. */
export function adopt([type, process, handle, name, size, parts]: Travelling): Handle {
  if (separate.has(type)) {
    const copy = makers.get(type)!(name, size, parts);
    copy.belongsTo(process, handle);
    void copy.handle;
    return copy;
  }
  if (process === self.process && known[handle]) return known[handle];
  const key = `${process}.${handle}`;
  let made = adopted.get(key);
  if (!made) {
    made = makers.get(type)!(name, size, parts);
    made.belongsTo(process, handle);
    adopted.set(key, made);
    // Having it is enough to be somebody who could use it.
    void made.handle;
  }
  return made;
}

link.on(DOWN.gone, (frame) => known[frame.u32()]?.perished(frame.text()));
