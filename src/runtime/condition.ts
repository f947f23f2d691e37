/** A condition: wait, under a lock, for something that others change under the same lock. */
import { UP, WOKEN } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { ValueError } from "./errors.ts";
import { adoptable, Handle } from "./handle.ts";
import { link } from "./link.ts";
import { Lock } from "./lock.ts";
import { RLock } from "./rlock.ts";
import { Semaphore } from "./semaphore.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Named, type Wait } from "./wait.ts";

export class Condition extends Handle {
  readonly #lock: Lock;
  readonly #hasOwnLock: boolean;

  /**
   * `lock`: a Lock or an RLock, also of other conditions; default: an RLock of its own.
   * @throws ValueError when it is something else.
   */
  constructor(lock?: Lock, options: Named = {}) {
    super("Condition", options.name, 0, callSite(new.target));
    if (lock !== undefined && (!(lock instanceof Lock) || lock instanceof Semaphore))
      throw new ValueError("the lock of a Condition must be a Lock or an RLock");
    this.#hasOwnLock = lock === undefined;
    this.#lock = lock ?? new RLock({ name: `${this.name}.lock` });
  }

  /** As `Lock.acquire`, of the condition's lock. */
  async acquire(wait?: Wait & { blocking?: boolean }): Promise<boolean> {
    return this.#lock.acquireFrom(callSite(this.acquire), wait);
  }

  /** As `Lock.release`, of the condition's lock. */
  async release(): Promise<void> {
    return this.#lock.releaseFrom(callSite(this.release));
  }

  /** As `Lock.hold`, of the condition's lock. */
  async hold(wait?: Wait): Promise<AsyncDisposable> {
    return this.#lock.holdFrom(callSite(this.hold), wait);
  }

  /** As `Lock.use`, of the condition's lock. */
  async use<T>(fn: () => T | Promise<T>, wait?: Wait): Promise<T> {
    return this.#lock.useFrom(callSite(this.use), fn, wait);
  }

  /**
   * Lets go of the lock, waits to be notified, and has the lock again, as many levels as before, when it answers:
   * true if notified, false when the limit ran out first. An aborted signal rejects, also with the lock held.
   * @throws ValueError when this process does not hold the lock.
   */
  async wait(wait?: Wait): Promise<boolean> {
    return this.#wait(callSite(this.wait), wait, false);
  }

  /**
   * Waits until the predicate holds; it is called with the lock held, at first and whenever notified. Answers its
   * last value: false when the limit ran out.
   * @throws ValueError when this process does not hold the lock, and whatever the predicate throws.
   */
  async waitFor(predicate: () => boolean | Promise<boolean>, wait?: Wait): Promise<boolean> {
    const site = callSite(this.waitFor);
    const limit = limitOf(wait);
    const deadline = performance.now() + limit;
    for (;;) {
      const holds = await predicate();
      const left = deadline - performance.now();
      if (holds || left <= 0) return holds;
      const timeout = Number.isNaN(limit) ? Number.POSITIVE_INFINITY : left;
      // When time is up it is asked once more, however the two clocks round.
      if (!(await this.#wait(site, { ...wait, timeout }, true))) return predicate();
    }
  }

  /**
   * Wakes those `n` that have waited longest; they go on when the lock is free. With fewer waiting it wakes these,
   * and is not remembered for later ones.
   * @throws ValueError when this process does not hold the lock, or `n` is no whole number above zero.
   */
  async notify(n = 1): Promise<void> {
    if (!Number.isInteger(n) || n < 1) throw new ValueError("n must be a whole number above 0");
    return this.#notify(callSite(this.notify), Math.min(n, 0xffff_ffff));
  }

  /** Wakes all who wait. @throws ValueError when this process does not hold the lock. */
  async notifyAll(): Promise<void> {
    return this.#notify(callSite(this.notifyAll), 0);
  }

  /** @internal */
  override get partner(): Handle {
    return this.#lock;
  }

  /** @internal */
  override livesIn(manager: number): void {
    super.livesIn(manager);
    if (this.#hasOwnLock) this.#lock.livesIn(manager);
  }

  /** `predicate`: it is looked at before and after. */
  async #wait(site: number, wait: Wait | undefined, predicate: boolean): Promise<boolean> {
    const limit = limitOf(wait);
    const signal = wait?.signal;
    const op = link.nextOp();
    const lock = this.#lock;
    link
      .request("wait", op, this.handle, site, limit, signal)
      .u8(predicate ? 1 : 0)
      .end();
    // The coordinator takes them away now and says how many it has given back.
    const had = lock.held;
    lock.adjust(-had);
    let number: number;
    try {
      const answer = await link.settle(op, signal);
      number = answer.granted ? (answer.number ?? 0) : 0;
    } catch (error) {
      lock.adjust(had);
      throw error;
    }
    lock.adjust(Math.floor(number / WOKEN.of));
    const how = number % WOKEN.of;
    if (how === WOKEN.abort) throw signal?.reason;
    return how === WOKEN.notified;
  }

  async #notify(site: number, count: number): Promise<void> {
    // Who holds the lock may notify: there is no answer to wait for.
    const op = this.#lock.held > 0 ? 0 : link.nextOp();
    const { handle } = this;
    const frame = op === 0 ? link.act(UP.notify) : link.ask(UP.notify);
    frame.u32(handle).u32(op).u32(count).u32(site).f64(nowMicros()).end();
    if (op !== 0) await link.settle(op);
  }
}

adoptable("Condition", (name, _size, [lock]) => new Condition(lock as Lock, { name }));
