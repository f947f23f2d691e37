/** Tasks as their submitters see them: awaited, withdrawn. */
import { DOWN, STATUS } from "../protocol/messages.ts";
import type { Member } from "./member.ts";
import { dismissIfDone, outcome } from "./pools.ts";
import type { Session } from "./session.ts";
import type { PoolObject, Task } from "./shared-object.ts";
import type { Wait } from "./wait.ts";

const CANCELLED = new TextEncoder().encode("it was cancelled");

/**
 * The process awaits `needed` of these of its tasks, all of them unless told otherwise. `runs` are pairs of a first
 * number and a count. Nothing is left to wait for when so many have their outcome.
 */
export function awaitTasks(
  session: Session,
  wait: Wait,
  runs: readonly (readonly [number, number])[],
  needed = Number.POSITIVE_INFINITY,
): void {
  const tasks: Task[] = [];
  const { tasks: known } = wait.member;
  for (const [first, count] of runs)
    if (count > known.size) {
      // Most of them are done, or never were.
      for (const [number, task] of known) if (number >= first && number < first + count) tasks.push(task);
    } else
      for (let number = first; number < first + count; number++) {
        const task = known.get(number);
        if (task) tasks.push(task);
      }
  if (tasks.length > 0) park(session, wait, tasks, needed);
}

/** The process awaits all tasks of a pool, or those it has submitted itself when the pool is another's. */
export function awaitAll(session: Session, wait: Wait, pool: PoolObject): void {
  const { member } = wait;
  const all = [...[...pool.machine.workers].flatMap((worker) => worker.tasks), ...pool.machine.pending];
  const tasks = all.filter((task) => !task.done && (pool.creator === member || task.submitter === member));
  wait.answered = true;
  if (tasks.length > 0) return park(session, wait, tasks, tasks.length);
  session.grantedAtOnce(wait, 0);
  member.connection?.frame(DOWN.grant).u32(wait.op).end();
}

/** The submitter wants these not to be begun; those that are go on, and nobody is told of their outcome. */
export function cancel(session: Session, member: Member, pool: PoolObject, numbers: number[]): void {
  const tasks = numbers.map((number) => member.tasks.get(number)).filter((task) => task?.pool === pool);
  withdraw(session, pool, new Set(tasks as Task[]));
  for (const task of tasks) outcome(session, task!, STATUS.cancelled, CANCELLED);
}

/** The owner wants nothing more to be begun, whoever has submitted it. */
export function cancelAll(session: Session, member: Member, pool: PoolObject): void {
  if (pool.creator === member) withdraw(session, pool, new Set(pool.machine.pending));
}

function withdraw(session: Session, pool: PoolObject, tasks: ReadonlySet<Task>): void {
  for (const task of pool.machine.withdraw(tasks)) outcome(session, task, STATUS.cancelled, CANCELLED);
  dismissIfDone(pool);
}

function park(session: Session, wait: Wait, tasks: Task[], needed: number): void {
  wait.tasks = tasks;
  wait.left = Math.max(1, Math.min(needed, tasks.length));
  for (const task of tasks) {
    if (task.awaited) task.awaited.push(wait);
    else task.awaited = [wait];
  }
  session.park(wait);
}
