/** One frame of a user process, done. What does not make sense is refused and counted; the run goes on. */
import { KIND, VERBS } from "../protocol/events.ts";
import { FrameError, type FrameReader } from "../protocol/frame-reader.ts";
import { ALL_TASKS, DOWN, QUESTIONS, REQUEST_ABORTABLE, REQUEST_SCOPED, UP } from "../protocol/messages.ts";
import { keep, moment, object, Perished, refs, site } from "./body.ts";
import { nowMicros } from "./clock.ts";
import * as connections from "./connections.ts";
import { describe } from "./describe.ts";
import * as locks from "./locks.ts";
import * as managers from "./managers.ts";
import type { Member } from "./member.ts";
import * as pools from "./pools.ts";
import * as queues from "./queues.ts";
import type { Session } from "./session.ts";
import {
  type ConnectionObject,
  isQueue,
  type PoolObject,
  type QueueObject,
  type Task,
} from "./shared-object.ts";
import * as sync from "./sync.ts";
import * as tasks from "./tasks.ts";
import { newWait } from "./wait.ts";

/** What says nothing of whether its process can go on: it may come at any time from one that is stuck. */
const SAYS_NOTHING: ReadonlySet<number> = new Set([UP.quiescence, UP.output, UP.outputDropped]);

export function dispatch(session: Session, member: Member, frame: FrameReader): void {
  if (!SAYS_NOTHING.has(frame.code)) member.received++;
  try {
    route(session, member, frame);
  } catch (error) {
    if (!(error instanceof Perished)) throw error;
    managers.tooLate(session, member, frame, error);
  }
}

function route(session: Session, member: Member, frame: FrameReader): void {
  switch (frame.code) {
    case UP.request:
      return request(session, member, frame);
    case UP.release: {
      const lock = object(member, frame.u32());
      const op = frame.u32();
      return sync.release(session, member, lock, op, site(member, frame.u32()), frame.f64());
    }
    case UP.put: {
      const queue = object(member, frame.u32(), "Queue") as QueueObject;
      const at = site(member, frame.u32());
      const time = frame.f64();
      return queues.put(session, member, queue, item(session, frame), at, time);
    }
    case UP.consume: {
      const queue = object(member, frame.u32(), "Queue") as QueueObject;
      const op = frame.u32();
      return queues.consume(session, member, queue, op, frame.u32(), site(member, frame.u32()), frame.f64());
    }
    case UP.submit:
      return submit(session, member, frame);
    case UP.result:
      return result(session, member, frame);
    case UP.signal: {
      const event = object(member, frame.u32(), "Event");
      if (event.type !== "Event") throw new FrameError("not an event");
      const set = frame.u8() === 1;
      return locks.signal(session, member, event, set, site(member, frame.u32()), frame.f64());
    }
    case UP.taskDone: {
      const queue = object(member, frame.u32(), "JoinableQueue") as QueueObject;
      return queues.taskDone(session, member, queue, frame.u32(), site(member, frame.u32()), frame.f64());
    }
    case UP.giveBack: {
      const queue = object(member, frame.u32(), "Queue") as QueueObject;
      if (queue.lessee === member) queues.giveBack(session, queue);
      return;
    }
    case UP.query:
      return query(session, member, frame);
    case UP.cancel: {
      const wait = member.waits.get(frame.u32());
      if (wait) session.cancel(wait);
      return;
    }
    case UP.await: {
      const op = frame.u32();
      const pool = object(member, frame.u32(), "Pool");
      const first = frame.u32();
      const count = frame.u32();
      const abortable = frame.u8() === 1;
      const at = site(member, frame.u32());
      const wait = newWait(member, "result", op, pool, undefined, at, frame.f64(), Number.NaN, abortable);
      return tasks.awaitTasks(session, wait, [[first, count]]);
    }
    case UP.unawait: {
      const wait = member.waits.get(frame.u32());
      if (wait?.verb === "result") session.cancel(wait);
      return;
    }
    case UP.branch: {
      member.branch = frame.u32();
      const lost = frame.u8() === 1;
      if (lost && !member.branchesLost) session.record(KIND["branch.lost"], nowMicros(), member, undefined);
      member.branchesLost = lost;
      return;
    }
    case UP.quiescence:
      return session.watch.quiescence(member, frame.u32(), frame.u8());
    case UP.ready:
      return pools.ready(session, member, frame.u32());
    case UP.returnTasks: {
      const ids = new Set<number>();
      for (let count = frame.u32(); count > 0; count--) ids.add(frame.u32());
      if (member.worker) pools.returned(session, member.worker, ids);
      return;
    }
    case UP.poolClose:
    case UP.poolTerminate: {
      const { code } = frame;
      const pool = object(member, frame.u32(), "Pool") as PoolObject;
      const at = site(member, frame.u32());
      const act = code === UP.poolClose ? pools.close : pools.terminate;
      return act(session, member, pool, at, frame.f64());
    }
    case UP.awaitSome:
      return awaitSome(session, member, frame);
    case UP.awaitPool: {
      const op = frame.u32();
      const pool = object(member, frame.u32(), "Pool") as PoolObject;
      const at = site(member, frame.u32());
      const wait = newWait(member, "result", op, pool, undefined, at, frame.f64(), Number.NaN, false);
      return tasks.awaitAll(session, wait, pool);
    }
    case UP.cancelTasks: {
      const pool = object(member, frame.u32(), "Pool") as PoolObject;
      const count = frame.u32();
      if (count === ALL_TASKS) return tasks.cancelAll(session, member, pool);
      const numbers: number[] = [];
      while (numbers.length < count) numbers.push(frame.u32());
      return tasks.cancel(session, member, pool, numbers);
    }
    case UP.waitAny:
      return waitAny(session, member, frame);
    default:
      if (sync.frame(session, member, frame) || managers.frame(session, member, frame)) return;
      return describe(session, member, frame);
  }
}

function request(session: Session, member: Member, frame: FrameReader): void {
  const first = frame.u8();
  const verb = VERBS[first & ~(REQUEST_ABORTABLE | REQUEST_SCOPED)];
  const abortable = (first & REQUEST_ABORTABLE) !== 0;
  const op = frame.u32();
  const handle = frame.u32();
  const at = site(member, frame.u32());
  const asked = moment(frame);
  const timeout = frame.f64();
  if (verb === "sleep") {
    if (Number.isNaN(timeout)) throw new FrameError("a sleep without an end");
    session.park(newWait(member, verb, op, undefined, undefined, at, asked, timeout, abortable));
    return;
  }
  if (verb === "join") {
    const child = member.children.get(handle);
    if (!child) throw new FrameError("a join of somebody unknown");
    const wait = newWait(member, verb, op, undefined, child, at, asked, timeout, abortable);
    if (child.ended) {
      session.grantedAtOnce(wait, child.id);
      member.connection?.frame(DOWN.grant).u32(op).end();
    } else if (timeout <= 0) session.refuse(wait);
    else {
      child.joiners.push(wait);
      session.park(wait);
    }
    return;
  }
  const target = object(member, handle, undefined, op);
  const wait = newWait(member, verb!, op, target, undefined, at, asked, timeout, abortable);
  wait.scoped = (first & REQUEST_SCOPED) !== 0;
  if (sync.request(session, target, wait, frame)) return;
  if (verb === "wait" && target.type === "Event") locks.waitForEvent(session, target, wait);
  else if (target.type === "Connection") {
    if (verb === "send") {
      wait.object = target.peer;
      connections.send(session, wait, item(session, frame));
    } else if (verb === "recv") connections.recv(session, wait);
    else if (verb === "poll") connections.poll(session, wait);
    else throw new FrameError(`${verb} of a connection`);
  } else if (isQueue(target)) {
    if (verb === "get") queues.get(session, target, wait);
    else if (verb === "put") queues.requestPut(session, target, wait, item(session, frame));
    else if (verb === "drain") queues.drain(session, target, wait);
    else throw new FrameError(`${verb} of a queue`);
  } else throw new FrameError(`${verb} of a ${target.type}`);
}

function waitAny(session: Session, member: Member, frame: FrameReader): void {
  const op = frame.u32();
  const abortable = frame.u8() === 1;
  const at = site(member, frame.u32());
  const asked = moment(frame);
  const timeout = frame.f64();
  const any: (ConnectionObject | Member)[] = [];
  for (let count = frame.u32(); count > 0; count--) {
    const isEnd = frame.u8() === 1;
    const number = frame.u32();
    const one = isEnd ? object(member, number, "Connection") : member.children.get(number);
    if (!one) throw new FrameError("a wait for somebody unknown");
    any.push(one as ConnectionObject | Member);
  }
  const wait = newWait(member, "any", op, undefined, undefined, at, asked, timeout, abortable);
  connections.waitAny(session, { ...wait, any });
}

function submit(session: Session, member: Member, frame: FrameReader): void {
  const pool = object(member, frame.u32(), "Pool") as PoolObject;
  const number = frame.u32();
  const fn = member.functions[frame.u32()];
  if (!fn) throw new FrameError("a task of an unknown function");
  const flags = frame.u8();
  const at = site(member, frame.u32());
  const time = frame.f64();
  const sent = refs(session, frame);
  const task: Task = {
    id: session.nextTask(),
    number,
    submitter: member,
    fn,
    flags,
    payload: keep(frame.bytes()),
    refs: sent,
    travelling: false,
    worker: undefined,
    pool,
    site: at,
    done: false,
    awaited: undefined,
  };
  pools.submit(session, pool, task, time);
}

function awaitSome(session: Session, member: Member, frame: FrameReader): void {
  const op = frame.u32();
  const pool = object(member, frame.u32(), "Pool");
  const needed = frame.u32();
  const abortable = frame.u8() === 1;
  const at = site(member, frame.u32());
  const wait = newWait(member, "result", op, pool, undefined, at, frame.f64(), Number.NaN, abortable);
  const runs: [number, number][] = [];
  for (let count = frame.u32(); count > 0; count--) runs.push([frame.u32(), frame.u32()]);
  tasks.awaitTasks(session, wait, runs, needed);
}

function result(session: Session, member: Member, frame: FrameReader): void {
  const id = frame.u32();
  const start = frame.f64();
  const end = frame.f64();
  const status = frame.u8();
  if (member.worker) pools.result(session, member.worker, id, start, end, status, keep(frame.bytes()));
}

function query(session: Session, member: Member, frame: FrameReader): void {
  const op = frame.u32();
  const target = object(member, frame.u32(), undefined, op);
  const number = frame.u8();
  const question = QUESTIONS[number];
  const at = site(member, frame.u32());
  const time = frame.f64();
  const queue = isQueue(target) ? target.machine : undefined;
  let answer = 0;
  const known = sync.answer(target, question);
  if (known !== undefined) answer = known;
  else if (question === "isSet" && target.type === "Event") answer = target.machine.isSet ? 1 : 0;
  else if (question === "qsize" && queue) answer = queue.size;
  else if (question === "empty" && queue) answer = queue.size === 0 ? 1 : 0;
  else if (question === "full" && queue) answer = queue.full ? 1 : 0;
  else throw new FrameError(`question ${question} to a ${target.type}`);
  if (at !== 0) session.record(KIND.query, time, member, target, number, answer, at, undefined, op);
  member.connection?.frame(DOWN.answer).u32(op).f64(answer).end();
}

function item(session: Session, frame: FrameReader) {
  return { id: session.nextItem(), refs: refs(session, frame), payload: keep(frame.bytes()) };
}
