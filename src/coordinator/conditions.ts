/** Conditions: a waiter lets go of the lock, is woken or gives up, and goes on once it has the lock again. */
import { KIND, WAITS_FOR_PREDICATE } from "../protocol/events.ts";
import { DOWN, WOKEN } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import * as locks from "./locks.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { ConditionObject } from "./sync-object.ts";
import { newWait, type Wait } from "./wait.ts";

/** How many levels of the lock a waiter has let go of. */
const levelsOfWaiter = new WeakMap<Wait, number>();

/** `predicate`: the process looks at one before and after. */
export function wait(session: Session, condition: ConditionObject, request: Wait, predicate: boolean): void {
  const { lock } = condition;
  const { member } = request;
  if (!locks.holds(member, lock)) {
    session.failed(request, "value", "must acquire() condition before using wait()");
    return;
  }
  const levels = locks.levelsOf(lock);
  // Who has the lock again has it as before.
  request.scoped = lock.machine.holder?.scoped ?? false;
  levelsOfWaiter.set(request, levels);
  if (request.timeout <= 0) {
    session.ended(request, "refuse");
    locks.letGo(session, member, lock, levels, request.site, nowMicros());
    goOn(session, request, WOKEN.timeout);
    return;
  }
  if (predicate) request.detail = WAITS_FOR_PREDICATE;
  condition.machine.enqueue(request);
  session.park(request);
  locks.letGo(session, member, lock, levels, request.site, nowMicros());
}

/** `count` 0: all. */
export function notify(
  session: Session,
  member: Member,
  condition: ConditionObject,
  op: number,
  count: number,
  site: number,
  time: number,
): void {
  if (!locks.holds(member, condition.lock)) {
    session.misused(member, condition, op, "lock is not owned", site);
    return;
  }
  const woken = condition.machine.notify(count || undefined);
  session.record(KIND["notify"], time, member, condition, count, woken.length, site);
  for (const request of woken) {
    session.settle(request, member.id);
    goOn(session, request, WOKEN.notified);
  }
  if (op !== 0) member.connection?.frame(DOWN.grant).u32(op).end();
}

/** A waiter is out of the line; it is answered when it has the lock again. */
export function goOn(session: Session, request: Wait, how: number): void {
  const { lock } = request.object as ConditionObject;
  const levels = levelsOfWaiter.get(request) ?? 1;
  const { member, op, site } = request;
  const again = newWait(member, "acquire", op, lock, undefined, site, nowMicros(), Number.NaN, false);
  again.branch = request.branch;
  again.scoped = request.scoped;
  again.after = () =>
    member.connection
      ?.frame(DOWN.answer)
      .u32(op)
      .f64(levels * WOKEN.of + how)
      .end();
  locks.regain(session, lock, again, levels);
}
