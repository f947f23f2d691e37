/**
 * The rows that must have happened before some others can, in any schedule that grants every lock in the order of
 * the trace: what the sync-preserving closure of Tunç et al. (2023) is to their events. As a process's rows come in
 * one order, it is how many of each process's rows.
 */
import { KIND, waitKind } from "../../protocol/events.ts";
import type { Collector } from "./collector.ts";
import { type EventLog, OPAQUE, WHOLE } from "./event-log.ts";
import { isLock } from "./parties.ts";

const ACQUIRED = waitKind("acquire", "grant");

export class Closure {
  readonly #run: Collector;
  readonly #log: EventLog;
  readonly #locks: boolean;
  /** Process → how many of its rows are in, and how many of these have been looked at. */
  readonly frontier: number[] = [];
  readonly #looked: number[] = [];
  readonly #todo: number[] = [];
  /** Lock → its latest acquire that is in. */
  readonly #latest = new Map<number, number>();
  /** Object → how much of its history is in. */
  readonly #histories = new Map<number, number>();
  /** Nothing can make it whole: a lock is never given back. */
  failed = false;
  /** Rows looked at. */
  steps = 0;

  /** `locks` false: only what is ordered by starts, joins, items, signals and the like. */
  constructor(run: Collector, locks = true) {
    this.#run = run;
    this.#log = run.log;
    this.#locks = locks;
    if (run.log.first === 0) return;
    // What was before the window is in, its holds of locks as well.
    for (const process of run.processes.values()) this.#reach(process.id, process.first);
    this.#close();
  }

  has(row: number): boolean {
    return this.#log.position[row]! < (this.frontier[this.#log.process[row]!] ?? 0);
  }

  /** Everything that a process does before this row of its own. */
  before(row: number): void {
    this.#reach(this.#log.process[row]!, this.#log.position[row]!);
    this.#close();
  }

  include(row: number): void {
    this.#reach(this.#log.process[row]!, this.#log.position[row]! + 1);
    this.#close();
  }

  /** The last row that is in, −1 when there is none. */
  get last(): number {
    let last = -1;
    this.frontier.forEach((count, id) => {
      if (count > 0) last = Math.max(last, this.#run.process(id).rows[count - 1]!);
    });
    return last;
  }

  #reach(process: number, count: number): void {
    if ((this.frontier[process] ?? 0) >= count) return;
    this.frontier[process] = count;
    this.#todo.push(process);
  }

  #need(row: number): void {
    this.#reach(this.#log.process[row]!, this.#log.position[row]! + 1);
  }

  #close(): void {
    for (let id = this.#todo.pop(); id !== undefined && !this.failed; id = this.#todo.pop()) {
      const process = this.#run.process(id);
      let at = this.#looked[id] ?? 0;
      if (at === 0 && process.spawn > 0) this.#need(process.spawn - 1);
      for (; at < this.frontier[id]!; at++) this.#look(process.rows[at]!);
      this.#looked[id] = at;
    }
  }

  #look(row: number): void {
    this.steps++;
    const log = this.#log;
    const flags = log.flags[row]!;
    if (flags & WHOLE) return this.#all(row);
    if (flags & OPAQUE) return this.#history(row);
    const need = log.need[row]!;
    if (need > 0) this.#need(need - 1);
    const kind = log.kind[row]!;
    if (kind === ACQUIRED) {
      if (this.#locks) this.#acquired(row);
    } else if (kind === KIND["task.start"] && log.until[row]! > 0) this.#need(log.until[row]! - 1);
    if (log.more.size > 0) for (const other of log.more.get(row) ?? []) this.#need(other - 1);
  }

  /** Of two acquires of a lock the earlier one's release comes between them. */
  #acquired(row: number): void {
    const log = this.#log;
    const object = this.#run.objects.get(log.object[row]!);
    if (!isLock(object) || (object!.type === "RLock" && log.other[row]! > 0)) return;
    const latest = this.#latest.get(object!.id);
    if (latest === undefined) this.#latest.set(object!.id, row);
    else if (latest !== row) {
      const earlier = Math.min(latest, row);
      if (log.until[earlier] === 0) this.failed = true;
      else this.#need(log.until[earlier]! - 1);
      this.#latest.set(object!.id, Math.max(latest, row));
    }
  }

  #history(row: number): void {
    const log = this.#log;
    const object = log.object[row]!;
    const count = log.need[row]!;
    const rows = log.history(object);
    for (let at = this.#histories.get(object) ?? 0; at < count; at++) this.#need(rows[at]!);
    this.#histories.set(object, Math.max(this.#histories.get(object) ?? 0, count));
  }

  /** Everything before this row, whoever did it. */
  #all(row: number): void {
    for (const process of this.#run.processes.values()) {
      let low = 0;
      let high = process.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (process.rows[middle]! < row) low = middle + 1;
        else high = middle;
      }
      this.#reach(process.id, low);
    }
  }
}
