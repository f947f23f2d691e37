/** Locks and events: who gets them, who gives them back. */
import { KIND } from "../protocol/events.ts";
import { DOWN } from "../protocol/frames.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { EventObject, LockObject } from "./shared-object.ts";
import type { Wait } from "./wait.ts";

export function acquire(session: Session, lock: LockObject, wait: Wait): void {
  if (lock.machine.tryAcquire(wait)) {
    lock.since = nowMicros();
    wait.member.holds.add(lock);
    session.grantedAtOnce(wait, 0);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  } else if (wait.timeout <= 0) session.refuse(wait);
  else {
    lock.machine.enqueue(wait);
    session.park(wait);
    session.watch.askedFor(lock);
  }
}

/** `op` 0: the process holds the lock as far as it knows and does not wait for an answer. */
export function release(
  session: Session,
  member: Member,
  lock: LockObject,
  op: number,
  site: number,
  time: number,
): void {
  const { released, granted } = lock.machine.release();
  if (!released) {
    session.fail(member, op, "value", "semaphore or lock released too many times", site);
    return;
  }
  if (released.member !== member) {
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
  if (granted) {
    lock.since = nowMicros();
    granted.member.holds.add(lock);
    session.grant(granted);
  }
  if (op !== 0) member.connection?.frame(DOWN.grant).u32(op).end();
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
