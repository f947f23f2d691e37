/** A lock: not reentrant, released by anybody, granted first come, first served. */
import { DOWN, UP } from "../protocol/frames.ts";
import { nowMicros } from "./clock.ts";
import { TimeoutError } from "./errors.ts";
import { adoptable, Handle, known } from "./handle.ts";
import { link } from "./link.ts";
import { ask } from "./query.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Named, type Wait } from "./wait.ts";

export class Lock extends Handle {
  /** Grants to this process that it has not given back. */
  #held = 0;

  constructor(options: Named = {}) {
    super("Lock", options.name, 0, callSite(new.target));
  }

  /** Waits for the lock; false when the limit ran out first. `blocking: false` is a limit of zero. */
  async acquire(wait?: Wait & { blocking?: boolean }): Promise<boolean> {
    return this.#acquire(callSite(this.acquire), wait);
  }

  /**
   * Gives the lock back, whoever holds it.
   * @throws ValueError when nobody does.
   */
  async release(): Promise<void> {
    return this.#release(callSite(this.release));
  }

  /** Whether somebody holds it now; by the time you look, that may be over. */
  async locked(): Promise<boolean> {
    return (await ask(this, "locked")) === 1;
  }

  /**
   * Waits for the lock and answers something to dispose of: `await using held = await lock.hold()`.
   * @throws TimeoutError when the limit runs out.
   */
  async hold(wait?: Wait): Promise<AsyncDisposable> {
    const site = callSite(this.hold);
    await this.#mustAcquire(site, wait);
    return { [Symbol.asyncDispose]: () => this.#release(site) };
  }

  /**
   * Runs `fn` while holding the lock; gives it back however `fn` ends.
   * @throws TimeoutError when the limit runs out, and whatever `fn` throws.
   */
  async use<T>(fn: () => T | Promise<T>, wait?: Wait): Promise<T> {
    const site = callSite(this.use);
    await this.#mustAcquire(site, wait);
    try {
      return await fn();
    } finally {
      await this.#release(site);
    }
  }

  /** Somebody else has released what this process held. @internal */
  revoked(): void {
    this.#held--;
  }

  async #acquire(site: number, wait: (Wait & { blocking?: boolean }) | undefined): Promise<boolean> {
    const limit = limitOf(wait, wait?.blocking ?? true);
    const op = link.nextOp();
    link.request("acquire", op, this.handle, site, limit, wait?.signal).end();
    const { granted } = await link.settle(op, wait?.signal);
    if (granted) this.#held++;
    return granted;
  }

  async #mustAcquire(site: number, wait: Wait | undefined): Promise<void> {
    if (!(await this.#acquire(site, wait)))
      throw new TimeoutError(`${this.name} was not to be had within ${wait?.timeout} ms`);
  }

  async #release(site: number): Promise<void> {
    const mine = this.#held > 0;
    if (mine) this.#held--;
    // What this process holds it can give back without waiting for an answer: there is only one.
    const op = mine ? 0 : link.nextOp();
    const { handle } = this;
    link.frame(UP.release).u32(handle).u32(op).u32(site).f64(nowMicros()).end();
    if (op !== 0) await link.settle(op);
  }
}

link.on(DOWN.revoked, (frame) => (known[frame.u32()] as Lock).revoked());
adoptable("Lock", (name) => new Lock({ name }));
