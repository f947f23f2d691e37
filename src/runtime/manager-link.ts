/**
 * This process's connection to a manager. Calls go there directly and travel together with all others of the same
 * turn; of each answered call the coordinator is told before anything that its caller says afterwards, so that in the
 * trace it stands where the caller's program has it.
 */
import { connect, type Socket } from "node:net";
import { FrameReader } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import {
  CONTENT_MARK,
  FAULT,
  FROM_MANAGER,
  type ManagerHello,
  METHODS,
  type Method,
  TO_MANAGER,
} from "../protocol/manager.ts";
import { UP } from "../protocol/messages.ts";
import { WIRE_VERSION } from "../protocol/version.ts";
import { ours, underway } from "./activity.ts";
import { branches, branchOf, ended, type Step } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { AttributeError, ClosedError, ValueError } from "./errors.ts";
import type { Handle } from "./handle.ts";
import { link } from "./link.ts";
import type { Ref } from "./marker.ts";
import { writeRefs } from "./queue.ts";
import { seat, self } from "./seat.ts";
import { contentOf } from "./shown.ts";

/** A call that takes longer is told to the coordinator while it waits. */
const SLOW_MS = 50;
/** If this process has looked up so much later it was busy itself, and nobody has let it wait. */
const LATE_MS = 20;

/** Values on their way, and the handles in them. */
export interface Cells {
  payloads: Uint8Array[];
  refs: Ref[];
}

export interface Request<T> {
  container: Handle;
  method: Method;
  /** Position in a list; 0 where there is none. */
  index: number;
  cells: Cells;
  site: number;
  /** What it is about, for the trace: a key, a position. */
  about: string;
  /** What the caller takes instead of a value that is not there; it never leaves this process. */
  fallback?: unknown;
  /** Makes the answer out of what follows in the frame, whose code says what that is. */
  read(frame: FrameReader): T;
}

interface Pending {
  request: Request<unknown>;
  /** This process's number for the container, and its maker's. */
  handle: number;
  object: number;
  asked: number;
  step: Step | undefined;
  /** The coordinator has been told that it waits. */
  told: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Which manager: the process that made it, and its number there. */
export type ManagerIdentity = readonly [owner: number, child: number];

const METHOD_NUMBER = Object.fromEntries(METHODS.map((method, index) => [method, index])) as Record<
  Method,
  number
>;

export class ManagerLink {
  readonly identity: ManagerIdentity;
  readonly name: string;
  readonly address: string;
  readonly #out = new FrameWriter();
  readonly #in = new FrameReader();
  readonly #pending = new Map<number, Pending>();
  #socket: Socket | undefined;
  #opening: Promise<void> | undefined;
  /** What is to be done in turn, while one of it takes time: connecting, telling the coordinator of handles. */
  readonly #steps: (() => void | Promise<void>)[] = [];
  #stepping = false;
  #scheduled = false;
  #awake = true;
  #ended = false;
  /** The coordinator counts this process among those that may have got handles from the manager. */
  #attached = false;
  #slow: NodeJS.Timeout | undefined;
  #due = 0;

  constructor(identity: ManagerIdentity, name: string, address: string) {
    this.identity = identity;
    this.name = name;
    this.address = address;
  }

  /**
   * Connects, once the manager serves.
   * @throws ClosedError when it has ended.
   */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Makes an object. Should that go wrong, its first call tells. */
  make(container: Handle, type: number, { payloads, refs }: Cells): void {
    const [, object] = container.identity();
    this.#enqueue(container.handle, refs, () => {
      const frame = this.#out.begin(TO_MANAGER.make).u32(object).u8(type).u32(payloads.length);
      for (const payload of payloads) frame.bytes(payload);
      frame.end();
      // Others may be waiting for it already, while this process computes on.
      this.#flush();
    });
  }

  /**
   * One step in the manager.
   * @throws ClosedError when the manager has ended, and whatever the container finds wrong.
   */
  call<T>(request: Request<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { container, cells } = request;
      const { handle } = container;
      if (this.#ended) throw this.#over(container);
      const [, object] = container.identity();
      const op = link.nextOp();
      const pending: Pending = {
        request,
        handle,
        object,
        asked: nowMicros(),
        step: branches.enter(),
        told: false,
        resolve: resolve as Pending["resolve"],
        reject,
      };
      this.#pending.set(op, pending);
      if (!this.#slow) this.#watch();
      this.#enqueue(handle, cells.refs, () => this.#write(op, pending));
    });
  }

  /** Asks the manager to end; for the process that made it. */
  shutdown(): void {
    this.#enqueue(0, [], () => this.#out.begin(TO_MANAGER.shutdown).end());
  }

  async #open(): Promise<void> {
    const way = {};
    underway.add(way);
    try {
      await this.#connect();
    } finally {
      underway.delete(way);
    }
  }

  async #connect(): Promise<void> {
    const op = link.nextOp();
    const [owner, child] = this.identity;
    link.frame(UP.attach).u32(op).u32(owner).u32(child).end();
    await link.settle(op);
    this.#attached = true;
    const socket = connect(this.address);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    this.#socket = socket;
    ours.set(socket, () => this.#busy());
    socket.setNoDelay(true);
    socket.on("data", (bytes: Uint8Array) => this.#receive(bytes));
    // A reset is how a killed manager's connection may end; "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => this.#end());
    const hello: ManagerHello = { token: seat?.token ?? "", wire: WIRE_VERSION, process: self.process };
    this.#out.begin(TO_MANAGER.hello).text(JSON.stringify(hello)).end();
    // At once: whoever waits for this may compute for long before the turn ends.
    this.#flush();
  }

  /** Writes now, or after what has to come before: whoever takes a handle out must find it known to the coordinator. */
  #enqueue(handle: number, refs: Ref[], write: () => void): void {
    if (!this.#opening && !this.#ended) this.#later(() => this.open());
    if (refs.length > 0) this.#later(() => store(handle, refs));
    if (this.#stepping) this.#later(write);
    else {
      write();
      this.#schedule();
    }
  }

  #later(step: () => void | Promise<void>): void {
    this.#steps.push(step);
    if (!this.#stepping) void this.#step();
  }

  async #step(): Promise<void> {
    this.#stepping = true;
    underway.add(this);
    try {
      for (let step = this.#steps.shift(); step; step = this.#steps.shift()) await step();
      this.#stepping = false;
      this.#schedule();
    } catch {
      // All of it needs the manager, which is not there any more.
      this.#end();
    } finally {
      underway.delete(this);
    }
  }

  #write(op: number, { object, request: { method, index, cells } }: Pending): void {
    const frame = this.#out
      .begin(TO_MANAGER.call)
      .u32(op)
      .u32(object)
      .u8(METHOD_NUMBER[method])
      .f64(index)
      .u32(cells.payloads.length);
    for (const payload of cells.payloads) frame.bytes(payload);
    frame.end();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(this.#flush);
  }

  /** The socket keeps the process alive only while somebody waits for an answer. */
  readonly #flush = () => {
    this.#scheduled = false;
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    if (this.#out.size > 0) for (const piece of this.#out.pieces()) socket.write(piece);
    const wanted = this.#pending.size > 0;
    if (wanted === this.#awake) return;
    this.#awake = wanted;
    if (wanted) socket.ref();
    else socket.unref();
  };

  #receive(bytes: Uint8Array): void {
    const frame = this.#in;
    frame.push(bytes);
    while (frame.next()) {
      if (frame.code === FROM_MANAGER.refused) continue;
      const op = frame.u32();
      const execution = frame.u32();
      const pending = this.#pending.get(op);
      if (!pending) continue;
      this.#pending.delete(op);
      if (frame.code === FROM_MANAGER.fault) this.#fault(op, pending, execution, frame);
      else {
        const { request } = pending;
        const found = frame.code === FROM_MANAGER.value;
        this.#report(op, pending, execution, contentOf(request, found ? frame.ahead() : undefined));
        try {
          pending.resolve(pending.request.read(frame));
        } catch (error) {
          pending.reject(error);
        }
      }
    }
    // After whoever was answered has gone on: mostly with the next call.
    if (this.#pending.size === 0) queueMicrotask(() => this.#schedule());
  }

  #fault(op: number, pending: Pending, execution: number, frame: FrameReader): void {
    const code = frame.u8();
    const message = frame.text();
    const error =
      code === FAULT.lost
        ? this.#over(pending.request.container)
        : new (code === FAULT.attribute ? AttributeError : ValueError)(message);
    this.#report(op, pending, execution, "", error.message);
    pending.reject(error);
  }

  /** Tells the coordinator how a call ended. `content`: what it got or set; `wrong`: why it failed. */
  #report(
    op: number,
    { request, handle, asked, step }: Pending,
    execution: number,
    content: string,
    wrong?: string,
  ): void {
    const { method, about, site } = request;
    const told = content === "" ? about : `${about}${CONTENT_MARK}${content}`;
    ended(step);
    link
      .notice(UP.call, branchOf(step))
      .u32(handle)
      .u32(op)
      .u8(METHOD_NUMBER[method])
      .u8(wrong === undefined ? 0 : 1)
      .u32(execution)
      .u32(site)
      .f64(asked)
      .f64(nowMicros())
      .text(wrong === undefined ? told : `${about}${about ? ": " : ""}${wrong}`)
      .end();
  }

  /** The manager is there no more. */
  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#steps.length = 0;
    this.#stepping = false;
    clearTimeout(this.#slow);
    if (this.#socket) ours.delete(this.#socket);
    if (this.#attached) {
      const [owner, child] = this.identity;
      link.frame(UP.detach).u32(owner).u32(child).end();
    }
    for (const [op, pending] of this.#pending) {
      const error = this.#over(pending.request.container);
      this.#report(op, pending, 0, "", error.message);
      pending.reject(error);
    }
    this.#pending.clear();
  }

  #over(container: Handle): ClosedError {
    return new ClosedError(`${container.name} is gone: ${this.name}, in which it lived, has ended`);
  }

  /** What keeps this process from being quiescent. */
  #busy(): string | undefined {
    if (this.#pending.size > 0) return "Manager call";
    clearTimeout(this.#slow);
    this.#slow = undefined;
    return undefined;
  }

  /** Looks now and then whether some call has been waiting for long. */
  #watch(): void {
    this.#due = performance.now() + SLOW_MS;
    this.#slow = setTimeout(() => {
      this.#slow = undefined;
      if (this.#pending.size === 0) return;
      if (performance.now() - this.#due < LATE_MS) this.#tellSlow();
      this.#watch();
    }, SLOW_MS).unref();
  }

  #tellSlow(): void {
    const before = nowMicros() - SLOW_MS * 1000;
    for (const [op, pending] of this.#pending) {
      if (pending.told || pending.asked > before) continue;
      pending.told = true;
      const { handle, asked, request, step } = pending;
      link.act(UP.callWaits, branchOf(step)).u32(handle).u32(op).u32(request.site).f64(asked).end();
    }
  }
}

async function store(handle: number, refs: Ref[]): Promise<void> {
  const op = link.nextOp();
  writeRefs(link.frame(UP.store).u32(op).u32(handle), refs).end();
  await link.settle(op);
}

const links = new Map<string, ManagerLink>();

/** This process's connection to a manager, the same one for the same manager. */
export function managerLink(identity: ManagerIdentity, name: string, address: string): ManagerLink {
  const key = identity.join(".");
  let found = links.get(key);
  if (!found) {
    found = new ManagerLink(identity, name, address);
    links.set(key, found);
  }
  return found;
}
