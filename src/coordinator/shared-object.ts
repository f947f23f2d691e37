/** An object that several processes use: a lock, an event, a queue, a pool. */

import { EventMachine } from "../primitives/event.ts";
import { InboxMachine } from "../primitives/inbox.ts";
import { LockMachine } from "../primitives/lock.ts";
import { PoolMachine, type PoolWorker } from "../primitives/pool.ts";
import { QueueMachine } from "../primitives/queue.ts";
import type { ObjectType } from "../protocol/events.ts";
import { Backlog } from "./backlog.ts";
import type { Member } from "./member.ts";
import type { Spill } from "./spill.ts";
import { createSync, type SyncObject } from "./sync-object.ts";
import type { Wait } from "./wait.ts";

/** An item of a queue. The payload is opaque; `refs` are the handles that travel in it. */
export interface Item {
  id: number;
  payload: Uint8Array;
  refs: SharedObject[];
}

/** A task of a pool. */
export interface Task {
  /** Number in the trace. */
  id: number;
  /** The submitter's own number. */
  number: number;
  submitter: Member;
  fn: FunctionRef;
  flags: number;
  payload: Uint8Array;
  refs: SharedObject[];
  /** Its handles are on their way to some worker. */
  travelling: boolean;
  worker: Member | undefined;
  pool: PoolObject;
  site: number;
  /** Waits that end with its outcome. */
  awaited: Wait[] | undefined;
  /** Its outcome is on its way. */
  done: boolean;
}

/** A function by reference, shared by all who name the same one. */
export interface FunctionRef {
  id: number;
  module: string;
  name: string;
}

export interface Worker extends PoolWorker<Task> {
  member: Member;
  /** How long its latest tasks took, in µs: decides how many it is handed in advance. */
  pace: number;
  /** Its oldest task when the watchdog last looked. */
  seen: Task | undefined;
  recalled: boolean;
}

/** What all of them have. */
export interface Shared {
  /** Object id in the trace, from 1. */
  id: number;
  name: string;
  creator: Member;
  /** Processes that have a handle and could use it. */
  holders: Set<Member>;
  /** Items and tasks on their way that carry a handle. */
  inFlight: number;
  /** The manager that it lives in. */
  home: Member | undefined;
  /** Why it can be used no more: that manager has ended. */
  gone: string | undefined;
}

export interface LockObject extends Shared {
  type: "Lock";
  machine: LockMachine<Wait>;
  /** Somebody other than the holder has released it: it is used as a signal, whoever has it may do that. */
  signalling: boolean;
  /** When the present hold began, absolute µs. */
  since: number;
  /** Who had it last, and whether several have had it. */
  user: Member | undefined;
  shared: boolean;
}
export interface EventObject extends Shared {
  type: "Event";
  machine: EventMachine<Wait>;
}
export interface QueueObject extends Shared {
  type: "Queue" | "JoinableQueue" | "SimpleQueue";
  machine: QueueMachine<Wait, Item, Backlog>;
  /** The only process that ever asked for an item; null once there were two. */
  consumer: Member | null | undefined;
  /** Handed to the consumer in advance, oldest first. */
  lease: Item[];
  /** Who has the lease. */
  lessee: Member | undefined;
  /** Gets of the lessee that crossed with items on their way to it: those items will answer them. */
  crossed: Wait[];
  /** Average time between two gets of the sole consumer, µs. */
  pace: number;
  lastGet: number;
  /** The item of the last get was sent when it was granted, not before. */
  lastGetTravelled: boolean;
}
export interface PoolObject extends Shared {
  type: "Pool" | "ProcessPoolExecutor";
  machine: PoolMachine<Task, Worker>;
  size: number;
  terminated: boolean;
  /** Executors: a worker ended unasked, in these words. */
  broken: string | undefined;
  /** Executors: workers that the owner was asked to start and that are not ready yet. */
  coming: number;
  /** Tasks will be handed out at the end of this turn. */
  scheduled: boolean;
  watchdog: NodeJS.Timeout | undefined;
}
/** One end of a pipe. */
export interface ConnectionObject extends Shared {
  type: "Connection";
  /** What waits to be received at this end. */
  machine: InboxMachine<Wait, Item>;
  /** The other end. */
  peer: ConnectionObject;
  /** Which process has how many copies: open ones, and such as are in what it was sent and has not unpacked. */
  copies: Map<Member, { open: number; coming: number }>;
}
/** A container in a manager: what is in it is known there alone. */
export interface ContainerObject extends Shared {
  type: "Dict" | "List" | "Namespace";
}
export type SharedObject =
  | LockObject
  | EventObject
  | QueueObject
  | PoolObject
  | ConnectionObject
  | ContainerObject
  | SyncObject;

/** Bytes that a pipe takes before a sender has to wait for the receiver. */
const PIPE_BYTES = 64 * 1024;

export const isQueue = (object: SharedObject): object is QueueObject =>
  object.type === "Queue" || object.type === "JoinableQueue" || object.type === "SimpleQueue";

/** The process could use the object from now on. */
export function gain(object: SharedObject, member: Member): void {
  object.holders.add(member);
  member.objects.add(object);
}

/** A handle has reached a process in something that was sent. */
export function arrived(object: SharedObject, member: Member): void {
  gain(object, member);
  if (object.type === "Connection") copiesOf(object, member).coming++;
}

/** A process has made a handle of its own for an object. */
export function bound(object: SharedObject, member: Member): void {
  gain(object, member);
  if (object.type !== "Connection") return;
  const copies = copiesOf(object, member);
  copies.open++;
  if (copies.coming > 0) copies.coming--;
}

function copiesOf(end: ConnectionObject, member: Member): { open: number; coming: number } {
  let copies = end.copies.get(member);
  if (!copies) {
    copies = { open: 0, coming: 0 };
    end.copies.set(member, copies);
  }
  return copies;
}

/** A new object in its first state. `size`: bound of a queue, number of workers of a pool. */
export function createObject(
  type: ObjectType,
  id: number,
  name: string,
  creator: Member,
  size: number,
  spill: Spill,
): SharedObject {
  const shared: Shared = {
    id,
    name,
    creator,
    holders: new Set([creator]),
    inFlight: 0,
    home: undefined,
    gone: undefined,
  };
  switch (type) {
    case "Lock":
      return {
        ...shared,
        type,
        machine: new LockMachine<Wait>(),
        signalling: false,
        since: 0,
        user: undefined,
        shared: false,
      };
    case "Event":
      return { ...shared, type, machine: new EventMachine<Wait>() };
    case "Queue":
    case "JoinableQueue":
    case "SimpleQueue":
      return {
        ...shared,
        type,
        machine: new QueueMachine<Wait, Item, Backlog>(size, new Backlog(spill, name)),
        consumer: undefined,
        lease: [],
        lessee: undefined,
        crossed: [],
        pace: Number.POSITIVE_INFINITY,
        lastGet: 0,
        lastGetTravelled: false,
      };
    case "Pool":
    case "ProcessPoolExecutor":
      return {
        ...shared,
        type,
        machine: new PoolMachine<Task, Worker>(),
        size,
        terminated: false,
        broken: undefined,
        coming: 0,
        scheduled: false,
        watchdog: undefined,
      };
    case "Connection": {
      const copies = new Map([[creator, { open: 1, coming: 0 }]]);
      const machine = new InboxMachine<Wait, Item>(PIPE_BYTES);
      const end: Partial<ConnectionObject> = { ...shared, type, machine, copies };
      // Its own until it is told of the other: nothing waits there that could be mistaken.
      end.peer = end as ConnectionObject;
      return end as ConnectionObject;
    }
    case "Dict":
    case "List":
    case "Namespace":
      return { ...shared, type };
    default: {
      const made = createSync(type, shared, size);
      if (!made) throw new Error(`an object of type ${type}`);
      return made;
    }
  }
}
