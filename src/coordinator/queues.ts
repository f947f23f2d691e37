/**
 * Queues: items from putters to getters.
 *
 * A consumer that is the only one and quick is handed items in advance (a *lease*), as many as it takes in about
 * a millisecond. Nobody can tell: leased items count as queued until they are taken, come back when anybody else
 * asks, and belong to nobody when their consumer dies.
 */
import { KIND, waitKind } from "../protocol/events.ts";
import { DOWN } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import { spare } from "./memory.ts";
import type { Session } from "./session.ts";
import { arrived, type Item, type QueueObject } from "./shared-object.ts";
import { noteItem } from "./stop-values.ts";
import type { Wait } from "./wait.ts";

/** A lease is worth about so many microseconds of its consumer's time. */
const LEASE_MICROS = 1000;
const LEASE_ITEMS = 512;
/** A lease carries no more bytes than this: large items gain nothing. */
const LEASE_BYTES = 256 * 1024;
const PUT_GRANT = waitKind("put", "grant");
const GET_GRANT = waitKind("get", "grant");

/** A put that never waits: the queue has no bound. */
export function put(
  session: Session,
  member: Member,
  queue: QueueObject,
  item: Item,
  site: number,
  time: number,
) {
  for (const ref of item.refs) ref.inFlight++;
  session.recorder.add(
    time,
    PUT_GRANT,
    member.id,
    queue.id,
    0,
    item.id,
    0,
    Number.NaN,
    site,
    undefined,
    member.branch,
  );
  const { granted } = queue.machine.tryPut(item);
  if (granted) deliver(session, queue, granted, item);
  else lend(queue);
}

/** A put that may have to wait for room. */
export function requestPut(session: Session, queue: QueueObject, wait: Wait, item: Item): void {
  const { accepted, granted } = queue.machine.tryPut(item);
  if (!accepted && wait.timeout <= 0) {
    session.refuse(wait);
    return;
  }
  for (const ref of item.refs) ref.inFlight++;
  if (!accepted) {
    queue.machine.enqueuePut(wait, item);
    session.park(wait);
    return;
  }
  session.grantedAtOnce(wait, item.id);
  wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  if (granted) deliver(session, queue, granted, item);
  else lend(queue);
}

export function get(session: Session, queue: QueueObject, wait: Wait): void {
  const { machine } = queue;
  noteConsumer(queue, wait.member, wait.asked);
  if (queue.lease.length > 0 && queue.lessee === wait.member && !machine.frozen) {
    queue.crossed.push(wait);
    session.park(wait);
    return;
  }
  if (queue.lease.length > 0) {
    // The leased items are older than all others, so they are asked back before anybody is served.
    if (!machine.frozen) {
      machine.frozen = true;
      const { lessee } = queue;
      lessee?.connection?.frame(DOWN.recall).u32(lessee.handles.indexOf(queue)).end();
    }
    machine.enqueueGet(wait);
    session.park(wait);
    return;
  }
  if (!serve(session, queue, wait, false)) {
    if (wait.timeout <= 0 && !machine.frozen) session.refuse(wait);
    else {
      machine.enqueueGet(wait);
      session.park(wait);
    }
  }
}

/** Answers a get with the oldest item; false when there is none. */
function serve(session: Session, queue: QueueObject, wait: Wait, parked: boolean): boolean {
  const { item, admitted } = queue.machine.tryGet();
  if (!item) return false;
  if (parked) session.settle(wait, item.id);
  else session.grantedAtOnce(wait, item.id);
  hand(queue, wait, item);
  admit(session, queue, admitted);
  lend(queue);
  return true;
}

/** The lease is used up: gets that had crossed with it stand in line like all others now. */
function uncross(session: Session, queue: QueueObject): void {
  const waits = queue.crossed;
  queue.crossed = [];
  for (const wait of waits) {
    if (serve(session, queue, wait, true)) continue;
    if (wait.timeout <= 0) {
      session.forget(wait);
      session.refuse(wait);
    } else queue.machine.enqueueGet(wait);
  }
}

/** The consumer has taken the oldest item of its lease. */
export function consume(
  session: Session,
  member: Member,
  queue: QueueObject,
  op: number,
  itemId: number,
  site: number,
  time: number,
): void {
  const item = queue.lease[0];
  if (item?.id !== itemId) return;
  queue.lease.shift();
  queue.machine.leased--;
  // Its request has crossed with the item; if the lease was being recalled by then, it stands in the line of all.
  const answered = member.waits.get(op);
  if (!answered) noteConsumer(queue, member, time);
  queue.lastGet = time;
  queue.lastGetTravelled = false;
  if (answered) {
    if (!queue.machine.cancel(answered)) queue.crossed = queue.crossed.filter((wait) => wait !== answered);
    session.settle(answered, item.id);
  } else
    session.recorder.add(
      time,
      GET_GRANT,
      member.id,
      queue.id,
      op,
      item.id,
      0,
      Number.NaN,
      site,
      undefined,
      member.branch,
    );
  arrive(queue, member, item);
  admit(session, queue, queue.machine.admit());
  lend(queue);
  if (queue.lease.length === 0 && queue.crossed.length > 0) uncross(session, queue);
}

/** What is left of a lease comes back: its items' ids, or all when its consumer is gone. */
export function giveBack(session: Session, queue: QueueObject): void {
  const items = queue.lease;
  queue.lease = [];
  queue.machine.leased = 0;
  for (const { request, item } of queue.machine.putBack(items)) deliver(session, queue, request, item);
  admit(session, queue, queue.machine.admit());
  uncross(session, queue);
  for (const wait of [...queue.machine.getters])
    if (wait.timeout <= 0) {
      queue.machine.cancel(wait);
      session.forget(wait);
      session.refuse(wait);
    }
}

export function taskDone(
  session: Session,
  member: Member,
  queue: QueueObject,
  op: number,
  site: number,
  time: number,
): void {
  const { valid, drained } = queue.machine.taskDone();
  if (!valid) {
    session.misused(member, queue, op, "task_done() called too many times", site);
    return;
  }
  session.record(KIND["task.done"], time, member, queue, 0, queue.machine.unfinished, site);
  for (const wait of drained) session.grant(wait);
  if (op !== 0) member.connection?.frame(DOWN.grant).u32(op).end();
}

export function drain(session: Session, queue: QueueObject, wait: Wait): void {
  if (queue.machine.tryDrain()) {
    session.grantedAtOnce(wait, 0);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  } else if (wait.timeout <= 0) session.refuse(wait);
  else {
    queue.machine.enqueueDrain(wait);
    session.park(wait);
  }
}

function deliver(session: Session, queue: QueueObject, wait: Wait, item: Item): void {
  session.settle(wait, item.id);
  hand(queue, wait, item);
}

function hand(queue: QueueObject, wait: Wait, item: Item): void {
  queue.lastGet = nowMicros();
  queue.lastGetTravelled = true;
  spare.spend(item.payload);
  wait.member.connection?.frame(DOWN.item).u32(wait.op).u32(item.id).bytes(item.payload).end();
  arrive(queue, wait.member, item);
}

/** The handles in the item are at their new process. */
function arrive(queue: QueueObject, member: Member, item: Item): void {
  noteItem(member, queue, item);
  for (const ref of item.refs) {
    ref.inFlight--;
    arrived(ref, member);
  }
}

function admit(
  session: Session,
  queue: QueueObject,
  admitted: { request: Wait; item: Item; passed: Wait | undefined }[],
): void {
  for (const { request, item, passed } of admitted) {
    session.grant(request, item.id);
    if (passed) deliver(session, queue, passed, item);
  }
}

function noteConsumer(queue: QueueObject, member: Member, asked: number): void {
  if (queue.consumer === undefined) queue.consumer = member;
  else if (queue.consumer !== member) queue.consumer = null;
  if (queue.lastGet === 0) return;
  const used = Math.max(1, asked - queue.lastGet);
  // Of an item that had to travel first it is not known how much of that time its consumer had it.
  if (queue.lastGetTravelled) queue.pace = Math.min(queue.pace, used);
  else queue.pace = queue.pace === Number.POSITIVE_INFINITY ? used : 0.7 * queue.pace + 0.3 * used;
}

/** Hands items to the sole consumer in advance, if that pays. */
function lend(queue: QueueObject): void {
  const { machine, consumer } = queue;
  if (!consumer?.connection || consumer.gone || machine.frozen || machine.items.size === 0) return;
  const most = Math.min(LEASE_ITEMS, Math.floor(LEASE_MICROS / queue.pace));
  if (queue.lease.length * 2 > most) return;
  const handle = consumer.handles.indexOf(queue);
  let bytes = 0;
  while (queue.lease.length < most && bytes < LEASE_BYTES) {
    const next = machine.items.first;
    if (!next || next.payload.length > LEASE_BYTES / 8) break;
    machine.items.shift();
    machine.leased++;
    queue.lease.push(next);
    queue.lessee = consumer;
    bytes += next.payload.length;
    consumer.connection.frame(DOWN.lease).u32(handle).u32(next.id).bytes(next.payload).end();
  }
}
