/** Locks and events: who gets them, who gives them back. */
import { KIND } from "../protocol/events.ts";
import { DOWN } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { EventObject, LockObject } from "./shared-object.ts";
import type { RLockObject } from "./sync-object.ts";
import type { Wait } from "./wait.ts";

type AnyLock = LockObject | RLockObject;

export function acquire(session: Session, lock: AnyLock, wait: Wait): void {
  const levels = levelsOf(lock);
  if (lock.machine.tryAcquire(wait)) {
    take(lock, wait, levels === 0);
    session.grantedAtOnce(wait, levels);
    answer(wait);
  } else if (wait.timeout <= 0) session.refuse(wait);
  else {
    lock.machine.enqueue(wait);
    line(session, lock, wait);
  }
}

/** As many levels as a condition's waiter had, with no limit; `wait.after` follows. */
export function regain(session: Session, lock: AnyLock, wait: Wait, levels: number): void {
  if (lock.type === "Lock" || levels === 1) {
    acquire(session, lock, wait);
    return;
  }
  const before = lock.machine.levels;
  if (lock.machine.tryAcquire(wait, levels)) {
    take(lock, wait, before === 0);
    session.grantedAtOnce(wait, before);
    answer(wait);
  } else {
    lock.machine.enqueue(wait, levels);
    line(session, lock, wait);
  }
}

function line(session: Session, lock: AnyLock, wait: Wait): void {
  session.park(wait);
  session.watch.askedFor(lock);
}

/** `op` 0: the process holds the lock as far as it knows and does not wait for an answer. */
export function release(
  session: Session,
  member: Member,
  lock: AnyLock,
  op: number,
  site: number,
  time: number,
): void {
  if (lock.type === "RLock" && lock.machine.owner !== member) {
    session.misused(member, lock, op, "attempt to release recursive lock not owned by thread", site);
    return;
  }
  if (!lock.machine.holder) {
    session.misused(member, lock, op, "semaphore or lock released too many times", site);
    return;
  }
  letGo(session, member, lock, 1, site, time);
  if (op !== 0) member.connection?.frame(DOWN.grant).u32(op).end();
}

/** Whether the process holds the lock. */
export const holds = (member: Member, lock: AnyLock): boolean => lock.machine.holder?.member === member;

/** How many levels of it are held. */
export const levelsOf = (lock: AnyLock): number =>
  lock.type === "RLock" ? lock.machine.levels : lock.machine.holder ? 1 : 0;

/** Gives back so many levels of a lock that is held, and serves those who wait for it. */
export function letGo(
  session: Session,
  member: Member,
  lock: AnyLock,
  levels: number,
  site: number,
  time: number,
): void {
  const { released, granted } = lock.type === "RLock" ? lock.machine.release(levels) : once(lock.machine);
  if (!released) {
    session.record(KIND["release.level"], time, member, lock, member.id, levelsOf(lock), site);
    return;
  }
  if (lock.type === "Lock" && released.member !== member) {
    lock.signalling = true;
    const { connection, handles } = released.member;
    connection?.frame(DOWN.revoked).u32(handles.indexOf(lock)).end();
  }
  released.member.holds.delete(lock);
  session.record(
    KIND.release,
    time,
    member,
    lock,
    released.member.id,
    Math.max(0, time - lock.since),
    site,
    undefined,
    released.op,
  );
  for (const [index, wait] of granted.entries()) {
    take(lock, wait, index === 0);
    session.settle(wait, index);
  }
  for (const wait of granted) answer(wait);
}

function once(machine: LockObject["machine"]): { released: Wait | undefined; granted: Wait[] } {
  const { released, granted } = machine.release();
  return { released, granted: granted ? [granted] : [] };
}

function take(lock: AnyLock, wait: Wait, first: boolean): void {
  if (first) lock.since = nowMicros();
  if (lock.user !== wait.member) {
    if (lock.user) lock.shared = true;
    lock.user = wait.member;
  }
  wait.member.holds.add(lock);
}

function answer(wait: Wait): void {
  if (wait.after) wait.after();
  else wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
}

export function waitForEvent(session: Session, event: EventObject, wait: Wait): void {
  if (event.machine.tryWait()) {
    session.grantedAtOnce(wait, 0);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  } else if (wait.timeout <= 0) session.refuse(wait);
  else {
    event.machine.enqueue(wait);
    session.park(wait);
  }
}

export function signal(
  session: Session,
  member: Member,
  event: EventObject,
  set: boolean,
  site: number,
  time: number,
): void {
  session.record(KIND[set ? "event.set" : "event.clear"], time, member, event, 0, 0, site);
  if (!set) event.machine.clear();
  else for (const wait of event.machine.set()) session.grant(wait, member.id);
}
