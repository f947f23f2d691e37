/** Processes as the user starts them. */

import { FrameReader } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import { builtin } from "./builtin.ts";
import { Child, unseen } from "./children.ts";
import { ValueError } from "./errors.ts";
import { type LogState, logToInherit } from "./log.ts";
import type { Ref } from "./marker.ts";
import { type Reference, requireReference } from "./registry.ts";
import { seat, self } from "./seat.ts";
import { callSite } from "./sites.ts";
import { decode, decodeList, encode, encodeList } from "./values.ts";
import type { Wait } from "./wait.ts";

export type Fn = (...args: any[]) => unknown;

/** Arguments may be left out only where the function can do without any. */
export type ProcessOptions<A extends unknown[]> = {
  target?: (...args: A) => unknown;
  name?: string;
  daemon?: boolean;
} & ([] extends A ? { args?: NoInfer<A> } : { args: NoInfer<A> });

export interface ProcessInfo {
  readonly name: string;
  readonly pid: number | undefined;
  readonly daemon: boolean;
  readonly exitCode: number | null;
}

/** What a started process is told. */
export interface ProcessOrder {
  kind: "process" | "worker";
  identity: number[];
  /** A worker: after how many tasks another takes its place. */
  maxTasks?: number;
  /** The function to call … */
  target?: Reference;
  /** … or the subclass whose `run` to call. */
  subclass?: Reference;
  /** The log that it inherits, if there is one. */
  log?: LogState;
}

/** An order with the arguments of its target and the fields of the object that was started, as bytes. */
export function encodeOrder(
  order: ProcessOrder,
  args: unknown[],
  fields: object | undefined,
  refs: Ref[],
): Uint8Array {
  const writer = new FrameWriter();
  writer
    .begin(0)
    .text(JSON.stringify({ ...order, ...logToInherit() }))
    .bytes(encodeList(args, refs, "args"));
  writer.bytes(fields ? encode({ ...fields }, refs, "the process") : encode(undefined, refs, "")).end();
  return writer.take();
}

/** The inverse of {@link encodeOrder}. */
export function decodeOrder(bytes: Uint8Array): {
  order: ProcessOrder;
  args: unknown[];
  fields: object | undefined;
} {
  const reader = new FrameReader();
  reader.push(bytes);
  reader.next();
  const order = JSON.parse(reader.text()) as ProcessOrder;
  const args = decodeList(reader.bytes());
  return { order, args, fields: decode(reader.bytes().slice()) as object | undefined };
}

let constructed = 0;
const started = new Set<Process>();

/** The number behind the next default name; every Process object and pool worker has one. */
export function nextIdentity(): number[] {
  return [...self.identity, ++constructed];
}

/** True while a started process imports the program's main module: starting more then would never end. */
export const importing = { now: false };

export class Process<A extends unknown[] = any[]> {
  #target: ((...args: A) => unknown) | undefined;
  #args: A;
  #name: string;
  #daemon: boolean;
  #identity: number[] = nextIdentity();
  #child: Child | undefined;
  #closed = false;
  /** In the started process itself, where this object stands for it. */
  #current = false;

  constructor(options?: ProcessOptions<A>) {
    const given: { target?: (...args: A) => unknown; args?: A; name?: string; daemon?: boolean } =
      options ?? {};
    if (given.name !== undefined && typeof given.name !== "string")
      throw new ValueError("name must be a string");
    if (given.args !== undefined && !Array.isArray(given.args))
      throw new ValueError("args must be a list of arguments, such as [1, queue]");
    this.#target = given.target;
    this.#args = (given.args ?? []) as A;
    this.#name =
      given.name ??
      `${new.target === Process ? "Process" : new.target.name || "Process"}-${this.#identity.join(":")}`;
    this.#daemon = given.daemon ?? self.daemon;
  }

  /** A label; several processes may have the same. */
  get name(): string {
    return this.#name;
  }

  set name(value: string) {
    if (typeof value !== "string") throw new ValueError("name must be a string");
    if (this.#child) throw new ValueError("process has already started");
    this.#name = value;
  }

  /** A daemon is ended when the process that started it ends. */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(value: boolean) {
    if (this.#child || this.#current) throw new ValueError("process has already started");
    this.#daemon = value;
  }

  /** Undefined before `start`. */
  get pid(): number | undefined {
    this.#check();
    return this.#current ? process.pid : this.#child?.process.pid;
  }

  /** null while it runs; 0, n of `process.exit(n)`, 1 after an uncaught error, −n after signal n. */
  get exitCode(): number | null {
    this.#check();
    this.#child?.seen(() => 0);
    return this.#child?.exitCode ?? null;
  }

  /** What the process does: calls the target. Subclasses do something else. */
  run(): unknown {
    // Called bare: `this` of a function is no business of the process object.
    const target = this.#target;
    return target?.(...this.#args);
  }

  /**
   * Starts the operating-system process; returns as soon as it exists.
   * @throws TransferError when the target cannot be found by another process or an argument cannot be sent.
   */
  start(): void {
    this.#check();
    if (this.#current || this.#child) throw new ValueError("cannot start a process twice");
    if (self.daemon) throw new ValueError("daemonic processes are not allowed to have children");
    if (importing.now)
      throw new ValueError(
        "a process was started while its own start was still importing the main module: " +
          "put what starts processes into `if (isMainProcess) { … }`",
      );
    const site = callSite(this.start);
    const order: ProcessOrder = { kind: "process", identity: this.#identity };
    const subclass = this.constructor !== Process;
    if (this.#target) order.target = requireReference(this.#target, "the target");
    if (subclass) {
      order.subclass = requireReference(this.constructor, "the class of the process");
    }
    const refs: Ref[] = [];
    const payload = encodeOrder(order, this.#args, subclass ? this : undefined, refs);
    this.#child = new Child({
      name: this.#name,
      daemon: this.#daemon,
      target: order.target?.name ?? order.subclass?.name ?? "",
      pool: 0,
      payload,
      refs,
      site,
    });
    started.add(this);
    this.#child.onExit = () => started.delete(this);
  }

  /** Waits until it has ended; false when the limit ran out first. */
  async join(wait?: Wait): Promise<boolean> {
    const site = callSite(this.join);
    this.#check();
    if (this.#current) throw new ValueError("cannot join current process");
    if (!this.#child) throw new ValueError("can only join a started process");
    return this.#child.join(site, wait);
  }

  isAlive(): boolean {
    this.#check();
    this.#child?.seen(() => callSite(this.isAlive));
    return this.#current || (this.#child !== undefined && this.#child.exitCode === null);
  }

  /** SIGTERM: no `finally`, no exit handlers. */
  terminate(): void {
    this.#kill("SIGTERM", callSite(this.terminate));
  }

  /** SIGKILL: nothing can hold it up. */
  kill(): void {
    this.#kill("SIGKILL", callSite(this.kill));
  }

  /**
   * Lets go of a process that has ended.
   * @throws ValueError while it runs.
   */
  close(): void {
    if (this.#child && this.#child.exitCode === null)
      throw new ValueError(
        "Cannot close a process while it is still running. You should first call join() or terminate().",
      );
    this.#child?.seen(() => callSite(this.close));
    this.#closed = true;
  }

  /**
   * This process's number for it.
   * @throws ValueError when it has not been started by this process.
   * @internal
   */
  childNumber(): number {
    this.#check();
    if (!this.#child) throw new ValueError("process not started");
    return this.#child.number;
  }

  #kill(signal: "SIGTERM" | "SIGKILL", site: number): void {
    this.#check();
    if (!this.#child) throw new ValueError("can only terminate a started process");
    this.#child.kill(signal, site);
  }

  #check(): void {
    if (this.#closed) throw new ValueError("process object is closed");
  }

  /**
   * Starts a process that runs nothing of the program, and lists it among this one's children. Without a name it has
   * `prefix` and its number.
   * @internal
   */
  static standFor(name: string | undefined, prefix: string, start: (name: string) => Child): Child {
    const made = new Process({ daemon: false, ...(name === undefined ? {} : { name }) });
    made.#name = name ?? `${prefix}-${made.#identity.join(":")}`;
    const child = start(made.#name);
    made.#child = child;
    started.add(made);
    child.process.once("exit", () => started.delete(made));
    return child;
  }

  /** The object that stands for this process in this process. @internal */
  static current(
    order: ProcessOrder,
    args: unknown[],
    fields: object | undefined,
    target: Fn | undefined,
    subclass: typeof Process | undefined,
  ): Process {
    const made = Reflect.construct(Process, [{ target, args }], subclass ?? Process) as Process;
    constructed = 0;
    made.#current = true;
    made.#identity = order.identity;
    made.#name = self.name;
    made.#daemon = self.daemon;
    Object.assign(made, fields);
    current = made;
    return made;
  }
}

let current: Process | undefined;

/** True in the process that the user started, false in those that it starts: the guard of every program. */
export const isMainProcess: boolean = (seat?.parent ?? 0) === 0;

/** This process. */
export function currentProcess(): ProcessInfo {
  return current ?? { name: self.name, pid: process.pid, daemon: self.daemon, exitCode: null };
}

/** The process that started this one; null in main. */
export function parentProcess(): ProcessInfo | null {
  const { parent } = self;
  if (!parent) return null;
  return {
    name: parent.name,
    pid: parent.pid,
    daemon: false,
    get exitCode() {
      // How it ended nobody here can know; that it did is told by who has adopted this process.
      return process.ppid === parent.pid ? null : -1;
    },
  };
}

/** The processes that this one has started and that have not ended. */
export function activeChildren(): Process[] {
  for (const child of unseen) child.seen(() => callSite(activeChildren));
  return [...started].filter((child) => child.isAlive());
}

/** Processors that this process may use. */
export function cpuCount(): number {
  return builtin("node:os").availableParallelism();
}
