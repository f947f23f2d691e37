/**
 * Pools: tasks from submitters to workers, outcomes back.
 *
 * While tasks are short a worker is handed several at once, worth about a millisecond of its time. Those it has
 * not begun are asked back as soon as it stays with one for longer, so a task never waits behind a slow one while
 * another worker is free.
 */
import { KIND } from "../protocol/events.ts";
import { DOWN, STATUS } from "../protocol/frames.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import { arrived, type PoolObject, type Task, type Worker } from "./shared-object.ts";
import type { Wait } from "./wait.ts";

const HANDED_MICROS = 1000;
const HANDED_TASKS = 128;
/** A worker that shows no progress for so long gives back what it has not begun. */
const WATCHDOG_MS = 4;

export function ready(session: Session, member: Member): void {
  const pool = member.pool;
  if (!pool || member.worker) return;
  const worker: Worker = {
    member,
    tasks: [],
    pace: Number.POSITIVE_INFINITY,
    seen: undefined,
    recalled: false,
  };
  member.worker = worker;
  pool.machine.join(worker);
  dispatch(session, pool);
  dismissIfDone(pool);
}

export function submit(session: Session, pool: PoolObject, task: Task, time: number): void {
  session.record(KIND["task.submit"], time, task.submitter, pool, task.id, 0, task.site, task.fn.name);
  depart(task);
  if (pool.terminated) {
    outcome(session, task, STATUS.cancelled, new TextEncoder().encode("the pool was terminated"));
    return;
  }
  task.submitter.tasks.set(task.number, task);
  pool.holders.add(task.submitter);
  pool.machine.submit(task);
  dispatch(session, pool);
}

/** A worker reports the end of a task: `start` and `end` in absolute microseconds of its own clock. */
export function result(
  session: Session,
  worker: Worker,
  id: number,
  start: number,
  end: number,
  status: number,
  payload: Uint8Array,
): void {
  const pool = worker.member.pool!;
  const task = worker.tasks.find((candidate) => candidate.id === id);
  if (!task || !pool.machine.ended(worker, task)) return;
  const took = end - start;
  worker.pace =
    took > HANDED_MICROS || worker.pace === Number.POSITIVE_INFINITY ? took : 0.8 * worker.pace + 0.2 * took;
  session.record(KIND["task.end"], end, worker.member, pool, task.id, status === STATUS.returned ? 0 : 1);
  const next = worker.tasks[0];
  if (next) session.record(KIND["task.start"], end, worker.member, pool, next.id, 0, 0, next.fn.name);
  outcome(session, task, status, payload);
  hand(session, pool, worker, pool.machine.topUp(worker, mostFor(worker)), false);
  dispatch(session, pool);
  dismissIfDone(pool);
}

/** A worker gives back tasks that it has not begun. */
export function returned(session: Session, worker: Worker, ids: Set<number>): void {
  const pool = worker.member.pool!;
  worker.recalled = false;
  const back = worker.tasks.filter((task) => ids.has(task.id));
  for (const task of back) depart(task);
  pool.machine.returned(worker, back);
  dispatch(session, pool);
}

/** A worker is gone; answers the task that it was at, which is lost. */
export function lost(session: Session, member: Member): Task | undefined {
  const { worker, pool } = member;
  member.worker = undefined;
  if (!worker || !pool) return undefined;
  for (const unbegun of worker.tasks.slice(1)) depart(unbegun);
  const task = pool.machine.lost(worker);
  dispatch(session, pool);
  return task;
}

export function close(session: Session, member: Member, pool: PoolObject, site: number, time: number): void {
  if (pool.machine.closed) return;
  session.record(KIND["pool.close"], time, member, pool, 0, 0, site);
  pool.machine.closed = true;
  dismissIfDone(pool);
}

/** All tasks without an outcome are cancelled; the owner ends the workers. */
export function terminate(
  session: Session,
  member: Member | undefined,
  pool: PoolObject,
  site: number,
  time: number,
): void {
  if (pool.terminated) return;
  pool.terminated = true;
  pool.machine.closed = true;
  clearTimeout(pool.watchdog);
  session.record(KIND["pool.terminate"], time, member, pool, 0, 0, site);
  const reason = new TextEncoder().encode("the pool was terminated");
  for (const task of pool.machine.abandon()) outcome(session, task, STATUS.cancelled, reason);
}

/** The process awaits these of its tasks; nothing is left to wait for when all have their outcome. */
export function awaitTasks(session: Session, wait: Wait, first: number, count: number): void {
  const tasks: Task[] = [];
  for (let number = first; number < first + count; number++) {
    const task = wait.member.tasks.get(number);
    if (task) tasks.push(task);
  }
  if (tasks.length === 0) return;
  wait.tasks = tasks;
  wait.left = tasks.length;
  for (const task of tasks) {
    if (task.awaited) task.awaited.push(wait);
    else task.awaited = [wait];
  }
  session.park(wait);
}

export function outcome(session: Session, task: Task, status: number, payload: Uint8Array): void {
  const { submitter } = task;
  task.done = true;
  submitter.tasks.delete(task.number);
  arrive(task, undefined);
  submitter.connection?.frame(DOWN.outcome).u32(task.number).u8(status).bytes(payload).end();
  session.record(KIND["task.result"], nowMicros(), submitter, task.pool, task.id, status);
  for (const wait of task.awaited ?? []) if (--wait.left === 0) session.settle(wait, task.id);
  task.awaited = undefined;
}

/** The handles that the task carries are on their way. */
function depart(task: Task): void {
  if (task.travelling) return;
  task.travelling = true;
  for (const ref of task.refs) ref.inFlight++;
}

/** They have come to a worker, or will never come to any. */
function arrive(task: Task, member: Member | undefined): void {
  if (!task.travelling) return;
  task.travelling = false;
  for (const ref of task.refs) {
    ref.inFlight--;
    if (member) arrived(ref, member);
  }
}

function mostFor(worker: Worker): number {
  return Math.max(1, Math.min(HANDED_TASKS, Math.floor(HANDED_MICROS / worker.pace)));
}

function dispatch(session: Session, pool: PoolObject): void {
  for (const { worker, tasks } of pool.machine.dispatch(mostFor)) hand(session, pool, worker, tasks, true);
}

function hand(session: Session, pool: PoolObject, worker: Worker, tasks: Task[], idle: boolean): void {
  if (tasks.length === 0) return;
  const { member } = worker;
  const { connection } = member;
  for (const task of tasks) {
    task.worker = member;
    arrive(task, member);
    if (!member.knownFunctions.has(task.fn)) {
      member.knownFunctions.add(task.fn);
      connection?.frame(DOWN.fn).u32(task.fn.id).text(task.fn.module).text(task.fn.name).end();
    }
    connection?.frame(DOWN.task).u32(task.id).u32(task.fn.id).u8(task.flags).bytes(task.payload).end();
  }
  if (idle) {
    const first = tasks[0]!;
    session.record(KIND["task.start"], nowMicros(), member, pool, first.id, 0, 0, first.fn.name);
  }
  if (worker.tasks.length > 1) guard(session, pool);
}

/** Looks after workers that have more than one task. */
function guard(session: Session, pool: PoolObject): void {
  if (pool.watchdog) return;
  pool.watchdog = setTimeout(() => {
    pool.watchdog = undefined;
    let again = false;
    for (const worker of pool.machine.workers) {
      if (worker.tasks.length < 2) {
        worker.seen = undefined;
        continue;
      }
      again = true;
      if (worker.seen === worker.tasks[0] && !worker.recalled) {
        worker.recalled = true;
        worker.pace = Number.POSITIVE_INFINITY;
        worker.member.connection?.frame(DOWN.recallTasks).end();
      }
      worker.seen = worker.tasks[0];
    }
    if (again) guard(session, pool);
  }, WATCHDOG_MS);
}

function dismissIfDone(pool: PoolObject): void {
  if (!pool.machine.done) return;
  for (const worker of pool.machine.workers) worker.member.connection?.frame(DOWN.dismiss).end();
}
