/** Queues: first in, first out, for any number of putters and getters. */
import type { FrameWriter } from "../protocol/frame-writer.ts";
import { DENIAL, DOWN, UP } from "../protocol/messages.ts";
import { branches, branchOf } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { ClosedError, QueueEmptyError, QueueFullError, TimeoutError, ValueError } from "./errors.ts";
import { adoptable, Handle, known } from "./handle.ts";
import { link } from "./link.ts";
import type { Ref } from "./marker.ts";
import { ask } from "./query.ts";
import { callSite } from "./sites.ts";
import { decode, encode } from "./values.ts";
import { limitOf, type Named, type Wait } from "./wait.ts";

interface Leased {
  id: number;
  payload: Uint8Array;
}

/** What every kind of queue does; the public faces differ. */
export abstract class ItemQueue<T> extends Handle {
  /** Items that are this process's to take, oldest first. */
  #lease: Leased[] = [];
  #taken = 0;
  /** Gets that have not been answered. */
  #waiting: { op: number; site: number; branch: number }[] = [];
  /** @internal */
  protected closed = false;

  /** @internal */
  lend(id: number, payload: Uint8Array): void {
    // Those answered a moment ago have not left the line yet.
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (!link.answer(next.op, { granted: true, item: payload })) continue;
      this.#consumed(next.op, id, next.site, next.branch);
      return;
    }
    this.#lease.push({ id, payload });
  }

  #consumed(op: number, id: number, site: number, branch: number): void {
    const { handle } = this;
    link.act(UP.consume, branch).u32(handle).u32(op).u32(id).u32(site).f64(nowMicros()).end();
  }

  /** Hands back what is left of the lease. @internal */
  recall(): void {
    this.#lease = [];
    this.#taken = 0;
    link.frame(UP.giveBack).u32(this.handle).u32(0).end();
  }

  // The quick ways out make no promise of their own and no frame of an async function: a queue is used by the
  // hundred thousand.
  /** @internal */
  putItem(site: number, item: T, wait: Wait | undefined, block: boolean): Promise<void> {
    try {
      this.open();
      const refs: Ref[] = [];
      const payload = encode(item, refs, "the item");
      const limit = limitOf(wait, block);
      const { handle } = this;
      if (this.measure === 0) {
        const frame = link.act(UP.put).u32(handle).u32(site).f64(nowMicros());
        writeRefs(frame, refs).bytes(payload).end();
        return link.room() ?? DONE;
      }
      const op = link.nextOp();
      writeRefs(link.request("put", op, handle, site, limit, wait?.signal), refs)
        .bytes(payload)
        .end();
      return this.#accepted(op, wait);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #accepted(op: number, wait: Wait | undefined): Promise<void> {
    if (!(await link.settle(op, wait?.signal)).granted) throw new QueueFullError(`${this.name} is full`);
  }

  /** @internal */
  getItem(site: number, wait: Wait | undefined, block: boolean): Promise<T> {
    try {
      this.open();
      const limit = limitOf(wait, block);
      const { handle } = this;
      const op = link.nextOp();
      const leased = this.#lease[this.#taken];
      if (leased) {
        const half = ++this.#taken === this.#lease.length >> 1;
        if (this.#taken === this.#lease.length) {
          this.#lease = [];
          this.#taken = 0;
        }
        this.#consumed(op, leased.id, site, branches.current);
        // More can be on its way by the time the rest is used up.
        if (half) link.flush();
        this.got();
        return Promise.resolve(decode(leased.payload) as T);
      }
      link.request("get", op, handle, site, limit, wait?.signal).end();
      return this.#received(op, site, wait);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #received(op: number, site: number, wait: Wait | undefined): Promise<T> {
    const waiting = { op, site, branch: branchOf(branches.step) };
    this.#waiting.push(waiting);
    const answer = await link.settle(op, wait?.signal).finally(() => {
      const at = this.#waiting.indexOf(waiting);
      if (at >= 0) this.#waiting.splice(at, 1);
    });
    if (!answer.granted) throw new QueueEmptyError(`${this.name} is empty`);
    this.got();
    return decode(answer.item!) as T;
  }

  /** An item has come. @internal */
  got(): void {}

  /**
   * @throws ClosedError after `close`.
   * @internal
   */
  open(): void {
    if (this.closed) throw new ClosedError(`Queue ${this.name} is closed`);
  }
}

export class Queue<T> extends ItemQueue<T> {
  /** `maxSize` 0 or less: no bound. */
  constructor(maxSize = 0, options: Named = {}) {
    super(
      new.target === JoinableQueue ? "JoinableQueue" : "Queue",
      options.name,
      bound(maxSize),
      callSite(new.target),
    );
  }

  /**
   * Adds an item; waits while the queue is full. The item is copied now: changing it later changes nothing.
   * @throws QueueFullError when it did not fit in time, ClosedError after `close`, TransferError when the item
   * cannot be sent.
   */
  put(item: T, wait?: Wait & { block?: boolean }): Promise<void> {
    return this.putItem(callSite(this.put), item, wait, wait?.block ?? true);
  }

  /**
   * Takes the oldest item; waits while there is none.
   * @throws QueueEmptyError when there was none in time, ClosedError after `close`.
   */
  get(wait?: Wait & { block?: boolean }): Promise<T> {
    return this.getItem(callSite(this.get), wait, wait?.block ?? true);
  }

  /** @throws QueueFullError when it does not fit now. */
  putNoWait(item: T): Promise<void> {
    return this.putItem(callSite(this.putNoWait), item, undefined, false);
  }

  /** @throws QueueEmptyError when there is none now. */
  getNoWait(): Promise<T> {
    return this.getItem(callSite(this.getNoWait), undefined, false);
  }

  /** Items put and not yet got. */
  async qsize(): Promise<number> {
    return ask(this, "qsize", callSite(this.qsize));
  }

  async empty(): Promise<boolean> {
    return (await ask(this, "empty", callSite(this.empty))) === 1;
  }

  async full(): Promise<boolean> {
    return (await ask(this, "full", callSite(this.full))) === 1;
  }

  /** This process will use the queue no more; others may. Nothing that was put is lost. */
  close(): void {
    this.closed = true;
  }

  /**
   * Waits until what this process has put has left it.
   * @throws ValueError before `close`.
   */
  async joinThread(): Promise<void> {
    if (!this.closed) throw new ValueError("joinThread() may be called only after close()");
    // An answer from the coordinator comes after everything that was sent before the question.
    await ask(this, "qsize", 0);
  }

  /** Does nothing: putting never waits in a thread here, so there is nothing to be joined at exit. */
  cancelJoinThread(): void {}
}

export class JoinableQueue<T> extends Queue<T> {
  /** Items this process got and has not reported done. */
  #owed = 0;

  /**
   * Reports that an item got earlier is dealt with.
   * @throws ValueError when more are reported than were put.
   */
  async taskDone(): Promise<void> {
    const site = callSite(this.taskDone);
    const mine = this.#owed > 0;
    if (mine) this.#owed--;
    const op = mine ? 0 : link.nextOp();
    const { handle } = this;
    const frame = op === 0 ? link.act(UP.taskDone) : link.ask(UP.taskDone);
    frame.u32(handle).u32(op).u32(site).f64(nowMicros()).end();
    if (op !== 0) await link.settle(op);
  }

  /**
   * Waits until every item put has been reported done.
   * @throws TimeoutError when the limit runs out.
   */
  async join(wait?: Wait): Promise<void> {
    const site = callSite(this.join);
    const limit = limitOf(wait);
    const op = link.nextOp();
    link.request("drain", op, this.handle, site, limit, wait?.signal).end();
    const answer = await link.settle(op, wait?.signal);
    if (!answer.granted && answer.denial !== DENIAL.abort)
      throw new TimeoutError(`${this.name} still has unfinished items after ${wait?.timeout} ms`);
  }

  /** @internal */
  override got(): void {
    this.#owed++;
  }
}

/** @internal */
export function writeRefs(frame: FrameWriter, refs: Ref[]): FrameWriter {
  frame.u32(refs.length);
  for (const [process, handle] of refs) frame.u32(process).u32(handle);
  return frame;
}

const DONE = Promise.resolve();

function bound(maxSize: number): number {
  if (typeof maxSize !== "number" || Number.isNaN(maxSize))
    throw new ValueError("maxSize must be a number of items; options such as { name } come after it");
  return maxSize > 0 ? Math.floor(maxSize) : 0;
}

adoptable("Queue", (name, size) => new Queue(size, { name }));
adoptable("JoinableQueue", (name, size) => new JoinableQueue(size, { name }));
link.on(DOWN.lease, (frame) => {
  const queue = known[frame.u32()] as ItemQueue<unknown>;
  queue.lend(frame.u32(), frame.bytes().slice());
});
link.on(DOWN.recall, (frame) => (known[frame.u32()] as ItemQueue<unknown>).recall());
