/** Copies of the coordinator's state machines, with everybody in the place where they stand. */
import { BarrierMachine } from "../../primitives/barrier.ts";
import { ConditionMachine } from "../../primitives/condition.ts";
import { EventMachine } from "../../primitives/event.ts";
import { LockMachine } from "../../primitives/lock.ts";
import { QueueMachine } from "../../primitives/queue.ts";
import { RLockMachine } from "../../primitives/rlock.ts";
import { SemaphoreMachine } from "../../primitives/semaphore.ts";
import type { Machine, Request } from "./machines.ts";

/** `same`: the copy of a request, always the same one for the same request. */
export function copied(machine: Machine, same: (request: Request) => Request): Machine {
  const maybe = (request: Request | undefined) => request && same(request);
  switch (machine.type) {
    case "lock": {
      const it = new LockMachine<Request>();
      it.holder = maybe(machine.it.holder);
      for (const request of machine.it.line) it.enqueue(same(request));
      return { type: "lock", it };
    }
    case "rlock": {
      const it = new RLockMachine<Request, number>((request) => request.process);
      it.holder = maybe(machine.it.holder);
      it.levels = machine.it.levels;
      for (const request of machine.it.line) it.enqueue(same(request), machine.it.wanted(request));
      return { type: "rlock", it };
    }
    case "semaphore": {
      const it = new SemaphoreMachine<Request>(machine.it.value, machine.it.bound);
      for (const request of machine.it.line) it.enqueue(same(request));
      return { type: "semaphore", it };
    }
    case "condition": {
      const it = new ConditionMachine<Request>();
      for (const request of machine.it.line) it.enqueue(same(request));
      return { type: "condition", it };
    }
    case "event": {
      const it = new EventMachine<Request>();
      it.isSet = machine.it.isSet;
      for (const request of machine.it.line) it.enqueue(same(request));
      return { type: "event", it };
    }
    case "barrier": {
      const it = new BarrierMachine<Request>(machine.it.parties);
      it.broken = machine.it.broken;
      it.actor = maybe(machine.it.actor);
      for (const request of machine.it.line) it.line.push(same(request));
      for (const request of machine.it.next) it.next.push(same(request));
      return { type: "barrier", it };
    }
    case "queue": {
      const it = new QueueMachine<Request, number>(machine.it.bound);
      for (const item of machine.it.items) it.items.push(item);
      for (const request of machine.it.getters) it.enqueueGet(same(request));
      for (const { request, item } of machine.it.putters) it.enqueuePut(same(request), item);
      for (const request of machine.it.drainers) it.enqueueDrain(same(request));
      it.unfinished = machine.it.unfinished;
      return { type: "queue", it };
    }
    case "pool":
    case "other":
      return machine;
  }
}

/** Everybody who has or wants something of it. */
export function* standing(machine: Machine): Generator<Request> {
  switch (machine.type) {
    case "lock":
    case "rlock":
      if (machine.it.holder) yield machine.it.holder;
      yield* machine.it.line;
      return;
    case "semaphore":
    case "condition":
    case "event":
      yield* machine.it.line;
      return;
    case "barrier":
      if (machine.it.actor) yield machine.it.actor;
      yield* machine.it.line;
      yield* machine.it.next;
      return;
    case "queue":
      yield* machine.it.getters;
      yield* machine.it.drainers;
      for (const { request } of machine.it.putters) yield request;
      return;
    default:
  }
}
