/** Barriers: arriving, acting, passing, breaking. */
import { BARRIER_BREAKS, type BarrierBreak, KIND } from "../protocol/events.ts";
import { ACTS, DOWN } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { BarrierObject } from "./sync-object.ts";
import type { Wait } from "./wait.ts";

/** Whether an arrival has something to do if it is the last. */
const acting = new WeakSet<Wait>();

/** `acts`: the process has an action to run, should this be the last arrival. */
export function arrive(session: Session, barrier: BarrierObject, wait: Wait, acts: boolean): void {
  if (acts) acting.add(wait);
  if (enter(session, barrier, wait)) return;
  if (wait.timeout > 0 || Number.isNaN(wait.timeout)) session.park(wait);
  else {
    barrier.machine.cancel(wait);
    session.ended(wait, "refuse");
    gaveUp(session, barrier, wait, "did not wait");
  }
}

/** Answers false when it has to wait. */
function enter(session: Session, barrier: BarrierObject, wait: Wait): boolean {
  const { machine, indexes } = barrier;
  const { member, op } = wait;
  const index = machine.actor ? -1 : machine.line.size;
  const arrival = machine.arrive(wait, acting.has(wait));
  switch (arrival.what) {
    case "broken":
      session.failed(wait, "broken", `${barrier.name} is broken: ${barrier.cause}`);
      return true;
    case "waits":
      if (index >= 0) indexes.set(wait, index);
      return false;
    case "acts":
      indexes.set(wait, index);
      session.unpark(wait);
      session.record(KIND["barrier.act"], nowMicros(), member, barrier, 0, 0, wait.site, undefined, op);
      member.connection
        ?.frame(DOWN.answer)
        .u32(op)
        .f64(index + ACTS)
        .end();
      return true;
    case "passes":
      indexes.set(wait, index);
      pass(session, barrier, [...arrival.with, wait], member);
      return true;
  }
}

/** They pass, in the order of arrival; `last` made it complete. */
function pass(session: Session, barrier: BarrierObject, all: Wait[], last: Member): void {
  for (const wait of all) {
    session.settle(wait, last.id);
    wait.member.connection
      ?.frame(DOWN.answer)
      .u32(wait.op)
      .f64(barrier.indexes.get(wait) ?? 0)
      .end();
    barrier.indexes.delete(wait);
  }
}

/** The last to arrive has run the action; `arrival` is the op it arrived with. */
export function acted(
  session: Session,
  member: Member,
  barrier: BarrierObject,
  op: number,
  arrival: number,
  well: boolean,
  time: number,
): void {
  const { actor } = barrier.machine;
  const mine = actor?.member === member && actor.op === arrival ? actor : undefined;
  if (mine && !well) {
    broken(session, barrier, member, "action", `the action failed in ${member.name}`, time);
    member.connection?.frame(DOWN.grant).u32(op).end();
    return;
  }
  const met = mine && barrier.machine.acted(mine);
  if (!met) {
    const why = barrier.machine.broken ? `is broken: ${barrier.cause}` : "was reset";
    session.fail(member, op, "broken", `${barrier.name} ${why}`, 0);
    return;
  }
  // What it spent in the action was its own time.
  mine.asked = time;
  session.grantedAtOnce(mine, member.id);
  barrier.indexes.delete(mine);
  member.connection?.frame(DOWN.grant).u32(op).end();
  pass(session, barrier, met.pass, member);
  // Nobody of the next meeting has been told anything yet: their waits go on.
  for (const wait of met.arriving) enter(session, barrier, wait);
}

/** Who runs the action, if all parties have arrived and this wait only waits for that. */
export function actorOf(wait: Wait): Member | undefined {
  const { object } = wait;
  return object?.type === "Barrier" && object.indexes.has(wait) ? object.machine.actor?.member : undefined;
}

export function reset(session: Session, member: Member, barrier: BarrierObject, at: number, time: number) {
  const waiting = barrier.machine.reset();
  session.record(KIND["barrier.reset"], time, member, barrier, 0, waiting.length, at);
  dismiss(session, barrier, waiting, `${barrier.name} was reset by ${member.name}`);
}

export function abort(session: Session, member: Member, barrier: BarrierObject, at: number, time: number) {
  broken(session, barrier, member, "aborted", `aborted by ${member.name}`, time, at);
}

/** One who waited does so no more, which breaks the barrier; it is answered here unless it gave up by a signal. */
export function gaveUp(session: Session, barrier: BarrierObject, wait: Wait, how: string, answered = false) {
  const by = answered ? "signal" : "limit";
  broken(session, barrier, wait.member, by, `${wait.member.name} ${how}`, nowMicros(), wait.site);
  if (!answered)
    session.fail(wait.member, wait.op, "broken", `${barrier.name} is broken: ${barrier.cause}`, 0);
}

/** A process is gone: if the present meeting counted on it, it can no longer take place. */
export function left(session: Session, barrier: BarrierObject, member: Member): void {
  if (barrier.machine.actor?.member === member)
    broken(session, barrier, member, "action", `${member.name} ended during the action`, nowMicros());
}

/** A process is gone that waited here. */
export function deserted(session: Session, barrier: BarrierObject, wait: Wait): void {
  if (barrier.indexes.delete(wait))
    broken(session, barrier, wait.member, "ended", `${wait.member.name} ended while it waited`, nowMicros());
}

function broken(
  session: Session,
  barrier: BarrierObject,
  member: Member,
  by: BarrierBreak,
  cause: string,
  time: number,
  at = 0,
): void {
  // The first cause is the one that helps.
  if (!barrier.machine.broken) barrier.cause = cause;
  session.record(KIND["barrier.break"], time, member, barrier, BARRIER_BREAKS.indexOf(by), 0, at, cause);
  const waiting = barrier.machine.break();
  dismiss(session, barrier, waiting, `${barrier.name} is broken: ${barrier.cause}`);
}

function dismiss(session: Session, barrier: BarrierObject, waiting: Wait[], message: string): void {
  barrier.indexes.clear();
  for (const wait of waiting) {
    session.unpark(wait);
    session.failed(wait, "broken", message);
  }
}
