/**
 * The shared objects of a run in some other schedule: rows of the log are carried out one by one on the state
 * machines that the coordinator runs, and each must have the outcome that it had in the trace.
 */
import { ALL_ELEMENTS, KIND } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import type { Collector } from "./collector.ts";
import { ARRIVAL, type EventLog, OPAQUE, REGAIN, WHOLE } from "./event-log.ts";
import { type Machine, machineFor, type Request } from "./machines.ts";

/** `blocks`: it has to wait here; `differs`: it would have another outcome than in the trace. */
export type Outcome = "done" | "blocks" | "differs";

export class World {
  readonly #run: Collector;
  readonly #log: EventLog;
  /** Requests that have not ended, by the row that asked. */
  readonly requests = new Map<number, Request>();
  /** Of waiters of conditions: the acquire that follows, by the row of the wait. */
  readonly #regains = new Map<number, Request>();
  readonly exited = new Set<number>();
  readonly terminated = new Set<number>();
  /** Ends of tasks, by row. */
  readonly ended = new Set<number>();
  /** Tasks that have ended, by submitter. */
  readonly #results = new Map<number, number>();
  readonly #unstarted = new Map<number, number>();
  readonly #machines = new Map<number, Machine>();
  readonly #counts = new Map<number, number>();
  readonly #joiners = new Map<number, Request[]>();
  readonly #writes = new Map<number, Map<number, number>>();
  /** How many levels of its lock a waiter lets go of. */
  readonly #levels = new Map<number, number>();
  /** Rows carried out. */
  steps = 0;
  #highest = -1;
  /** Requests granted since this was last emptied. */
  granted: Request[] = [];
  /** A row which, had it been carried out before, might have given the last row another outcome; −1: none. */
  missing = -1;

  constructor(run: Collector) {
    this.#run = run;
    this.#log = run.log;
  }

  /** Carries out a row. After anything but `done` the world has not moved, but for a request that now waits. */
  step(row: number): Outcome {
    this.missing = -1;
    const outcome = this.#try(row);
    if (outcome !== "done") return outcome;
    this.steps++;
    this.#highest = Math.max(this.#highest, row);
    const object = this.#log.object[row]!;
    if (object > 0) this.#counts.set(object, (this.#counts.get(object) ?? 0) + 1);
    return outcome;
  }

  machine(object: number): Machine {
    let machine = this.#machines.get(object);
    if (!machine) {
      machine = machineFor(this.#run.objects.get(object));
      this.#machines.set(object, machine);
    }
    return machine;
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
    if (flags & WHOLE && (this.steps !== row || this.#highest >= row)) return "differs";
    if (flags & OPAQUE) return this.#opaque(row, object);
    const kind = log.kind[row]!;
    if (kind === ARRIVAL) return this.#arrive(row, object, false);
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
        for (const request of this.#joiners.get(process) ?? []) this.#give(request);
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
        this.#unstarted.set(object, this.unstarted(object) + 1);
        return "done";
      case KIND["task.start"]:
        this.#unstarted.set(object, this.unstarted(object) - 1);
        return "done";
      case KIND["task.end"]: {
        this.ended.add(row);
        // Any task that ends may be one that its submitter awaits.
        const submitter = log.until[row]!;
        this.#results.set(submitter, this.results(submitter) + 1);
        return "done";
      }
      case KIND["value.read"]:
      case KIND["value.write"]:
        return this.#access(row, kind, object, process);
      case KIND["barrier.act"]:
        return this.#arrive(row, object, true);
      default:
        return "done";
    }
  }

  #opaque(row: number, object: number): Outcome {
    const done = this.#counts.get(object) ?? 0;
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
      this.missing = (log.more.get(row) ?? []).find((end) => !this.ended.has(end - 1)) ?? 0;
      this.missing--;
      request.done = this.missing < 0;
      if (!request.done) return "blocks";
    }
    if (!request.done) {
      this.missing = this.#obstacle(row, machine);
      return "blocks";
    }
    if (
      machine?.type === "queue" &&
      WAIT_ROWS[log.kind[row]!]!.verb === "get" &&
      request.item !== log.need[row]
    ) {
      this.missing = this.#getOf(request.item, row);
      return "differs";
    }
    this.requests.delete(request.row);
    this.requests.delete(row);
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
        this.missing = this.#rival(row, refused, machine);
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
      for (const line of this.#joiners.values())
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
        const line = this.#joiners.get(target);
        if (line) line.push(request);
        else this.#joiners.set(target, [request]);
      }
      return "done";
    }
    const machine = this.machine(object);
    switch (machine.type) {
      case "lock":
      case "semaphore":
      case "rlock":
        this.#acquire(machine, request);
        return "done";
      case "event":
        if (machine.it.tryWait()) request.done = true;
        else machine.it.enqueue(request);
        return "done";
      case "condition":
        machine.it.enqueue(request);
        return "done";
      case "barrier":
        return machine.it.arrive(request, false).what === "waits" ? "done" : "differs";
      case "queue":
        return this.#queue(machine, request, row, wait!.verb);
      case "pool":
        request.since = this.results(request.process);
        return "done";
      default:
        return "differs";
    }
  }

  #acquire(machine: Machine, request: Request, levels = 1): void {
    if (machine.type === "lock" || machine.type === "semaphore") {
      if (machine.it.tryAcquire(request)) request.done = true;
      else machine.it.enqueue(request);
    } else if (machine.type === "rlock") {
      if (machine.it.tryAcquire(request, levels)) request.done = true;
      else machine.it.enqueue(request, levels);
    }
  }

  #queue(machine: Machine & { type: "queue" }, request: Request, row: number, verb: string): Outcome {
    const { it } = machine;
    if (verb === "drain") {
      if (it.tryDrain()) request.done = true;
      else it.enqueueDrain(request);
    } else if (verb === "get") {
      const { item, admitted } = it.tryGet();
      if (item === undefined) it.enqueueGet(request);
      else {
        request.item = item;
        request.done = true;
      }
      for (const { request: putter, item: put, passed } of admitted) this.#admit(putter, put, passed);
    } else {
      // The row that puts it stands for the item.
      const item = row + 1;
      const { accepted, granted } = it.tryPut(item);
      if (!accepted) it.enqueuePut(request, item);
      else request.done = true;
      if (granted) this.#admit(undefined, item, granted);
    }
    return "done";
  }

  #admit(putter: Request | undefined, item: number, getter: Request | undefined): void {
    if (putter) this.#give(putter);
    if (!getter) return;
    getter.item = item;
    this.#give(getter);
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
    const machine = this.machine(object);
    const owner = this.#log.other[row]!;
    if (machine.type === "semaphore") {
      const { valid, granted } = machine.it.release();
      if (granted) this.#give(granted);
      return valid ? "done" : "differs";
    }
    if (machine.type === "lock") {
      if (machine.it.holder?.process !== owner) return "differs";
      const { granted } = machine.it.release();
      if (granted) this.#give(granted);
      this.#levels.set(process, 1);
      return "done";
    }
    if (machine.type !== "rlock" || machine.it.owner !== process) return "differs";
    this.#levels.set(process, machine.it.levels);
    for (const request of machine.it.release(machine.it.levels).granted) this.#give(request);
    return "done";
  }

  /** A waiter is out of a condition's line: it wants its lock again, whatever its process does meanwhile. */
  #regain(waiter: Request, condition: number): void {
    const lock = this.machine(this.#run.objects.get(condition)?.lock ?? 0);
    const request: Request = { process: waiter.process, row: -1, done: false, item: waiter.row, since: 0 };
    this.#regains.set(waiter.row, request);
    this.#acquire(lock, request, this.#levels.get(waiter.process));
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
      this.#acquire(lock, request);
      this.missing = this.#releaseOf(holder);
      return "blocks";
    }
    const element = log.other[row]!;
    let writes = this.#writes.get(object);
    if (!writes) {
      writes = new Map();
      this.#writes.set(object, writes);
    }
    if (kind === KIND["value.write"]) writes.set(element, row + 1);
    else if (element === ALL_ELEMENTS) {
      const expected = log.more.get(row) ?? [];
      if (expected.length !== writes.size || !expected.every((write) => [...writes.values()].includes(write)))
        return "differs";
    } else if ((writes.get(element) ?? 0) !== log.need[row]) return "differs";
    if (waiting) {
      // It had the lock for this alone.
      this.requests.delete(row);
      const released = lock.type === "rlock" ? lock.it.release(1).granted : [];
      for (const request of released) this.#give(request);
    }
    return "done";
  }

  /** What keeps this request waiting, where something that came before it in the trace could help. */
  #obstacle(row: number, machine: Machine | undefined): number {
    const log = this.#log;
    if (!machine) return -1;
    if (machine.type === "lock" || machine.type === "rlock")
      return machine.it.holder ? this.#releaseOf(machine.it.holder) : -1;
    const { verb } = WAIT_ROWS[log.kind[row]!]!;
    if (machine.type === "semaphore") return this.#earlier(row, KIND["release"]);
    if (machine.type !== "queue") return -1;
    if (verb === "drain") return this.#earlier(row, KIND["task.done"]);
    const first = machine.it.items.first;
    if (verb === "put" && first !== undefined) return this.#getOf(first, row);
    return -1;
  }

  /** Why a request that was refused in the trace would be granted here. */
  #rival(row: number, request: Request, machine: Machine | undefined): number {
    if (machine?.type === "queue" && WAIT_ROWS[this.#log.kind[row]!]!.verb === "get")
      return this.#getOf(request.item, row);
    return machine?.type === "semaphore" ? this.#earlier(row, KIND["acquire.grant"]) : -1;
  }

  /** The release that ends this hold. */
  #releaseOf(holder: Request): number {
    const log = this.#log;
    let asked = holder.row;
    if (asked < 0) {
      // A condition's waiter that was woken and has not gone on: its acquire follows the end of its wait.
      const woken = log.pair[holder.item]! - 1;
      if (woken < 0) return -1;
      asked = this.#run.process(holder.process).rows[log.position[woken]! + 1]!;
    }
    const granted = WAIT_ROWS[log.kind[asked]!]?.phase === "ask" ? log.pair[asked]! - 1 : asked;
    return granted >= 0 ? log.until[granted]! - 1 : -1;
  }

  /** The get of an item, if it came before the row. */
  #getOf(item: number, row: number): number {
    const got = item > 0 ? this.#log.until[item - 1]! - 1 : -1;
    return got < row ? got : -1;
  }

  /** The first row of this kind with the same object that is still missing. */
  #earlier(row: number, kind: number): number {
    const log = this.#log;
    for (const other of log.history(log.object[row]!)) {
      if (other >= row) return -1;
      if (log.kind[other] === kind && !this.has(other)) return other;
    }
    return -1;
  }

  /** The acquire that a condition's waiter has been waiting with since it was woken. */
  #regainOf(row: number): Request | undefined {
    const log = this.#log;
    const end = log.more.get(row)![0]! - 1;
    const asked = log.pair[end]! - 1;
    return this.#regains.get(asked >= 0 ? asked : end);
  }

  /** How many tasks of a process have ended. */
  results(process: number): number {
    return this.#results.get(process) ?? 0;
  }

  /** Tasks of a pool that were submitted and not started. */
  unstarted(pool: number): number {
    return this.#unstarted.get(pool) ?? 0;
  }

  /** Whether a row has been carried out; set by whoever carries them out. */
  has: (row: number) => boolean = () => false;
}
