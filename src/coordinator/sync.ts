/** Frames of locks, semaphores, conditions, barriers and values: to whom they go. */
import type { ObjectInfo, ObjectType } from "../protocol/events.ts";
import { FrameError, type FrameReader } from "../protocol/frame-reader.ts";
import { END_READS, type Question, UP } from "../protocol/messages.ts";
import * as barriers from "./barriers.ts";
import { anyObject, object, refs, site } from "./body.ts";
import * as conditions from "./conditions.ts";
import * as locks from "./locks.ts";
import type { Member } from "./member.ts";
import * as semaphores from "./semaphores.ts";
import type { Session } from "./session.ts";
import type { SharedObject } from "./shared-object.ts";
import type { ConditionObject, SemaphoreObject, ValueObject } from "./sync-object.ts";
import * as values from "./values.ts";
import type { Wait } from "./wait.ts";

type OwnLock = ConditionObject["lock"];

/** A request that has to be granted; false when it is not for an object of this kind. */
export function request(session: Session, target: SharedObject, wait: Wait, frame: FrameReader): boolean {
  const { verb } = wait;
  if (verb === "acquire") {
    if (target.type === "Lock" || target.type === "RLock") locks.acquire(session, target, wait);
    else if (isSemaphore(target)) semaphores.acquire(session, target, wait);
    else return false;
    return true;
  }
  if (verb !== "wait") return false;
  if (target.type === "Condition") conditions.wait(session, target, wait, frame.u8() === 1);
  else if (target.type === "Barrier") barriers.arrive(session, target, wait, frame.u8() === 1);
  else return false;
  return true;
}

/** A lock or a permit is given back. `op` 0: the process knows that this is right and does not wait for an answer. */
export function release(
  session: Session,
  member: Member,
  target: SharedObject,
  op: number,
  at: number,
  time: number,
): void {
  if (target.type === "Lock" || target.type === "RLock") locks.release(session, member, target, op, at, time);
  else if (isSemaphore(target)) semaphores.release(session, member, target, op, at, time);
  else throw new FrameError(`release of a ${target.type}`);
}

/** Any other frame; false when it is none of these. */
export function frame(session: Session, member: Member, body: FrameReader): boolean {
  switch (body.code) {
    case UP.notify: {
      const condition = object(member, body.u32());
      if (condition.type !== "Condition") throw new FrameError("notify of something else");
      const op = body.u32();
      const count = body.u32();
      conditions.notify(session, member, condition, op, count, site(member, body.u32()), body.f64());
      return true;
    }
    case UP.acted: {
      const barrier = object(member, body.u32());
      if (barrier.type !== "Barrier") throw new FrameError("an action of something else");
      barriers.acted(session, member, barrier, body.u32(), body.u32(), body.u8() === 1, body.f64());
      return true;
    }
    case UP.barrier: {
      const barrier = object(member, body.u32());
      if (barrier.type !== "Barrier") throw new FrameError("not a barrier");
      const act = body.u8() === 1 ? barriers.reset : barriers.abort;
      act(session, member, barrier, site(member, body.u32()), body.f64());
      return true;
    }
    case UP.fill: {
      const value = theValue(member, body.u32());
      const cells = [];
      for (let count = body.u32(); count > 0; count--)
        cells.push({ refs: refs(session, body), payload: body.bytes().slice(), digest: 0 });
      values.fill(value, cells);
      return true;
    }
    case UP.read: {
      const value = theValue(member, body.u32());
      const op = body.u32();
      const element = body.u32();
      values.read(session, member, value, op, element, site(member, body.u32()), body.f64());
      return true;
    }
    case UP.write: {
      const value = theValue(member, body.u32());
      const op = body.u32();
      const element = body.u32();
      const at = site(member, body.u32());
      const time = body.f64();
      const cell = { refs: refs(session, body), payload: body.kept(), digest: 0 };
      values.write(session, member, value, op, element, at, time, cell);
      return true;
    }
    default:
      return false;
  }
}

/** The present state of an object of this kind; undefined when that is no question to it. */
export function answer(target: SharedObject, question: Question | undefined): number | undefined {
  if (question === "locked") {
    if (target.type === "Lock" || target.type === "RLock") return target.machine.holder ? 1 : 0;
    if (isSemaphore(target)) return target.machine.value === 0 ? 1 : 0;
  }
  if (question === "value" && isSemaphore(target)) return target.machine.value;
  if (question === "nWaiting" && target.type === "Barrier") return target.machine.waiting;
  if (question === "broken" && target.type === "Barrier") return target.machine.broken ? 1 : 0;
  return undefined;
}

/**
 * The lock that a new object of this type needs; undefined when it needs none.
 * @throws FrameError when the handle is no such lock.
 */
export function lockFor(type: ObjectType, member: Member, handle: number): OwnLock | undefined {
  if (type !== "Condition" && type !== "Value" && type !== "SharedArray") return undefined;
  // Should it have ended with its manager, so has what needs it.
  const lock = anyObject(member, handle);
  if (lock.type === "RLock" || (lock.type === "Lock" && type === "Condition")) return lock;
  throw new FrameError(`a ${type} with a ${lock.type}`);
}

/** Ties a new object to its lock, if it has one; answers what the trace says of it. */
export function made(target: SharedObject, size: number, lock: OwnLock | undefined): ObjectInfo {
  const { type, name } = target;
  // The size of an end says which ways it goes.
  if (type === "Connection") return { type, name, ...(size & END_READS ? {} : { writeOnly: true }) };
  if (type === "RLock") return { type, name, ...(size > 0 ? { part: true } : {}) };
  if (lock && type === "Condition") target.lock = lock;
  else if (lock?.type === "RLock" && (type === "Value" || type === "SharedArray")) target.lock = lock;
  return { type, name, ...(size > 0 ? { size } : {}), ...(lock ? { lock: lock.id } : {}) };
}

function theValue(member: Member, handle: number): ValueObject {
  const found = object(member, handle);
  if (found.type !== "Value" && found.type !== "SharedArray") throw new FrameError("not a value");
  return found;
}

const isSemaphore = (target: SharedObject): target is SemaphoreObject =>
  target.type === "Semaphore" || target.type === "BoundedSemaphore";
