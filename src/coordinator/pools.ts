/**
 * Pools: tasks from submitters to workers, outcomes back.
 *
 * While tasks are short a worker is handed several at once, worth about a millisecond of its time. Those it has
 * not begun are asked back as soon as it stays with one for longer, so a task never waits behind a slow one while
 * another worker is free.
 */
import { KIND } from "../protocol/events.ts";
import { DOWN, STATUS } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import { spare } from "./memory.ts";
import type { Session } from "./session.ts";
import { arrived, gain, type PoolObject, type Task, type Worker } from "./shared-object.ts";

const HANDED_MICROS = 1000;
const HANDED_TASKS = 128;
/** A worker that shows no progress for so long gives back what it has not begun. */
const WATCHDOG_MS = 4;
const encoder = new TextEncoder();
const CLOSED = {
  Pool: "Pool not running",
  ProcessPoolExecutor: "cannot schedule new futures after shutdown",
};
const TERMINATED = encoder.encode("the pool was terminated");

/** `most`: how many tasks it does before another takes its place; 0: any number. */
export function ready(session: Session, member: Member, most: number): void {
  const pool = member.pool;
  if (!pool || member.served) return;
  member.served = true;
  pool.coming = Math.max(0, pool.coming - 1);
  const worker: Worker = {
    member,
    tasks: [],
    pace: Number.POSITIVE_INFINITY,
    seen: undefined,
    recalled: false,
    ...(most > 0 ? { left: most } : {}),
  };
  member.worker = worker;
  pool.machine.join(worker);
  dispatch(session, pool);
  dismissIfDone(pool);
}

export function submit(session: Session, pool: PoolObject, task: Task, time: number): void {
  session.record(KIND["task.submit"], time, task.submitter, pool, task.id, 0, task.site, task.fn.name);
  depart(task);
  if (pool.broken !== undefined) return outcome(session, task, STATUS.broken, encoder.encode(pool.broken));
  if (pool.terminated) return outcome(session, task, STATUS.cancelled, TERMINATED);
  // Its owner asks itself before it submits: this is somebody else who was handed the pool.
  if (pool.machine.closed) return outcome(session, task, STATUS.refused, encoder.encode(CLOSED[pool.type]));
  const { tasks, submitted } = task.submitter;
  tasks.set(task.number, task);
  submitted.set(pool, (submitted.get(pool) ?? 0) + 1);
  gain(pool, task.submitter);
  pool.machine.submit(task);
  if (pool.type === "Pool") dispatch(session, pool);
  else dispatchSoon(session, pool);
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
  if (pool.machine.spent(worker)) dismiss(worker.member);
  else if (pool.type === "Pool")
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
  for (const task of pool.machine.abandon()) outcome(session, task, STATUS.cancelled, TERMINATED);
}

/**
 * The process that made the pool is gone, and nobody can start workers any more. The workers of a pool end with
 * it; those of an executor are no daemons, and finish what there is.
 */
export function ownerGone(session: Session, pool: PoolObject): void {
  if (pool.type === "Pool") return terminate(session, undefined, pool, 0, nowMicros());
  pool.machine.closed = true;
  abandonIfAlone(session, pool);
  dismissIfDone(pool);
}

/** A worker has ended, in these words; `failed`: by its own doing, not by a signal. */
export function workerEnded(
  session: Session,
  member: Member,
  pool: PoolObject,
  how: string,
  failed: boolean,
): void {
  if (!member.served) pool.coming = Math.max(0, pool.coming - 1);
  if (pool.type !== "Pool") {
    if (!member.dismissed && !session.stopping) breakExecutor(session, pool, member, how);
    else demand(session, pool);
    abandonIfAlone(session, pool);
    return;
  }
  if (pool.terminated || (pool.machine.closed && pool.machine.pending.size === 0)) return;
  // One that could not even begin would be replaced by others like it for ever.
  if (!member.served && failed) tellOwner(pool, DOWN.broken)?.text(how).end();
  else tellOwner(pool, DOWN.replace)?.end();
}

/** One worker has ended unasked: all that was to come is lost, and no more can be submitted. */
function breakExecutor(session: Session, pool: PoolObject, member: Member, how: string): void {
  if (pool.broken !== undefined) return;
  pool.broken = how;
  pool.machine.closed = true;
  session.record(KIND["pool.break"], nowMicros(), undefined, pool, member.id, 0, 0, how);
  // First of all: whoever is called back because of an outcome must not submit any more.
  for (const holder of pool.holders) {
    const handle = holder.handles.indexOf(pool);
    if (handle > 0) holder.connection?.frame(DOWN.broken).u32(handle).text(how).end();
  }
  const reason = encoder.encode(how);
  for (const task of pool.machine.abandon()) outcome(session, task, STATUS.broken, reason);
}

/** Tasks of an executor without owner and workers: nobody will ever do them. */
function abandonIfAlone(session: Session, pool: PoolObject): void {
  if (!pool.creator.gone || pool.machine.workers.size > 0) return;
  for (const member of session.living) if (member.pool === pool && !member.gone && !member.dismissed) return;
  const reason = encoder.encode("the process that owns the pool has ended");
  for (const task of pool.machine.abandon()) outcome(session, task, STATUS.cancelled, reason);
}

/** Asks the owner of an executor for as many workers as there is work for. */
function demand(session: Session, pool: PoolObject): void {
  if (pool.type === "Pool" || pool.broken !== undefined || session.stopping) return;
  const { pending, workers } = pool.machine;
  while (pending.size > pool.coming && workers.size + pool.coming < pool.size) {
    const frame = tellOwner(pool, DOWN.replace);
    if (!frame) return;
    frame.end();
    pool.coming++;
  }
}

function tellOwner(pool: PoolObject, code: number) {
  return pool.creator.connection?.frame(code).u32(pool.creator.handles.indexOf(pool));
}

export function outcome(session: Session, task: Task, status: number, payload: Uint8Array): void {
  const { submitter } = task;
  if (task.done) return;
  task.done = true;
  const wasOut = submitter.tasks.delete(task.number);
  arrive(task, undefined);
  spare.spend(payload);
  submitter.connection?.frame(DOWN.outcome).u32(task.number).u8(status).bytes(payload).end();
  session.record(KIND["task.result"], nowMicros(), submitter, task.pool, task.id, status);
  for (const wait of task.awaited ?? []) {
    if (--wait.left !== 0) continue;
    if (wait.answered) session.grant(wait, task.id);
    else session.settle(wait, task.id);
  }
  task.awaited = undefined;
  if (wasOut) settled(session, submitter, task.pool);
}

/** A process has one task less that may call it back. */
function settled(session: Session, submitter: Member, pool: PoolObject): void {
  const left = submitter.submitted.get(pool)! - 1;
  if (left > 0) submitter.submitted.set(pool, left);
  else {
    submitter.submitted.delete(pool);
    if (submitter.waits.size > 0) session.watch.blocked(submitter);
  }
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
  // What an executor's worker has been handed cannot be cancelled: never more than it begins at once.
  const most = pool.type === "Pool" ? mostFor : () => 1;
  for (const { worker, tasks } of pool.machine.dispatch(most)) hand(session, pool, worker, tasks, true);
  demand(session, pool);
}

/** After all frames that came together: what is submitted and cancelled in one turn is never begun. */
function dispatchSoon(session: Session, pool: PoolObject): void {
  if (pool.scheduled) return;
  pool.scheduled = true;
  queueMicrotask(() => {
    pool.scheduled = false;
    dispatch(session, pool);
  });
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
    if (pool.type !== "Pool") task.submitter.connection?.frame(DOWN.began).u32(task.number).end();
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

export function dismissIfDone(pool: PoolObject): void {
  if (!pool.machine.done) return;
  for (const worker of pool.machine.workers) dismiss(worker.member);
}

/** It ends once it has nothing left to do of its own. */
function dismiss(member: Member): void {
  if (member.dismissed) return;
  member.dismissed = true;
  member.connection?.frame(DOWN.dismiss).end();
}
