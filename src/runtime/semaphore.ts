/** Semaphores: a number of permits, granted first come, first served. */
import { ValueError } from "./errors.ts";
import { adoptable } from "./handle.ts";
import { Lock } from "./lock.ts";
import { ask } from "./query.ts";
import { callSite } from "./sites.ts";
import type { Named } from "./wait.ts";

/** Anybody may release, also more often than was acquired: then there are more permits than at first. */
export class Semaphore extends Lock {
  /**
   * `value`: permits at first.
   * @throws ValueError when it is negative or no whole number.
   */
  constructor(value = 1, options: Named = {}) {
    super(options, { type: bounded(new.target) ? "BoundedSemaphore" : "Semaphore", size: count(value) });
  }

  /** Permits to be had now. */
  async value(): Promise<number> {
    return ask(this, "value", callSite(this.value));
  }

  /** @internal */
  protected override get surelyReleases(): boolean {
    return true;
  }
}

/** `release` beyond the initial value throws a ValueError: it would be a mistake. */
export class BoundedSemaphore extends Semaphore {
  // Others may have given back what this process acquired, so that only the coordinator knows.
  /** @internal */
  protected override get surelyReleases(): boolean {
    return false;
  }
}

function bounded(made: { prototype: object }): boolean {
  return made === BoundedSemaphore || made.prototype instanceof BoundedSemaphore;
}

function count(value: number): number {
  if (!Number.isInteger(value) || value > 0xffff_ffff)
    throw new ValueError(`semaphore initial value must be a whole number, not ${String(value)}`);
  if (value < 0) throw new ValueError("semaphore initial value must be >= 0");
  return value;
}

adoptable("Semaphore", (name, size) => new Semaphore(size, { name }));
adoptable("BoundedSemaphore", (name, size) => new BoundedSemaphore(size, { name }));
