/**
 * The shared objects of a run in some other schedule: rows of the log are carried out one by one on the state
 * machines that the coordinator runs, and each must have the outcome that it had in the trace.
 */
import { ALL_ELEMENTS, KIND } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import type { Collector } from "./collector.ts";
import { ARRIVAL, type EventLog, OPAQUE, REGAIN, WHOLE } from "./event-log.ts";
import { acquire, giveBack, type Machine, place, type Request } from "./machines.ts";
import { Obstacles } from "./obstacles.ts";
import type { PoolTasks } from "./pool-tasks.ts";
import { WorldState } from "./world-state.ts";

/** `blocks`: it has to wait here; `differs`: it would have another outcome than in the trace. */
export type Outcome = "done" | "blocks" | "differs";

export class World {
  readonly #run: Collector;
  readonly #log: EventLog;
  readonly #state: WorldState;
  has: (row: number) => boolean;
  /** Requests granted since this was last emptied. */
  granted: Request[] = [];
  /** A row which, had it been carried out before, might have given the last row another outcome; −1: none. */
  missing = -1;

  readonly #obstacles: Obstacles;

  /** `has`: whether a row has been carried out, as whoever carries them out knows it. `state`: where it begins. */
  constructor(
    run: Collector,
    has: (row: number) => boolean,
    state = run.before?.copy() ?? new WorldState(run),
  ) {
    this.#run = run;
    this.#log = run.log;
    this.has = has;
    this.#state = state;
    this.#obstacles = new Obstacles(run, (row) => this.has(row));
  }

  /** Requests that have not ended, by the row that asked. */
  get requests(): Map<number, Request> {
    return this.#state.requests;
  }

  get exited(): Set<number> {
    return this.#state.exited;
  }

  get terminated(): Set<number> {
    return this.#state.terminated;
  }

  get tasks(): PoolTasks {
    return this.#state.tasks;
  }

  /** Rows carried out. */
  get steps(): number {
    return this.#state.steps;
  }

  /** Carries out a row. After anything but `done` the world has not moved, but for a request that now waits. */
  step(row: number): Outcome {
    this.missing = -1;
    const outcome = this.#try(row);
    if (outcome === "done") this.#count(row);
    return outcome;
  }

  /** Carries out the row that came next in the trace, an arrival at a barrier also if it waits there; false: it cannot. */
  carry(row: number): boolean {
    const outcome = this.#try(row);
    const kind = this.#log.kind[row]!;
    const arrives = kind === ARRIVAL || kind === KIND["barrier.act"];
    if (outcome !== "done" && !(arrives && outcome === "blocks")) return false;
    this.#count(row);
    return true;
  }

  #count(row: number): void {
    const state = this.#state;
    state.steps++;
    state.highest = Math.max(state.highest, row);
    const object = this.#log.object[row]!;
    if (object > 0) state.counts.set(object, (state.counts.get(object) ?? 0) + 1);
  }

  machine(object: number): Machine {
    return this.#state.machine(object);
  }

  /** Who holds a lock. */
  holder(object: number): Request | undefined {
    const machine = this.machine(object);
    return machine.type === "lock" || machine.type === "rlock" ? machine.it.holder : undefined;
  }

  #try(row: number): Outcome {
    const log = this.#log;
    const flags = log.flags[row]!;
    const object = log.object[row]!;
    if (flags & WHOLE && (this.steps !== row || this.#state.highest >= row)) return "differs";
    if (flags & OPAQUE) return this.#opaque(row, object);
    const kind = log.kind[row]!;
    if (kind === ARRIVAL || kind === KIND["barrier.act"]) return this.#arrive(row, object, kind !== ARRIVAL);
    const wait = WAIT_ROWS[kind];
    if (wait) {
      if (flags & WHOLE) return "done";
      if (wait.phase === "ask") return this.#ask(row);
      if (wait.phase === "grant") return this.#grant(row);
      return this.#vain(row, wait.phase);
    }
    const process = log.process[row]!;
    switch (kind) {
      case KIND["process.exit"]:
        this.exited.add(process);
        for (const request of this.#state.joiners.get(process) ?? []) this.#give(request);
        this.#state.joiners.delete(process);
        return "done";
      case KIND["process.terminate"]:
        this.terminated.add(log.other[row]!);
        return "done";
      case KIND["release"]:
        return this.#release(row, object, process);
      case KIND["release.level"]: {
        const machine = this.machine(object);
        if (machine.type !== "rlock" || machine.it.owner !== process || machine.it.levels < 2)
          return "differs";
        machine.it.release(1);
        return "done";
      }
      case KIND["event.set"]:
      case KIND["event.clear"]: {
        const machine = this.machine(object);
        if (machine.type !== "event") return "differs";
        if (kind === KIND["event.clear"]) machine.it.clear();
        else for (const request of machine.it.set()) this.#give(request);
        return "done";
      }
      case KIND["notify"]: {
        const machine = this.machine(object);
        if (machine.type !== "condition") return "differs";
        for (const request of machine.it.notify(log.other[row]! || undefined)) {
          this.#give(request);
          this.#regain(request, object);
        }
        return "done";
      }
      case KIND["task.done"]: {
        const machine = this.machine(object);
        if (machine.type !== "queue") return "differs";
        const { valid, drained } = machine.it.taskDone();
        for (const request of drained) this.#give(request);
        return valid ? "done" : "differs";
      }
      case KIND["task.submit"]:
      case KIND["task.start"]:
        this.tasks.pending(object, kind === KIND["task.submit"] ? 1 : -1);
        return "done";
      case KIND["task.end"]:
        this.tasks.ended(row, log.until[row]!);
        return "done";
      case KIND["value.read"]:
      case KIND["value.write"]:
        return this.#access(row, kind, object, process);
      default:
        return "done";
    }
  }

  #opaque(row: number, object: number): Outcome {
    const done = this.#state.counts.get(object) ?? 0;
    if (done === this.#log.need[row]) return "done";
    // Something of its history is missing, or something else has come before it.
    this.missing = done < this.#log.need[row]! ? this.#log.history(object)[done]! : -1;
    return "differs";
  }

  #ask(row: number): Outcome {
    const log = this.#log;
    if (log.flags[row]! & REGAIN) {
      const request = this.#regainOf(row);
      if (request) {
        request.row = row;
        this.requests.set(row, request);
        return "done";
      }
    }
    const request = this.#request(row);
    this.requests.set(row, request);
    return this.#attempt(request, row);
  }

  #grant(row: number): Outcome {
    const log = this.#log;
    const asked = log.pair[row]! - 1;
    let request = this.requests.get(asked >= 0 ? asked : row);
    if (!request && log.flags[row]! & REGAIN) request = this.#regainOf(row);
    if (!request) {
      if (asked >= 0) return "differs";
      request = this.#request(row);
      this.requests.set(row, request);
      if (this.#attempt(request, row) === "differs") return "differs";
    }
    if (request.row === -1) request.row = row;
    const object = log.object[row]!;
    const machine = object > 0 ? this.machine(object) : undefined;
    if (!request.done && machine?.type === "barrier" && machine.it.actor === request) {
      const met = machine.it.acted(request)!;
      request.done = true;
      for (const other of met.pass) this.#give(other);
      for (const other of met.arriving)
        if (machine.it.arrive(other, false).what !== "waits") return "differs";
    }
    if (machine?.type === "pool") {
      this.missing = this.tasks.missing(log.more.get(row) ?? []);
      request.done = this.missing < 0;
      if (!request.done) return "blocks";
    }
    if (!request.done) {
      this.missing = this.#obstacles.of(row, machine);
      return "blocks";
    }
    if (
      machine?.type === "queue" &&
      WAIT_ROWS[log.kind[row]!]!.verb === "get" &&
      request.item !== log.need[row]
    ) {
      this.missing = this.#obstacles.getOf(request.item, row);
      return "differs";
    }
    this.requests.delete(request.row);
    this.requests.delete(row);
    // What followed from a wait for a condition is over with it.
    if (log.flags[row]! & REGAIN) this.#state.regains.delete(request.item - 1);
    return "done";
  }

  /** A request that got nothing: non-blocking, or given up. */
  #vain(row: number, phase: string): Outcome {
    const log = this.#log;
    const asked = log.pair[row]! - 1;
    const object = log.object[row]!;
    const machine = object > 0 ? this.machine(object) : undefined;
    if (asked < 0) {
      // A condition's waiter that does not wait lets go of the lock all the same.
      if (machine?.type === "condition") return "done";
      const refused = this.#request(row);
      if (this.#attempt(refused, row) === "differs") return "differs";
      if (refused.done) {
        this.missing = this.#obstacles.rival(row, refused, machine);
        return "differs";
      }
      this.#cancel(refused, machine);
      return "done";
    }
    const request = this.requests.get(asked);
    if (!request || request.done) return "differs";
    this.requests.delete(asked);
    this.#cancel(request, machine);
    if (machine?.type === "condition" && phase !== "refuse") this.#regain(request, object);
    return "done";
  }

  #cancel(request: Request, machine: Machine | undefined): void {
    if (machine && "it" in machine) machine.it.cancel(request);
    else
      for (const line of this.#state.joiners.values())
        if (line.includes(request)) line.splice(line.indexOf(request), 1);
  }

  #request(row: number): Request {
    return { process: this.#log.process[row]!, row, done: false, item: 0, since: 0 };
  }

  #give(request: Request): void {
    request.done = true;
    this.granted.push(request);
  }

  /** Makes a request: it is done at once, or stands in line. */
  #attempt(request: Request, row: number): Outcome {
    const log = this.#log;
    const object = log.object[row]!;
    const wait = WAIT_ROWS[log.kind[row]!];
    if (object === 0) {
      if (wait?.verb !== "join") return "differs";
      const target = log.other[row]!;
      if (this.exited.has(target)) request.done = true;
      else {
        const { joiners } = this.#state;
        const line = joiners.get(target);
        if (line) line.push(request);
        else joiners.set(target, [request]);
      }
      return "done";
    }
    const machine = this.machine(object);
    // Any task that has ended before is none that is awaited from now on.
    if (machine.type === "pool") request.since = this.tasks.results(request.process);
    return place(machine, request, wait!.verb, (other) => this.#give(other)) ? "done" : "differs";
  }

  #arrive(row: number, object: number, acts: boolean): Outcome {
    const machine = this.machine(object);
    if (machine.type !== "barrier") return "differs";
    let request = this.requests.get(row);
    if (request) return request.done || machine.it.actor === request ? "done" : "blocks";
    request = this.#request(row);
    const arrival = machine.it.arrive(request, acts);
    this.requests.set(row, request);
    if (arrival.what === "waits") return "blocks";
    if (arrival.what === "broken") return "differs";
    if (arrival.what === "passes") {
      request.done = true;
      for (const other of arrival.with) this.#give(other);
    }
    return "done";
  }

  #release(row: number, object: number, process: number): Outcome {
    const released = giveBack(this.machine(object), process, this.#log.other[row]!);
    if (!released) return "differs";
    this.#state.levels.set(process, released.levels);
    for (const request of released.granted) this.#give(request);
    return "done";
  }

  /** A waiter is out of a condition's line: it wants its lock again, whatever its process does meanwhile. */
  #regain(waiter: Request, condition: number): void {
    const lock = this.machine(this.#run.objects.get(condition)?.lock ?? 0);
    const item = waiter.row + 1;
    const request: Request = { process: waiter.process, row: -1, done: false, item, since: 0 };
    this.#state.regains.set(waiter.row, request);
    acquire(lock, request, this.#state.levels.get(waiter.process));
  }

  /** Reads or writes a value, unless somebody else has its lock; what is read must have been written by the same row. */
  #access(row: number, kind: number, object: number, process: number): Outcome {
    const log = this.#log;
    const lock = this.machine(this.#run.objects.get(object)?.lock ?? 0);
    const waiting = this.requests.get(row);
    if (waiting && !waiting.done) return "blocks";
    const holder = lock.type === "rlock" || lock.type === "lock" ? lock.it.holder : undefined;
    if (!waiting && holder && holder.process !== process) {
      const request: Request = { process, row, done: false, item: 0, since: 0 };
      this.requests.set(row, request);
      acquire(lock, request);
      this.missing = this.#obstacles.releaseOf(holder);
      return "blocks";
    }
    const element = log.other[row]!;
    if (kind === KIND["value.write"]) this.#state.cells.write(object, element, row + 1);
    else if (element === ALL_ELEMENTS) {
      if (!this.#state.cells.wholeIs(object, log.more.get(row) ?? [])) return "differs";
    } else if (this.#state.cells.writer(object, element) !== log.need[row]) return "differs";
    if (waiting) {
      // It had the lock for this alone.
      this.requests.delete(row);
      const released = lock.type === "rlock" ? lock.it.release(1).granted : [];
      for (const request of released) this.#give(request);
    }
    return "done";
  }

  /** The acquire that a condition's waiter has been waiting with since it was woken. */
  #regainOf(row: number): Request | undefined {
    const log = this.#log;
    const end = log.more.get(row)![0]! - 1;
    const asked = log.pair[end]! - 1;
    return this.#state.regains.get(asked >= 0 ? asked : end);
  }
}
