/**
 * Pipes: two ends, each with an inbox. How many copies of an end are open, and where, is what decides whether the
 * other end may still hear anything.
 */
import { KIND, waitKind } from "../protocol/events.ts";
import { DOWN, type ERRORS } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import { spare } from "./memory.ts";
import type { Session } from "./session.ts";
import { arrived, type ConnectionObject, type Item } from "./shared-object.ts";
import { unwatch, type Wait } from "./wait.ts";

/** Python's words for a message that nobody can receive any more. */
const BROKEN = "Broken pipe";

/** Can anybody still use this end, or will somebody be able to? */
export const isOpen = (end: ConnectionObject): boolean => end.copies.size > 0 || end.inFlight > 0;

/** Something can be received at this end without waiting, if only that there will be nothing more. */
const isReady = (end: ConnectionObject): boolean => end.machine.size > 0 || !isOpen(end.peer);

/** `wait.object` is the end at which the message will be received. */
export function send(session: Session, wait: Wait, item: Item): void {
  const inbox = wait.object as ConnectionObject;
  if (!isOpen(inbox)) {
    fail(session, wait, "closed", BROKEN);
    return;
  }
  for (const ref of item.refs) ref.inFlight++;
  const { accepted, receiver } = inbox.machine.send(wait, item, item.payload.length);
  if (accepted) {
    session.grantedAtOnce(wait, item.id);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  } else session.park(wait);
  if (receiver) {
    session.settle(receiver, item.id);
    hand(receiver, item);
  } else wake(session, inbox);
}

export function recv(session: Session, wait: Wait): void {
  const end = wait.object as ConnectionObject;
  const received = end.machine.receive();
  if (received) {
    session.grantedAtOnce(wait, received.item.id);
    hand(wait, received.item);
    for (const { sender, item } of received.admitted) session.grant(sender, item.id);
  } else if (!isOpen(end.peer)) fail(session, wait, "eof", endOf(end));
  else if (wait.timeout <= 0) session.refuse(wait);
  else {
    end.machine.receivers.push(wait);
    session.park(wait);
  }
}

/** Is there something to receive? Nothing is taken. */
export function poll(session: Session, wait: Wait): void {
  const end = wait.object as ConnectionObject;
  if (isReady(end)) {
    session.grantedAtOnce(wait, 0);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  } else if (wait.timeout <= 0) session.refuse(wait);
  else {
    end.machine.watchers.push(wait);
    session.park(wait);
  }
}

/** Waits until one of `wait.any` is ready. */
export function waitAny(session: Session, wait: Wait): void {
  const objects = wait.any!;
  if (objects.some(isReadyOrEnded)) answerAny(session, wait, false);
  else if (wait.timeout <= 0) session.refuse(wait);
  else {
    for (const one of objects) ("machine" in one ? one.machine.watchers : one.joiners).push(wait);
    session.park(wait);
  }
}

const isReadyOrEnded = (one: ConnectionObject | Member): boolean =>
  "machine" in one ? isReady(one) : one.ended;

/** Tells which of them are ready: a byte for each, in the order given. */
export function answerAny(session: Session, wait: Wait, parked = true): void {
  const objects = wait.any!;
  unwatch(wait);
  const ready = objects.map(isReadyOrEnded);
  const first = objects[ready.indexOf(true)];
  const other = first && !("machine" in first) ? first.id : 0;
  if (parked) session.settle(wait, other);
  else session.grantedAtOnce(wait, other);
  const bytes = Uint8Array.from(ready, Number);
  wait.member.connection?.frame(DOWN.item).u32(wait.op).u32(0).bytes(bytes).end();
}

/** One copy of an end is closed. */
export function close(
  session: Session,
  member: Member,
  end: ConnectionObject,
  site: number,
  time: number,
): void {
  const copies = end.copies.get(member);
  if (!copies || copies.open === 0) return;
  copies.open--;
  let open = 0;
  for (const other of end.copies.values()) open += other.open;
  session.record(KIND["connection.close"], time, member, end, 0, open, site);
  if (copies.open > 0 || copies.coming > 0) return;
  end.copies.delete(member);
  end.holders.delete(member);
  // Whoever in this process waits at this end has nothing left to wait with.
  for (const wait of [...member.waits.values()])
    if ((wait.object === end && wait.verb !== "send") || (wait.object === end.peer && wait.verb === "send")) {
      session.forget(wait);
      fail(session, wait, "closed", "handle is closed");
    }
  closed(session, end);
}

/** A process is gone, and its copies with it. */
export function left(session: Session, member: Member, end: ConnectionObject): void {
  end.copies.delete(member);
  closed(session, end);
}

/** It is no longer on its way to anybody. */
export const dropped = (session: Session, end: ConnectionObject): void => closed(session, end);

/** If nobody has this end any more, those at the other end hear of it. */
function closed(session: Session, end: ConnectionObject): void {
  if (isOpen(end)) {
    // Fewer could help those who wait at the other end.
    session.watch.changed();
    return;
  }
  const { peer, machine } = end;
  for (const wait of peer.machine.receivers.clear()) {
    session.forget(wait);
    fail(session, wait, "eof", endOf(peer));
  }
  wake(session, peer);
  const { senders, lost } = machine.abandon();
  for (const wait of senders) {
    session.forget(wait);
    fail(session, wait, "closed", BROKEN);
  }
  for (const item of lost)
    for (const ref of item.refs) {
      ref.inFlight--;
      if (ref.type === "Connection") closed(session, ref);
    }
}

/** There is something to receive: those who only look are told. */
function wake(session: Session, end: ConnectionObject): void {
  for (const wait of end.machine.watchers.clear()) {
    if (wait.any) answerAny(session, wait);
    else session.grant(wait);
  }
}

function hand(wait: Wait, item: Item): void {
  spare.spend(item.payload);
  wait.member.connection?.frame(DOWN.item).u32(wait.op).u32(item.id).bytes(item.payload).end();
  for (const ref of item.refs) {
    ref.inFlight--;
    arrived(ref, wait.member);
  }
}

const endOf = (end: ConnectionObject): string =>
  `nothing more will come: every copy of ${end.peer.name} is closed`;

/** Ends a request with an error of the pipe, and records that. */
function fail(session: Session, wait: Wait, error: keyof typeof ERRORS, message: string): void {
  session.recorder.add(
    nowMicros(),
    waitKind(wait.verb, "error"),
    wait.member.id,
    wait.object?.id ?? 0,
    wait.op,
    0,
    0,
    wait.timeout,
    wait.site,
    message,
    wait.branch,
  );
  session.fail(wait.member, wait.op, error, message, wait.site);
}
