/** The coordinator's state machines, as a {@link World} makes them. */
import { BarrierMachine } from "../../primitives/barrier.ts";
import { ConditionMachine } from "../../primitives/condition.ts";
import { EventMachine } from "../../primitives/event.ts";
import { LockMachine } from "../../primitives/lock.ts";
import { QueueMachine } from "../../primitives/queue.ts";
import { RLockMachine } from "../../primitives/rlock.ts";
import { SemaphoreMachine } from "../../primitives/semaphore.ts";
import type { ObjectRecord } from "./parties.ts";

/** What some process asks for in a replay. */
export interface Request {
  process: number;
  /** The row that asked; −1: nobody has yet, it follows from something else. */
  row: number;
  done: boolean;
  /** Of a get or put: the item. */
  item: number;
  /** Of a wait for results: how many of its process's tasks had ended before. */
  since: number;
}

export type Machine =
  | { type: "lock"; it: LockMachine<Request> }
  | { type: "rlock"; it: RLockMachine<Request, number> }
  | { type: "semaphore"; it: SemaphoreMachine<Request> }
  | { type: "condition"; it: ConditionMachine<Request> }
  | { type: "event"; it: EventMachine<Request> }
  | { type: "barrier"; it: BarrierMachine<Request> }
  | { type: "queue"; it: QueueMachine<Request, number> }
  | { type: "pool" }
  | { type: "other" };

/** A machine in the object's first state. */
export function machineFor(object: ObjectRecord | undefined): Machine {
  switch (object?.type) {
    case "Lock":
      return { type: "lock", it: new LockMachine() };
    case "RLock":
      return { type: "rlock", it: new RLockMachine((request) => request.process) };
    case "Semaphore":
      return { type: "semaphore", it: new SemaphoreMachine(object.size) };
    case "BoundedSemaphore":
      return { type: "semaphore", it: new SemaphoreMachine(object.size, object.size) };
    case "Condition":
      return { type: "condition", it: new ConditionMachine() };
    case "Event":
      return { type: "event", it: new EventMachine() };
    case "Barrier":
      return { type: "barrier", it: new BarrierMachine(object.size) };
    case "Queue":
    case "JoinableQueue":
    case "SimpleQueue":
      return { type: "queue", it: new QueueMachine(object.size) };
    case "Pool":
    case "ProcessPoolExecutor":
      return { type: "pool" };
    default:
      return { type: "other" };
  }
}
