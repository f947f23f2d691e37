/** A shared object as the rows so far tell of it. */
import type { ObjectInfo, ObjectType } from "../../protocol/events.ts";
import type { Hold, Pending } from "./actor.ts";

export class Thing {
  readonly id: number;
  readonly type: ObjectType;
  readonly name: string;
  /** As in its `object.create`; 0 when that says nothing. */
  readonly size: number;
  /** Lock of a condition or value, 0 for none. */
  readonly lock: number;
  /** Where it was made; of a lock that came with something else, where that was. */
  site: number;
  /** The hold of a lock; a semaphore's permits have no owner. */
  hold: Hold | undefined;
  /** Somebody else than the holder has released it: it is used as a signal. */
  signalling = false;
  /** In the order in which they asked. */
  readonly waiters = new Set<Pending>();
  /** Somebody has held it while waiting for something else, to the cost of others. */
  slowHolder = false;
  /** Items in a queue. */
  depth = 0;
  /** Grows whenever its state changes. */
  changes = 0;
  /** A hint on a deadlock has named it. */
  stuck = false;

  constructor(id: number, info: ObjectInfo, site: number) {
    this.id = id;
    this.type = info.type;
    this.name = info.name;
    this.size = info.size ?? 0;
    this.lock = info.lock ?? 0;
    this.site = site;
  }

  get isLock(): boolean {
    return this.type === "Lock" || this.type === "RLock";
  }

  get isSemaphore(): boolean {
    return this.type === "Semaphore" || this.type === "BoundedSemaphore";
  }

  get isQueue(): boolean {
    return this.type === "Queue" || this.type === "JoinableQueue" || this.type === "SimpleQueue";
  }

  /** Whether one who holds it is alone. */
  get excludes(): boolean {
    return this.isLock || (this.isSemaphore && this.size === 1);
  }
}
