/** Values and arrays that processes share: they live in the coordinator, every read and write is one step. */
import { ALL_ELEMENTS } from "../protocol/events.ts";
import { FrameReader } from "../protocol/frame-reader.ts";
import type { FrameWriter } from "../protocol/frame-writer.ts";
import { MAX_ELEMENTS, UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { ValueError } from "./errors.ts";
import { adoptable, Handle } from "./handle.ts";
import { link } from "./link.ts";
import type { Ref } from "./marker.ts";
import { writeRefs } from "./queue.ts";
import { RLock } from "./rlock.ts";
import { callSite } from "./sites.ts";
import { decode, encode } from "./values.ts";
import type { Named } from "./wait.ts";

/** One element on its way. */
interface Encoded {
  payload: Uint8Array;
  refs: Ref[];
}

/** What values and arrays have in common. While another process holds the lock, reads and writes wait for it. */
abstract class Shared extends Handle {
  readonly #lock: RLock;
  /** What is in it at first, until it has been announced; undefined when it was made elsewhere. */
  #initial: Encoded[] | undefined;

  /** @internal */
  constructor(
    type: "Value" | "SharedArray",
    name: string | undefined,
    site: number,
    size: number,
    content: Encoded[] | RLock,
  ) {
    super(type, name, size, site);
    const made = Array.isArray(content);
    this.#initial = made ? content : undefined;
    this.#lock = made ? new RLock({ name: `${this.name}.lock` }, true) : content;
  }

  /** The value's own lock, the same for all who have it: hold it for more than one step. */
  getLock(): RLock {
    return this.#lock;
  }

  /** @internal */
  override get partner(): Handle {
    return this.#lock;
  }

  /** @internal */
  override livesIn(manager: number): void {
    super.livesIn(manager);
    this.#lock.livesIn(manager);
  }

  /** @internal */
  protected override announced(handle: number): void {
    const cells = this.#initial ?? [];
    this.#initial = undefined;
    const frame = link.frame(UP.fill).u32(handle).u32(cells.length);
    for (const cell of cells) element(frame, cell);
    frame.end();
  }

  /** @internal */
  protected async read(site: number, index: number): Promise<Uint8Array> {
    const op = link.nextOp();
    const { handle } = this;
    link.ask(UP.read).u32(handle).u32(op).u32(index).u32(site).f64(nowMicros()).end();
    const answer = await link.settle(op);
    if (!answer.granted || !answer.item) throw new Error("a read without an answer");
    // The next portion from the coordinator comes into the same memory.
    return answer.item.slice();
  }

  /** `op` 0: this process holds the lock. @internal */
  protected write(site: number, index: number, op: number, cell: Encoded): void {
    const { handle } = this;
    const frame = (op === 0 ? link.act(UP.write) : link.ask(UP.write))
      .u32(handle)
      .u32(op)
      .u32(index)
      .u32(site)
      .f64(nowMicros());
    element(frame, cell).end();
  }

  /** @internal */
  protected async replace(site: number, index: number, value: unknown): Promise<void> {
    const cell = encoded(value, "the value");
    const op = link.nextOp();
    this.write(site, index, op, cell);
    await link.settle(op);
  }
}

export class Value<T> extends Shared {
  /** The latest update of this process: its branches own the lock together, so they take turns here. */
  #updating: Promise<unknown> = Promise.resolve();

  /** @throws TransferError when the initial value cannot be sent. */
  constructor(initial: T, options?: Named);
  /** @internal */
  constructor(initial: T, options: Named, lock: RLock);
  constructor(initial: T, options: Named = {}, lock?: RLock) {
    super("Value", options.name, callSite(new.target), 1, lock ?? [encoded(initial, "the initial value")]);
  }

  async get(): Promise<T> {
    return decode(await this.read(callSite(this.get), 0)) as T;
  }

  /** @throws TransferError when the value cannot be sent. */
  async set(v: T): Promise<void> {
    return this.replace(callSite(this.set), 0, v);
  }

  /**
   * Replaces the value by what `fn` makes of it, as one step: nothing gets lost, however many do this at the same
   * time. `fn` runs in this process, with the value's lock held. Answers the new value.
   * @throws whatever `fn` throws; the value is then as before.
   */
  async update(fn: (v: T) => T): Promise<T> {
    const site = callSite(this.update);
    const mine = this.#updating.then(() => this.#update(site, fn));
    this.#updating = mine.catch(() => {});
    return mine;
  }

  async #update(site: number, fn: (v: T) => T): Promise<T> {
    const lock = this.getLock();
    // Both are asked for at once: the read waits in line behind the lock.
    const locked = lock.acquireFrom(site);
    const [payload] = await Promise.all([this.read(site, 0), locked]);
    try {
      const value = fn(decode(payload) as T);
      this.write(site, 0, 0, encoded(value, "the value"));
      return value;
    } finally {
      await lock.releaseFrom(site);
    }
  }
}

export class SharedArray<T> extends Shared {
  /**
   * `init`: the elements, or how many zeros.
   * @throws ValueError for an impossible length, TransferError when an element cannot be sent.
   */
  constructor(init: number | T[], options?: Named);
  /** @internal */
  constructor(init: number | T[], options: Named, lock: RLock);
  constructor(init: number | T[], options: Named = {}, lock?: RLock) {
    super("SharedArray", options.name, callSite(new.target), lengthOf(init), lock ?? elements(init));
  }

  get length(): number {
    return this.measure;
  }

  /** The element at `i`; negative ones count from the end. @throws ValueError when there is none. */
  async at(i: number): Promise<T> {
    return decode(await this.read(callSite(this.at), this.#index(i))) as T;
  }

  /** Replaces the element at `i`. @throws ValueError when there is none, TransferError when `v` cannot be sent. */
  async set(i: number, v: T): Promise<void> {
    return this.replace(callSite(this.set), this.#index(i), v);
  }

  /** All elements, as they are at one moment. */
  async snapshot(): Promise<T[]> {
    const reader = new FrameReader();
    reader.push(await this.read(callSite(this.snapshot), ALL_ELEMENTS));
    reader.next();
    return Array.from({ length: reader.u32() }, () => decode(reader.bytes().slice()) as T);
  }

  #index(i: number): number {
    const index = i < 0 ? i + this.length : i;
    if (!Number.isInteger(i) || index < 0 || index >= this.length) throw new ValueError("invalid index");
    return index;
  }
}

function lengthOf(init: number | unknown[]): number {
  const length = Array.isArray(init) ? init.length : init;
  if (!Number.isInteger(length) || length < 0 || length > MAX_ELEMENTS)
    throw new ValueError(
      `the length must be a whole number from 0 to ${MAX_ELEMENTS}, not ${String(length)}`,
    );
  return length;
}

function elements(init: number | unknown[]): Encoded[] {
  if (Array.isArray(init)) return init.map((item, index) => encoded(item, `element ${index}`));
  // One stands for all.
  return init > 0 ? [encoded(0, "the element")] : [];
}

function encoded(value: unknown, what: string): Encoded {
  const refs: Ref[] = [];
  return { payload: encode(value, refs, what), refs };
}

function element(frame: FrameWriter, { refs, payload }: Encoded): FrameWriter {
  return writeRefs(frame, refs).bytes(payload);
}

adoptable("Value", (name, _size, [lock]) => new Value<unknown>(undefined, { name }, lock as RLock));
adoptable("SharedArray", (name, size, [lock]) => new SharedArray<unknown>(size, { name }, lock as RLock));
