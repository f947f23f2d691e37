/** Why a row cannot be carried out, where some other row that happened in the trace might help. */
import { KIND } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import type { Collector } from "./collector.ts";
import type { EventLog } from "./event-log.ts";
import type { Machine, Request } from "./machines.ts";

/** Every question is answered with a row of the log, −1 when there is none. */
export class Obstacles {
  readonly #run: Collector;
  readonly #log: EventLog;
  readonly #has: (row: number) => boolean;

  /** `has`: whether a row has been carried out. */
  constructor(run: Collector, has: (row: number) => boolean) {
    this.#run = run;
    this.#log = run.log;
    this.#has = has;
  }

  /** What keeps a request of this row waiting. */
  of(row: number, machine: Machine | undefined): number {
    switch (machine?.type) {
      case "lock":
      case "rlock":
        return machine.it.holder ? this.releaseOf(machine.it.holder) : -1;
      case "semaphore":
        return this.#earlier(row, KIND["release"]);
      case "queue": {
        const { verb } = WAIT_ROWS[this.#log.kind[row]!]!;
        if (verb === "drain") return this.#earlier(row, KIND["task.done"]);
        const { first } = machine.it.items;
        return verb === "put" && first !== undefined ? this.getOf(first, row) : -1;
      }
      default:
        return -1;
    }
  }

  /** Why a request that was refused in the trace is granted here. */
  rival(row: number, request: Request, machine: Machine | undefined): number {
    if (machine?.type === "semaphore") return this.#earlier(row, KIND["acquire.grant"]);
    const isGet = machine?.type === "queue" && WAIT_ROWS[this.#log.kind[row]!]!.verb === "get";
    return isGet ? this.getOf(request.item, row) : -1;
  }

  /** The release that ends this hold. */
  releaseOf(holder: Request): number {
    const log = this.#log;
    let asked = holder.row;
    if (asked < 0) {
      // A condition's waiter that was woken and has not gone on: its acquire follows the end of its wait.
      const woken = log.pair[holder.item - 1]! - 1;
      if (woken < 0) return -1;
      asked = this.#run.process(holder.process).rows[log.position[woken]! + 1]!;
    }
    const granted = WAIT_ROWS[log.kind[asked]!]?.phase === "ask" ? log.pair[asked]! - 1 : asked;
    return granted >= 0 ? log.until[granted]! - 1 : -1;
  }

  /** The get of an item, if it came before the row. */
  getOf(item: number, row: number): number {
    const got = item > 0 ? this.#log.until[item - 1]! - 1 : -1;
    return got < row ? got : -1;
  }

  /** The first row of this kind with the row's object that is missing. */
  #earlier(row: number, kind: number): number {
    const log = this.#log;
    for (const other of log.history(log.object[row]!)) {
      if (other >= row) return -1;
      if (log.kind[other] === kind && !this.#has(other)) return other;
    }
    return -1;
  }
}
