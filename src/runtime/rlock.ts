/** A lock that its process may take again, and that only its process may give back, as often as it took it. */
import { adoptable } from "./handle.ts";
import { Lock } from "./lock.ts";
import type { Named } from "./wait.ts";

/**
 * All branches of a process own it together: it keeps processes apart, not the branches of one. `release` by another
 * process throws a ValueError.
 */
export class RLock extends Lock {
  constructor(options?: Named);
  /** `part`: of a value, shown only once it is used. @internal */
  constructor(options: Named, part: boolean);
  constructor(options: Named = {}, part = false) {
    super(options, { type: "RLock", size: part ? 1 : 0 });
  }
}

adoptable("RLock", (name) => new RLock({ name }));
