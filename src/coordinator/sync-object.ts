/** Locks that are counted, conditions, barriers and values, as the coordinator knows them. */
import { BarrierMachine } from "../primitives/barrier.ts";
import { ConditionMachine } from "../primitives/condition.ts";
import { RLockMachine } from "../primitives/rlock.ts";
import { SemaphoreMachine } from "../primitives/semaphore.ts";
import type { ObjectType } from "../protocol/events.ts";
import type { Member } from "./member.ts";
import type { LockObject, Shared, SharedObject } from "./shared-object.ts";
import type { Wait } from "./wait.ts";

export interface RLockObject extends Shared {
  type: "RLock";
  machine: RLockMachine<Wait, Member>;
  /** When the present hold began, absolute µs. */
  since: number;
  /** Who had it last, and whether several have had it. */
  user: Member | undefined;
  shared: boolean;
}
export interface SemaphoreObject extends Shared {
  type: "Semaphore" | "BoundedSemaphore";
  machine: SemaphoreMachine<Wait>;
  /**
   * Grants not given back, oldest first, and since when. A permit has no owner: when somebody who has none releases,
   * the oldest is taken as given back.
   */
  permits: { wait: Wait; since: number }[];
}
export interface ConditionObject extends Shared {
  type: "Condition";
  machine: ConditionMachine<Wait>;
  lock: LockObject | RLockObject;
}
export interface BarrierObject extends Shared {
  type: "Barrier";
  machine: BarrierMachine<Wait>;
  /** Arrival index of those who have arrived and not passed. */
  indexes: Map<Wait, number>;
  /** Why it is broken. */
  cause: string;
}
/** One element of a value: opaque bytes, and the handles in them. */
export interface Cell {
  payload: Uint8Array;
  refs: SharedObject[];
  /** Of the payload; 0 until it is needed. */
  digest: number;
}
export interface ValueObject extends Shared {
  type: "Value" | "SharedArray";
  /** The value's own lock: whoever holds it is alone with the value. */
  lock: RLockObject;
  size: number;
  cells: Cell[];
}
export type SyncObject = RLockObject | SemaphoreObject | ConditionObject | BarrierObject | ValueObject;
type SyncType = SyncObject["type"];

/** A new one in its first state; `lock` of conditions and values is set right afterwards. Undefined for other types. */
export function createSync(type: ObjectType, shared: Shared, size: number): SyncObject | undefined {
  const known = type as SyncType;
  switch (known) {
    case "RLock":
      return {
        ...shared,
        type: known,
        machine: new RLockMachine((wait) => wait.member),
        since: 0,
        user: undefined,
        shared: false,
      };
    case "Semaphore":
      return { ...shared, type: known, machine: new SemaphoreMachine<Wait>(size), permits: [] };
    case "BoundedSemaphore":
      return { ...shared, type: known, machine: new SemaphoreMachine<Wait>(size, size), permits: [] };
    case "Condition":
      return { ...shared, type: known, machine: new ConditionMachine<Wait>(), lock: undefined as never };
    case "Barrier":
      return {
        ...shared,
        type: known,
        machine: new BarrierMachine<Wait>(size),
        indexes: new Map(),
        cause: "",
      };
    case "Value":
    case "SharedArray":
      return { ...shared, type: known, lock: undefined as never, size, cells: [] };
    default:
      known satisfies never;
      return undefined;
  }
}
