/** Pipes: two connected ends, each of which any process may have copies of. */
import { END_READS, END_WRITES, UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { ClosedError, TimeoutError, ValueError } from "./errors.ts";
import { adoptableAnew, forget, Handle } from "./handle.ts";
import { link } from "./link.ts";
import type { Ref } from "./marker.ts";
import { Process } from "./process.ts";
import { writeRefs } from "./queue.ts";
import { callSite } from "./sites.ts";
import { decode, encode } from "./values.ts";
import { limitOf, type Wait } from "./wait.ts";

/**
 * One end of a pipe. Every copy of it, in whatever process, counts as open until it is closed or its process has
 * ended; a copy that was sent somewhere is closed there, and the one that stayed here by itself.
 */
export class Connection<Out = unknown, In = unknown> extends Handle {
  #closed = false;

  private constructor(name: string, can: number, site: number) {
    super("Connection", name, can, site);
  }

  /** `can`: END_READS, END_WRITES. @internal */
  static make(name: string, can: number, site: number): Connection<never, never> {
    return new Connection<never, never>(name, can, site);
  }

  /** True once this copy has been closed by this process. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends one value, copied now; waits while the pipe is full, which it is with 64 KiB on their way.
   * @throws ClosedError "handle is closed" after `close`, "Broken pipe" when nobody can receive any more;
   * ValueError at an end that only receives; TransferError when the value cannot be sent.
   */
  async send(value: Out): Promise<void> {
    const site = callSite(this.send);
    this.#open(END_WRITES);
    const refs: Ref[] = [];
    const payload = encode(value, refs, "the message");
    const op = link.nextOp();
    const { handle } = this;
    writeRefs(link.request("send", op, handle, site, Number.NaN), refs)
      .bytes(payload)
      .end();
    await link.settle(op);
  }

  /**
   * Receives one value, in the order sent; waits while there is none.
   * @throws EndOfFileError when none will come: every copy of the other end is closed; TimeoutError when the limit
   * ran out; ClosedError after `close`; ValueError at an end that only sends.
   */
  async recv(wait?: Wait): Promise<In> {
    const site = callSite(this.recv);
    this.#open(END_READS);
    const limit = limitOf(wait);
    const op = link.nextOp();
    const { handle } = this;
    link.request("recv", op, handle, site, limit, wait?.signal).end();
    const answer = await link.settle(op, wait?.signal);
    if (!answer.granted) throw new TimeoutError(`nothing came to ${this.name} within ${wait?.timeout} ms`);
    return decode(answer.item!) as In;
  }

  /**
   * Is there something to receive? Waits up to `timeout` milliseconds for it (`Infinity`: for ever) and takes
   * nothing. Also true when the other end is closed: `recv` would not wait.
   * @throws ClosedError after `close`, ValueError at an end that only sends.
   */
  async poll(timeout = 0): Promise<boolean> {
    const site = callSite(this.poll);
    this.#open(END_READS);
    const limit = limitOf({ timeout });
    const op = link.nextOp();
    const { handle } = this;
    link.request("poll", op, handle, site, limit).end();
    return (await link.settle(op)).granted;
  }

  /** This copy of the end is used no more. Closing it twice is fine. */
  close(): void {
    if (this.#closed) return;
    const site = callSite(this.close);
    this.#closed = true;
    const { handle } = this;
    link.act(UP.closeEnd).u32(handle).u32(site).f64(nowMicros()).end();
    forget(handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Its number, for a wait. @internal */
  toWaitFor(): number {
    this.#open(END_READS);
    return this.handle;
  }

  /** A closed end cannot be sent anywhere. @internal */
  override identity(): [number, number] {
    this.#open(0);
    return super.identity();
  }

  #open(needed: number): void {
    if (this.#closed) throw new ClosedError("handle is closed");
    if ((this.measure & needed) !== needed)
      throw new ValueError(needed === END_READS ? "connection is write-only" : "connection is read-only");
  }
}

let pipes = 0;

/** Two connected ends; what is sent into one is received at the other. With `duplex: false`: [reader, writer]. */
export function pipe<A = unknown, B = A>(options?: { duplex?: true }): [Connection<A, B>, Connection<B, A>];
export function pipe<T = unknown>(options: {
  duplex: false;
}): [reader: Connection<never, T>, writer: Connection<T, never>];
export function pipe(
  options: { duplex?: boolean } = {},
): [Connection<never, never>, Connection<never, never>] {
  const site = callSite(pipe);
  const name = `Pipe-${++pipes}`;
  const both = END_READS | END_WRITES;
  const [one, other] =
    options.duplex === false
      ? [
          Connection.make(`${name}.reader`, END_READS, site),
          Connection.make(`${name}.writer`, END_WRITES, site),
        ]
      : [Connection.make(`${name}.a`, both, site), Connection.make(`${name}.b`, both, site)];
  // Announced at once, and together: each needs the other to mean anything.
  const [first, second] = [one.handle, other.handle];
  link.frame(UP.pair).u32(first).u32(second).end();
  return [one, other];
}

adoptableAnew("Connection", (name, can) => Connection.make(name, can, 0));

/**
 * Waits until one of these is ready: a process that has ended, a connection at which `recv` would not wait, be it
 * that the other end is closed. Answers all that are ready, in the order given, or none when the limit ran out.
 * @throws ValueError for a process that was not started, an end that only sends, or anything else.
 */
export async function waitAny(
  objects: Iterable<Process | Connection<any, any>>,
  wait?: Wait,
): Promise<(Process | Connection<any, any>)[]> {
  const site = callSite(waitAny);
  const list = [...objects];
  const numbers = list.map((one): [isEnd: number, number: number] => {
    if (one instanceof Connection) return [1, one.toWaitFor()];
    if (one instanceof Process) return [0, one.childNumber()];
    throw new ValueError(`waitAny() takes processes and connections, not ${typeof one}`);
  });
  const limit = limitOf(wait);
  if (list.length === 0) return [];
  const op = link.nextOp();
  const frame = link
    .ask(UP.waitAny)
    .u32(op)
    .u8(wait?.signal ? 1 : 0)
    .u32(site)
    .f64(nowMicros())
    .f64(limit)
    .u32(numbers.length);
  for (const [isEnd, number] of numbers) frame.u8(isEnd).u32(number);
  frame.end();
  const answer = await link.settle(op, wait?.signal);
  if (!answer.granted) return [];
  const ready = answer.item!;
  return list.filter((_, index) => ready[index] === 1);
}
