/** How far the shared objects of a run have come in some schedule. */
import { Cells } from "./cells.ts";
import type { Collector } from "./collector.ts";
import { copied, standing } from "./machine-copy.ts";
import { type Machine, machineFor, type Request } from "./machines.ts";
import { PoolTasks } from "./pool-tasks.ts";

export class WorldState {
  readonly #run: Collector;
  /** Requests that have not ended, by the row that asked. */
  requests = new Map<number, Request>();
  /** Of waiters of conditions: the acquire that follows, by the row of the wait. */
  regains = new Map<number, Request>();
  exited = new Set<number>();
  terminated = new Set<number>();
  tasks = new PoolTasks();
  readonly #machines = new Map<number, Machine>();
  /** Object → how many of its rows have been carried out. */
  counts = new Map<number, number>();
  /** Process → who waits for its end. */
  joiners = new Map<number, Request[]>();
  cells = new Cells();
  /** Process → how many levels of its lock it let go of last. */
  levels = new Map<number, number>();
  /** Rows carried out, and the highest of them. */
  steps = 0;
  highest = -1;

  constructor(run: Collector) {
    this.#run = run;
  }

  machine(object: number): Machine {
    let machine = this.#machines.get(object);
    if (!machine) {
      machine = machineFor(this.#run.objects.get(object));
      this.#machines.set(object, machine);
    }
    return machine;
  }

  /** One that goes on by itself from here. */
  copy(): WorldState {
    const copy = new WorldState(this.#run);
    const requests = new Map<Request, Request>();
    const same = (request: Request): Request => {
      let twin = requests.get(request);
      if (!twin) {
        twin = { ...request };
        requests.set(request, twin);
      }
      return twin;
    };
    for (const [row, request] of this.requests) copy.requests.set(row, same(request));
    for (const [row, request] of this.regains) copy.regains.set(row, same(request));
    for (const [object, machine] of this.#machines) copy.#machines.set(object, copied(machine, same));
    for (const [process, line] of this.joiners) copy.joiners.set(process, line.map(same));
    copy.exited = new Set(this.exited);
    copy.terminated = new Set(this.terminated);
    copy.counts = new Map(this.counts);
    copy.levels = new Map(this.levels);
    copy.tasks = this.tasks.copy();
    copy.cells = this.cells.copy();
    copy.steps = this.steps;
    copy.highest = this.highest;
    return copy;
  }

  /** Rows that it still speaks of. */
  rows(): Set<number> {
    const references = new Set<number>();
    for (const row of [...this.requests.keys(), ...this.regains.keys()]) references.add(row + 1);
    for (const request of this.#everybody()) references.add(request.row + 1).add(request.item);
    for (const { items, putters } of this.#queues()) {
      for (const item of items) references.add(item);
      for (const { item } of putters) references.add(item);
    }
    references.delete(0);
    return new Set([...references].map((reference) => reference - 1));
  }

  /** The rows have other numbers now, as {@link EventLog.keep} answers. */
  renumber(renumbered: (reference: number) => number): void {
    for (const request of new Set(this.#everybody())) {
      request.row = renumbered(request.row + 1) - 1;
      request.item = renumbered(request.item);
    }
    const keys = (map: Map<number, Request>) =>
      new Map([...map].map(([row, request]) => [renumbered(row + 1) - 1, request]));
    this.requests = keys(this.requests);
    this.regains = keys(this.regains);
    for (const { items, putters } of this.#queues()) {
      for (const item of items.clear()) items.push(renumbered(item));
      for (const putter of putters) putter.item = renumbered(putter.item);
    }
    // What is in a value now is what it begins with; results of tasks that have ended are there.
    this.cells = new Cells();
    this.tasks.forget();
    this.counts = new Map();
    for (const object of this.#run.objects.values()) this.counts.set(object.id, object.count);
    this.steps = this.#run.log.first;
    this.highest = this.steps - 1;
  }

  *#everybody(): Generator<Request> {
    yield* this.requests.values();
    yield* this.regains.values();
    for (const line of this.joiners.values()) yield* line;
    for (const machine of this.#machines.values()) yield* standing(machine);
  }

  *#queues(): Generator<Extract<Machine, { type: "queue" }>["it"]> {
    for (const machine of this.#machines.values()) if (machine.type === "queue") yield machine.it;
  }
}
