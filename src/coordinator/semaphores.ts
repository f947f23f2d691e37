/** Semaphores: who gets a permit, who gives one back. */
import { KIND } from "../protocol/events.ts";
import { DOWN } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { SemaphoreObject } from "./sync-object.ts";
import type { Wait } from "./wait.ts";

export function acquire(session: Session, semaphore: SemaphoreObject, wait: Wait): void {
  if (semaphore.machine.tryAcquire()) {
    take(semaphore, wait);
    session.grantedAtOnce(wait, 0);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  } else if (wait.timeout <= 0) session.refuse(wait);
  else {
    semaphore.machine.enqueue(wait);
    session.park(wait);
  }
}

export function release(
  session: Session,
  member: Member,
  semaphore: SemaphoreObject,
  op: number,
  site: number,
  time: number,
): void {
  const { valid, granted } = semaphore.machine.release();
  if (!valid) {
    session.misused(member, semaphore, op, "semaphore or lock released too many times", site);
    return;
  }
  const { permits } = semaphore;
  const own = permits.findLastIndex(({ wait }) => wait.member === member);
  const [ended] = permits.splice(Math.max(own, 0), 1);
  if (ended && !permits.some(({ wait }) => wait.member === ended.wait.member))
    ended.wait.member.holds.delete(semaphore);
  session.record(
    KIND["release"],
    time,
    member,
    semaphore,
    ended?.wait.member.id ?? 0,
    ended ? Math.max(0, time - ended.since) : 0,
    site,
    undefined,
    ended?.wait.op ?? 0,
  );
  if (granted) {
    take(semaphore, granted);
    session.grant(granted);
  }
  if (op !== 0) member.connection?.frame(DOWN.grant).u32(op).end();
}

function take(semaphore: SemaphoreObject, wait: Wait): void {
  semaphore.permits.push({ wait, since: nowMicros() });
  wait.member.holds.add(semaphore);
}
