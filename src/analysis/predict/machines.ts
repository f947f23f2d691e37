/** The coordinator's state machines, as a {@link World} makes them. */
import { BarrierMachine } from "../../primitives/barrier.ts";
import { ConditionMachine } from "../../primitives/condition.ts";
import { EventMachine } from "../../primitives/event.ts";
import { LockMachine } from "../../primitives/lock.ts";
import { QueueMachine } from "../../primitives/queue.ts";
import { RLockMachine } from "../../primitives/rlock.ts";
import { SemaphoreMachine } from "../../primitives/semaphore.ts";
import type { Verb } from "../../protocol/events.ts";
import type { ObjectRecord } from "./parties.ts";

/** What some process asks for in a replay. */
export interface Request {
  process: number;
  /** The row that asked; −1: nobody has yet, it follows from something else. */
  row: number;
  done: boolean;
  /** Of a get or put: the item. Of the acquire that ends a wait for a condition: that wait. Rows plus one; 0: none. */
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

/** Asks for a lock or a permit: it is had at once, or the request stands in line. */
export function acquire(machine: Machine, request: Request, levels = 1): void {
  if (machine.type === "lock" || machine.type === "semaphore") {
    if (machine.it.tryAcquire(request)) request.done = true;
    else machine.it.enqueue(request);
  } else if (machine.type === "rlock") {
    if (machine.it.tryAcquire(request, levels)) request.done = true;
    else machine.it.enqueue(request, levels);
  }
}

/**
 * Gives a lock back, all levels of it, or a permit: who has it then, and how many levels there were. Undefined when it
 * is not `owner` who has it.
 */
export function giveBack(
  machine: Machine,
  process: number,
  owner: number,
): { granted: Request[]; levels: number } | undefined {
  if (machine.type === "semaphore") {
    const { valid, granted } = machine.it.release();
    return valid ? { granted: granted ? [granted] : [], levels: 1 } : undefined;
  }
  if (machine.type === "lock") {
    if (machine.it.holder?.process !== owner) return undefined;
    const { granted } = machine.it.release();
    return { granted: granted ? [granted] : [], levels: 1 };
  }
  if (machine.type !== "rlock" || machine.it.owner !== process) return undefined;
  const { levels } = machine.it;
  return { granted: machine.it.release(levels).granted, levels };
}

/**
 * Makes a request: it is done at once, or stands in line; `give` is told of others that it serves. False when it is
 * not known what would become of it.
 */
export function place(
  machine: Machine,
  request: Request,
  verb: Verb,
  give: (other: Request) => void,
): boolean {
  switch (machine.type) {
    case "lock":
    case "semaphore":
    case "rlock":
      acquire(machine, request);
      return true;
    case "event":
      if (machine.it.tryWait()) request.done = true;
      else machine.it.enqueue(request);
      return true;
    case "condition":
      machine.it.enqueue(request);
      return true;
    case "barrier":
      return machine.it.arrive(request, false).what === "waits";
    case "queue":
      useQueue(machine.it, request, verb, give);
      return true;
    case "pool":
      return true;
    case "other":
      return false;
  }
}

function useQueue(
  it: QueueMachine<Request, number>,
  request: Request,
  verb: Verb,
  give: (other: Request) => void,
): void {
  const deliver = (getter: Request | undefined, item: number) => {
    if (!getter) return;
    getter.item = item;
    give(getter);
  };
  if (verb === "drain") {
    if (it.tryDrain()) request.done = true;
    else it.enqueueDrain(request);
  } else if (verb === "get") {
    const { item, admitted } = it.tryGet();
    if (item === undefined) it.enqueueGet(request);
    else {
      request.item = item;
      request.done = true;
    }
    for (const { request: putter, item: put, passed } of admitted) {
      give(putter);
      deliver(passed, put);
    }
  } else {
    // The row that puts it stands for the item.
    const item = request.row + 1;
    const { accepted, granted } = it.tryPut(item);
    if (accepted) request.done = true;
    else it.enqueuePut(request, item);
    deliver(granted, item);
  }
}
