/** One frame of a user process, done. What does not make sense is refused and counted; the run goes on. */
import { KIND, OBJECT_TYPES, VERBS } from "../protocol/events.ts";
import { FrameError, type FrameReader } from "../protocol/frame-reader.ts";
import {
  ALL_TASKS,
  DOWN,
  QUESTIONS,
  REQUEST_ABORTABLE,
  REQUEST_SCOPED,
  SPAWN_COMMAND,
  SPAWN_DAEMON,
  SPAWN_MANAGER,
  SPAWN_WORKER,
  UP,
} from "../protocol/messages.ts";
import { fresh, keep, known, moment, object, Perished, refs, site } from "./body.ts";
import { nowMicros } from "./clock.ts";
import * as connections from "./connections.ts";
import * as lifecycle from "./lifecycle.ts";
import * as locks from "./locks.ts";
import * as managers from "./managers.ts";
import type { Member } from "./member.ts";
import * as output from "./output.ts";
import * as pools from "./pools.ts";
import * as queues from "./queues.ts";
import type { Session } from "./session.ts";
import {
  arrived,
  bound,
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
      return session.watch.quiescence(member, frame.u32(), frame.u8() === 1);
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
    default:
      if (sync.frame(session, member, frame) || managers.frame(session, member, frame)) return;
      return describe(session, member, frame);
  }
}

/** Frames by which a process tells of itself and its things; none of them on the hot path. */
function describe(session: Session, member: Member, frame: FrameReader): void {
  switch (frame.code) {
    case UP.site: {
      const number = fresh(member.sites, frame.u32(), "a site");
      member.sites[number] = session.siteId(frame.text());
      return;
    }
    case UP.create: {
      const handle = fresh(member.handles, frame.u32(), "a handle");
      const type = OBJECT_TYPES[frame.u8()];
      if (!type) throw new FrameError("an object of an unknown type");
      const size = frame.u32();
      const at = site(member, frame.u32());
      const time = frame.f64();
      const name = frame.text();
      const lock = sync.lockFor(type, member, frame.u32());
      const made = session.addObject(type, name, member, size);
      member.handles[handle] = made;
      const info = sync.made(made, size, lock);
      session.record(KIND["object.create"], time, member, made, 0, 0, at, JSON.stringify(info));
      made.gone = lock?.gone;
      managers.tellGone(member, made);
      return;
    }
    case UP.bind: {
      const handle = fresh(member.handles, frame.u32(), "a handle");
      const made = known(session, frame);
      if (!made) throw new FrameError("a handle of something unknown");
      member.handles[handle] = made;
      bound(made, member);
      managers.tellGone(member, made);
      return;
    }
    case UP.spawn:
      return spawn(session, member, frame);
    case UP.exited: {
      const child = member.children.get(frame.u32());
      const code = frame.i32();
      if (child) lifecycle.exited(session, child, code, frame.text() || null);
      return;
    }
    case UP.run: {
      const time = frame.f64();
      member.running = true;
      if (member.kind === "manager") managers.serves(member);
      session.record(KIND["process.run"], time, member, undefined, 0, 0, 0, frame.text());
      session.watch.changed();
      return;
    }
    case UP.bye:
      member.bye = frame.i32();
      return;
    case UP.fn: {
      const id = fresh(member.functions, frame.u32(), "a function");
      member.functions[id] = session.functionRef(frame.text(), frame.text());
      return;
    }
    case UP.spanBegin: {
      const op = frame.u32();
      const at = site(member, frame.u32());
      const time = frame.f64();
      session.record(KIND["span.begin"], time, member, undefined, 0, 0, at, frame.text(), op);
      return;
    }
    case UP.spanEnd: {
      const op = frame.u32();
      session.record(KIND["span.end"], frame.f64(), member, undefined, 0, 0, 0, undefined, op);
      return;
    }
    case UP.mark: {
      const at = site(member, frame.u32());
      const time = frame.f64();
      session.record(KIND.mark, time, member, undefined, 0, 0, at, frame.text());
      return;
    }
    case UP.output:
      return output.printed(session, member, frame);
    case UP.outputDropped:
      return output.dropped(session, member, frame);
    case UP.terminate: {
      const child = member.children.get(frame.u32());
      const at = site(member, frame.u32());
      const time = frame.f64();
      if (!child) return;
      child.terminated = frame.text();
      // No place in the program: it is the end of the parent that ends it.
      child.cut = child.daemon && at === 0;
      session.record(KIND["process.terminate"], time, member, undefined, child.id, 0, at, child.terminated);
      return;
    }
    case UP.pair: {
      const [one, other] = [
        object(member, frame.u32(), "Connection"),
        object(member, frame.u32(), "Connection"),
      ];
      (one as ConnectionObject).peer = other as ConnectionObject;
      (other as ConnectionObject).peer = one as ConnectionObject;
      return;
    }
    case UP.closeEnd: {
      const end = object(member, frame.u32(), "Connection") as ConnectionObject;
      return connections.close(session, member, end, site(member, frame.u32()), frame.f64());
    }
    case UP.waitAny:
      return waitAny(session, member, frame);
    default:
      throw new FrameError(`a frame of unknown code ${frame.code}`);
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

function spawn(session: Session, member: Member, frame: FrameReader): void {
  const number = frame.u32();
  const pid = frame.u32();
  const flags = frame.u8();
  const poolHandle = frame.u32();
  const at = site(member, frame.u32());
  const time = frame.f64();
  const name = frame.text();
  const target = frame.text();
  const sent = refs(session, frame);
  const payload = keep(frame.bytes());
  if (member.children.has(number)) throw new FrameError(`a second child ${number}`);
  const worker = (flags & SPAWN_WORKER) !== 0;
  const command = (flags & SPAWN_COMMAND) !== 0;
  const manager = (flags & SPAWN_MANAGER) !== 0;
  const pool = worker ? (object(member, poolHandle, "Pool") as PoolObject) : undefined;
  const child = session.addMember({
    name,
    parent: member,
    kind: worker ? "worker" : command ? "command" : manager ? "manager" : "process",
    daemon: (flags & SPAWN_DAEMON) !== 0,
    target,
    pid: pid || undefined,
    payload,
  });
  child.pool = pool;
  for (const ref of sent) arrived(ref, child);
  member.children.set(number, child);
  const info = {
    name,
    pid: child.pid,
    daemon: child.daemon,
    kind: child.kind,
    target,
    ...(child.pool ? { pool: child.pool.id } : {}),
  };
  session.record(KIND["process.spawn"], time, member, undefined, child.id, 0, at, JSON.stringify(info));
  if (command) session.record(KIND["process.run"], time, child, undefined, 0, 0, 0, target);
  session.arrived(member, number, child);
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
