/** A lock: not reentrant, released by anybody, granted first come, first served. */
import type { ObjectType } from "../protocol/events.ts";
import { DOWN, REQUEST_SCOPED, UP } from "../protocol/messages.ts";
import { branches } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { TimeoutError } from "./errors.ts";
import { adoptable, Handle, known } from "./handle.ts";
import { link } from "./link.ts";
import { ask } from "./query.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Named, type Wait } from "./wait.ts";

/** What kind of lock a class makes. */
export interface LockKind {
  type: ObjectType;
  /** Of a semaphore: its initial value. */
  size: number;
}
const PLAIN: LockKind = { type: "Lock", size: 0 };

export class Lock extends Handle {
  /** Grants to this process that it has not given back. */
  #held = 0;

  constructor(options?: Named);
  /** @internal */
  constructor(options: Named, kind: LockKind);
  constructor(options: Named = {}, kind: LockKind = PLAIN) {
    super(kind.type, options.name, kind.size, callSite(new.target));
  }

  /** Waits for the lock; false when the limit ran out first. `blocking: false` is a limit of zero. */
  acquire(wait?: Wait & { blocking?: boolean }): Promise<boolean> {
    return this.acquireFrom(callSite(this.acquire), wait);
  }

  /**
   * Gives the lock back: a `Lock` whoever holds it, a `Semaphore` one permit, an `RLock` one level.
   * @throws ValueError when nobody holds the lock, the RLock is not this process's, or a BoundedSemaphore has all
   * its permits.
   */
  release(): Promise<void> {
    return this.releaseFrom(callSite(this.release));
  }

  /** Whether it could not be had at once, by somebody who has nothing of it; by the time you look, that may be over. */
  async locked(): Promise<boolean> {
    return (await ask(this, "locked", callSite(this.locked))) === 1;
  }

  /**
   * Waits for the lock and answers something to dispose of: `await using held = await lock.hold()`.
   * @throws TimeoutError when the limit runs out.
   */
  hold(wait?: Wait): Promise<AsyncDisposable> {
    return this.holdFrom(callSite(this.hold), wait);
  }

  /**
   * Runs `fn` while holding the lock; gives it back however `fn` ends.
   * @throws TimeoutError when the limit runs out, and whatever `fn` throws.
   */
  use<T>(fn: () => T | Promise<T>, wait?: Wait): Promise<T> {
    return this.useFrom(callSite(this.use), fn, wait);
  }

  /** Somebody else has released what this process held. @internal */
  revoked(): void {
    this.#held--;
  }

  /** This process has so many levels more, or fewer, by what a condition did. @internal */
  adjust(levels: number): void {
    this.#held += levels;
  }

  /** How many grants this process has not given back. @internal */
  get held(): number {
    return this.#held;
  }

  /** @internal */
  async acquireFrom(site: number, wait?: Wait & { blocking?: boolean }, scoped = false): Promise<boolean> {
    const limit = limitOf(wait, wait?.blocking ?? true);
    const op = link.nextOp();
    const flags = scoped ? REQUEST_SCOPED : 0;
    link.request("acquire", op, this.handle, site, limit, wait?.signal, flags).end();
    const { granted } = await link.settle(op, wait?.signal);
    if (granted) this.#held++;
    return granted;
  }

  /** @internal */
  async holdFrom(site: number, wait: Wait | undefined): Promise<AsyncDisposable> {
    await this.#mustAcquire(site, wait);
    return { [Symbol.asyncDispose]: () => this.releaseFrom(site) };
  }

  /** @internal */
  async useFrom<T>(site: number, fn: () => T | Promise<T>, wait: Wait | undefined): Promise<T> {
    const acquired = this.#mustAcquire(site, wait);
    const { step } = branches;
    await acquired;
    try {
      return await fn();
    } finally {
      await this.releaseFrom(site, branches.following(step));
    }
  }

  /** @internal */
  async releaseFrom(site: number, branch = branches.current): Promise<void> {
    const certain = this.surelyReleases;
    if (this.#held > 0) this.#held--;
    const op = certain ? 0 : link.nextOp();
    const { handle } = this;
    const frame = op === 0 ? link.act(UP.release, branch) : link.ask(UP.release);
    frame.u32(handle).u32(op).u32(site).f64(nowMicros()).end();
    if (op !== 0) await link.settle(op);
  }

  /**
   * Whether a release now is right, so that its answer need not be waited for. What this process holds it can give
   * back: there is only one. @internal
   */
  protected get surelyReleases(): boolean {
    return this.#held > 0;
  }

  async #mustAcquire(site: number, wait: Wait | undefined): Promise<void> {
    if (!(await this.acquireFrom(site, wait, true)))
      throw new TimeoutError(`${this.name} was not to be had within ${wait?.timeout} ms`);
  }
}

link.on(DOWN.revoked, (frame) => (known[frame.u32()] as Lock).revoked());
adoptable("Lock", (name) => new Lock({ name }));
