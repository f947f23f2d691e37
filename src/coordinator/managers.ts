/**
 * Managers: processes that keep what others share. Calls go to them directly; here it is known which objects end with
 * them, who may still get something out of them, and what each call did, as its caller tells.
 */
import { KIND } from "../protocol/events.ts";
import { FrameError, type FrameReader } from "../protocol/frame-reader.ts";
import { METHODS, READING } from "../protocol/manager.ts";
import { DOWN, UP } from "../protocol/messages.ts";
import { anyObject, object, type Perished, refs, site } from "./body.ts";
import * as connections from "./connections.ts";
import { kill } from "./lifecycle.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { SharedObject } from "./shared-object.ts";

/** How long a manager that was dismissed may take to end. */
const DISMISSED_MS = 1000;
/** Frames that begin with a handle and the operation that an answer is for. */
const ANSWERED = new Set<number>([UP.release, UP.taskDone, UP.notify, UP.read, UP.write, UP.acted]);

/** What the coordinator knows of a manager. */
interface Home {
  /** Processes that connect once it serves. */
  waiting: { member: Member; op: number }[];
  /** Processes that are connected, or about to be: handles may be on their way from it to them. */
  attached: Set<Member>;
  /** What was put into its containers, and how often. Whoever has a container could take it out. */
  stored: Map<SharedObject, number>;
}
const homes = new WeakMap<Member, Home>();

function homeOf(manager: Member): Home {
  let home = homes.get(manager);
  if (!home) {
    home = { waiting: [], attached: new Set(), stored: new Map() };
    homes.set(manager, home);
  }
  return home;
}

/** A frame about managers; false when it is none. */
export function frame(session: Session, member: Member, body: FrameReader): boolean {
  switch (body.code) {
    case UP.call:
      call(session, member, body);
      return true;
    case UP.callWaits: {
      const container = anyObject(member, body.u32());
      const op = body.u32();
      const at = site(member, body.u32());
      session.record(KIND["manager.ask"], body.f64(), member, container, 0, 0, at, undefined, op);
      return true;
    }
    case UP.home: {
      const made = anyObject(member, body.u32());
      const manager = managerOf(member, body.u32());
      made.home = manager;
      if (manager.gone) perish(made, manager);
      return true;
    }
    case UP.attach: {
      const op = body.u32();
      attach(session, managerOf(session.members[body.u32()], body.u32()), member, op);
      return true;
    }
    case UP.detach: {
      const manager = managerOf(session.members[body.u32()], body.u32());
      homeOf(manager).attached.delete(member);
      release(session, manager);
      return true;
    }
    case UP.store: {
      const op = body.u32();
      const container = object(member, body.u32(), undefined, op);
      const home = container.home && homeOf(container.home);
      for (const ref of refs(session, body)) {
        ref.inFlight++;
        home?.stored.set(ref, (home.stored.get(ref) ?? 0) + 1);
      }
      member.connection?.frame(DOWN.grant).u32(op).end();
      return true;
    }
    default:
      return false;
  }
}

function call(session: Session, member: Member, body: FrameReader): void {
  const container = anyObject(member, body.u32());
  const op = body.u32();
  const method = METHODS[body.u8()];
  if (!method) throw new FrameError("a call of an unknown method");
  const failed = body.u8() === 1;
  const execution = body.u32();
  const at = site(member, body.u32());
  const asked = body.f64();
  const answered = body.f64();
  const about = body.text();
  const kind = failed ? "manager.error" : READING.has(method) ? "manager.read" : "manager.write";
  const text = about === "" ? method : `${method} ${about}`;
  session.record(KIND[kind], answered, member, container, execution, answered - asked, at, text, op);
}

/**
 * The object has perished, which the process did not know when it said this. Where nobody waits for an answer, it is
 * as if it had been said before: what was put is lost with the queue.
 */
export function tooLate(
  session: Session,
  member: Member,
  body: FrameReader,
  { message, op }: Perished,
): void {
  const waiting = op ?? (ANSWERED.has(body.code) ? body.u32() : 0);
  if (waiting !== 0) session.fail(member, waiting, "closed", message, 0);
}

/** It serves now. */
export function serves(manager: Member): void {
  const home = homeOf(manager);
  for (const { member, op } of home.waiting) {
    home.attached.add(member);
    member.connection?.frame(DOWN.grant).u32(op).end();
  }
  home.waiting = [];
}

function attach(session: Session, manager: Member, member: Member, op: number): void {
  if (manager.gone) session.fail(member, op, "closed", `${manager.name} has ended`, 0);
  else if (manager.running) {
    homeOf(manager).attached.add(member);
    member.connection?.frame(DOWN.grant).u32(op).end();
  } else homeOf(manager).waiting.push({ member, op });
}

/** A process is gone: if it is a manager, all that lived in it is, too. */
export function left(session: Session, member: Member): void {
  for (const other of session.members) {
    const home = other && homes.get(other);
    if (home?.attached.delete(member) && other) release(session, other);
  }
  if (member.kind !== "manager") return;
  for (const { member: waiting, op } of homeOf(member).waiting)
    session.fail(waiting, op, "closed", `${member.name} ended before it could be used`, 0);
  const lost = session.objects.filter((made) => made !== undefined && livesIn(made, member));
  for (const made of lost as SharedObject[]) {
    perish(made, member);
    for (const holder of session.members) {
      if (!holder || holder.ended) continue;
      holder.holds.delete(made);
      for (const wait of [...holder.waits.values()]) if (wait.object === made) session.lose(wait, made.gone!);
    }
  }
  release(session, member);
}

/** In it by itself or, for a condition of its maker's own, by its lock. */
const livesIn = (made: SharedObject, manager: Member): boolean =>
  made.home === manager || ("lock" in made && made.lock?.home === manager);

function perish(made: SharedObject, manager: Member): void {
  made.gone = `${made.name} is gone: ${manager.name}, in which it lived, has ended`;
  for (const holder of made.holders) tellGone(holder, made);
}

/** Nothing of what this process says from now on will be about the object. */
export function tellGone(member: Member, made: SharedObject): void {
  const handle = member.handles.indexOf(made);
  if (handle > 0 && made.gone !== undefined)
    member.connection?.frame(DOWN.gone).u32(handle).text(made.gone).end();
}

/** What was stored in a manager that is gone cannot be got any more, once everybody has seen what it sent. */
function release(session: Session, manager: Member): void {
  const home = homeOf(manager);
  if (!manager.gone || home.attached.size > 0) return;
  for (const [ref, times] of home.stored) {
    ref.inFlight -= times;
    if (ref.type === "Connection") connections.dropped(session, ref);
  }
  home.stored.clear();
  session.watch.changed();
}

/** Managers whose makers are gone serve those who are left; when nobody is, they end. */
export function endLast(session: Session): void {
  const living = session.members.filter((member): member is Member => member !== undefined && !member.ended);
  if (living.some((member) => member.kind !== "manager")) return;
  for (const manager of living) {
    manager.connection?.frame(DOWN.dismiss).end();
    setTimeout(() => kill(manager), DISMISSED_MS).unref();
  }
}

function managerOf(owner: Member | undefined, child: number): Member {
  const manager = owner?.children.get(child);
  if (manager?.kind !== "manager") throw new FrameError("no such manager");
  return manager;
}
