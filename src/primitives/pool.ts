/**
 * The tasks of a pool: taken in the order of submission by whichever worker is free. A worker may be handed a few
 * tasks in advance; those it has not begun come back to the front when it dies or is asked for them.
 */
import { Fifo } from "./fifo.ts";

export interface PoolWorker<T> {
  /** Handed to it and not ended, oldest first; it works on the first. */
  tasks: T[];
  /** How many more it may be handed before it is to be relieved; absent: any number. */
  left?: number;
}

export class PoolMachine<T, K extends PoolWorker<T>> {
  readonly pending = new Fifo<T>();
  readonly workers = new Set<K>();
  /** Workers without a task, the one idle longest first. */
  readonly idle = new Fifo<K>();
  closed = false;

  submit(task: T): void {
    this.pending.push(task);
  }

  /** A worker is ready for its first task. */
  join(worker: K): void {
    this.workers.add(worker);
    this.idle.push(worker);
  }

  /**
   * Hands out tasks, at most `most(worker)` to each worker and never more than its fair share of what is
   * pending, so that the last tasks spread over all workers.
   */
  dispatch(most: (worker: K) => number): { worker: K; tasks: T[] }[] {
    const handed: { worker: K; tasks: T[] }[] = [];
    while (this.pending.size > 0 && this.idle.size > 0) {
      const worker = this.idle.shift()!;
      handed.push({ worker, tasks: this.#hand(worker, most(worker)) });
    }
    return handed;
  }

  /** More tasks for a worker that still has some but will soon run out. */
  topUp(worker: K, most: number): T[] {
    if (this.pending.size === 0 || this.idle.size > 0 || worker.tasks.length * 2 > most) return [];
    return this.#hand(worker, most - worker.tasks.length);
  }

  #hand(worker: K, most: number): T[] {
    const share = Math.ceil(this.pending.size / (2 * Math.max(1, this.workers.size)));
    const wanted = Math.max(worker.tasks.length === 0 ? 1 : 0, Math.min(most, share));
    const count = Math.min(wanted, worker.left ?? wanted);
    const tasks: T[] = [];
    while (tasks.length < count && this.pending.size > 0) tasks.push(this.pending.shift()!);
    worker.tasks.push(...tasks);
    if (worker.left !== undefined) worker.left -= tasks.length;
    return tasks;
  }

  /** A worker has ended a task; false when it did not have it. */
  ended(worker: K, task: T): boolean {
    const at = worker.tasks.indexOf(task);
    if (at < 0) return false;
    worker.tasks.splice(at, 1);
    if (worker.tasks.length > 0) return true;
    if (worker.left === 0) this.workers.delete(worker);
    else this.idle.push(worker);
    return true;
  }

  /** True for a worker that has done all it may: it is no worker of this pool any more. */
  spent(worker: K): boolean {
    return worker.left === 0 && worker.tasks.length === 0;
  }

  /** Takes back tasks that nobody has been handed yet; answers those that were found. */
  withdraw(tasks: ReadonlySet<T>): T[] {
    const all = this.pending.clear();
    const found: T[] = [];
    for (const task of all) {
      if (tasks.has(task)) found.push(task);
      else this.pending.push(task);
    }
    return found;
  }

  /** Tasks a worker had not begun come back to the front. */
  returned(worker: K, tasks: T[]): void {
    worker.tasks = worker.tasks.filter((task) => !tasks.includes(task));
    if (worker.left !== undefined) worker.left += tasks.length;
    this.pending.unshift(tasks);
    if (worker.tasks.length === 0) this.idle.push(worker);
  }

  /** A worker is gone; answers the task it was at, if any. The others come back to the front. */
  lost(worker: K): T | undefined {
    this.workers.delete(worker);
    this.idle.remove(worker);
    const [current, ...rest] = worker.tasks;
    worker.tasks = [];
    this.pending.unshift(rest);
    return current;
  }

  /** All tasks not ended, oldest first; they are forgotten. */
  abandon(): T[] {
    const running = [...this.workers].flatMap((worker) => worker.tasks.splice(0));
    return [...running, ...this.pending.clear()];
  }

  /** True when closed and nothing is left to do. */
  get done(): boolean {
    return this.closed && this.pending.size === 0 && this.idle.size === this.workers.size;
  }
}
