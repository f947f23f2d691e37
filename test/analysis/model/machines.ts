/** The machines of `src/primitives` in a model, where a request is a task; they can be copied and compared. */
import { BarrierMachine } from "../../../src/primitives/barrier.ts";
import { ConditionMachine } from "../../../src/primitives/condition.ts";
import { EventMachine } from "../../../src/primitives/event.ts";
import type { Fifo } from "../../../src/primitives/fifo.ts";
import { InboxMachine } from "../../../src/primitives/inbox.ts";
import { LockMachine } from "../../../src/primitives/lock.ts";
import { QueueMachine } from "../../../src/primitives/queue.ts";
import { RLockMachine } from "../../../src/primitives/rlock.ts";
import { SemaphoreMachine } from "../../../src/primitives/semaphore.ts";
import type { ModelObject } from "./program.ts";

export type ModelMachine =
  | { type: "lock"; it: LockMachine<number> }
  | { type: "rlock"; it: RLockMachine<number, number> }
  | { type: "semaphore"; it: SemaphoreMachine<number> }
  | { type: "event"; it: EventMachine<number> }
  | { type: "condition"; it: ConditionMachine<number> }
  | { type: "queue"; it: QueueMachine<number, number> }
  | { type: "barrier"; it: BarrierMachine<number> }
  | { type: "inbox"; size: number; it: InboxMachine<number, number> }
  | { type: "value"; value: number };

const owner = (request: number): number => request;

/** A machine in the object's first state. */
export function machineFor({ type, size }: ModelObject): ModelMachine {
  switch (type) {
    case "Lock":
      return { type: "lock", it: new LockMachine() };
    case "RLock":
      return { type: "rlock", it: new RLockMachine(owner) };
    case "Semaphore":
      return { type: "semaphore", it: new SemaphoreMachine(size) };
    case "BoundedSemaphore":
      return { type: "semaphore", it: new SemaphoreMachine(size, size) };
    case "Event":
      return { type: "event", it: new EventMachine() };
    case "Condition":
      return { type: "condition", it: new ConditionMachine() };
    case "Queue":
    case "JoinableQueue":
      return { type: "queue", it: new QueueMachine(size) };
    case "Barrier":
      return { type: "barrier", it: new BarrierMachine(size) };
    case "Connection":
      // Every message is one byte long.
      return { type: "inbox", size, it: new InboxMachine(size) };
    default:
      return { type: "value", value: 0 };
  }
}

function fill<T>(to: Fifo<T>, from: Fifo<T>): void {
  for (const one of from) to.push(one);
}

export function cloneOf(machine: ModelMachine): ModelMachine {
  switch (machine.type) {
    case "lock": {
      const it = new LockMachine<number>();
      it.holder = machine.it.holder;
      fill(it.line, machine.it.line);
      return { type: "lock", it };
    }
    case "rlock": {
      const it = new RLockMachine<number, number>(owner);
      it.holder = machine.it.holder;
      it.levels = machine.it.levels;
      fill(it.line, machine.it.line);
      return { type: "rlock", it };
    }
    case "semaphore": {
      const it = new SemaphoreMachine<number>(machine.it.value, machine.it.bound);
      fill(it.line, machine.it.line);
      return { type: "semaphore", it };
    }
    case "event": {
      const it = new EventMachine<number>();
      it.isSet = machine.it.isSet;
      fill(it.line, machine.it.line);
      return { type: "event", it };
    }
    case "condition": {
      const it = new ConditionMachine<number>();
      fill(it.line, machine.it.line);
      return { type: "condition", it };
    }
    case "queue": {
      const it = new QueueMachine<number, number>(machine.it.bound);
      fill(it.items, machine.it.items);
      fill(it.getters, machine.it.getters);
      fill(it.putters, machine.it.putters);
      fill(it.drainers, machine.it.drainers);
      it.unfinished = machine.it.unfinished;
      return { type: "queue", it };
    }
    case "barrier": {
      const it = new BarrierMachine<number>(machine.it.parties);
      fill(it.line, machine.it.line);
      return { type: "barrier", it };
    }
    case "inbox": {
      const it = new InboxMachine<number, number>(machine.size);
      for (const { item, bytes, sender } of machine.it.messages) it.send(sender ?? -1, item, bytes);
      fill(it.receivers, machine.it.receivers);
      return { type: "inbox", size: machine.size, it };
    }
    case "value":
      return { type: "value", value: machine.value };
  }
}

/** The same for machines that behave alike from now on. */
export function keyOf(machine: ModelMachine): string {
  switch (machine.type) {
    case "lock":
      return `${machine.it.holder ?? ""}:${[...machine.it.line]}`;
    case "rlock":
      return `${machine.it.holder ?? ""}*${machine.it.levels}:${[...machine.it.line]}`;
    case "semaphore":
      return `${machine.it.value}:${[...machine.it.line]}`;
    case "event":
      return `${machine.it.isSet ? 1 : 0}:${[...machine.it.line]}`;
    case "condition":
      return `${[...machine.it.line]}`;
    case "queue": {
      // Which item it is makes no difference to a model: nobody looks into one.
      const { it } = machine;
      return `${it.items.size}:${[...it.getters]}:${[...it.putters].map(({ request }) => request)}:${[...it.drainers]}:${it.unfinished}`;
    }
    case "barrier":
      return `${[...machine.it.line]}`;
    case "inbox":
      return `${[...machine.it.messages].map(({ sender }) => sender ?? "")}:${[...machine.it.receivers]}`;
    case "value":
      return `${machine.value}`;
  }
}
