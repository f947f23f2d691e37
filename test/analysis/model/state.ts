/**
 * A model program in the middle of a run: where each task is, and the state of every object, on the very machines of
 * `src/primitives`. A step carries out one operation of one task.
 */
import { cloneOf, keyOf, type ModelMachine, machineFor } from "./machines.ts";
import { type Job, ModelPools } from "./pool.ts";
import type { ModelProgram, Op } from "./program.ts";

/**
 * `hidden`: not started yet. `regaining`: woken from a condition, wants its lock; `leaving`: the same after giving up.
 * `idle`: a worker without a task.
 */
export type Phase = "hidden" | "ready" | "waiting" | "regaining" | "leaving" | "idle" | "exited";

/** What happens, in the coordinator's order. Requests are tasks: none has two at a time. */
export interface Witness {
  /** `task` asks with its present operation and has to wait. */
  asked(task: number, op: Op): void;
  /** It gets it, at once or after waiting. */
  granted(task: number, op: Op, waited: boolean, other: number): void;
  /** It does not get it, at once or after waiting. */
  refused(task: number, op: Op, waited: boolean): void;
  /** Anything that is no wait. */
  did(task: number, op: Op, other: number): void;
  /** A condition's waiter lets go of its lock; it wants that back; it has it. */
  condition(task: number, op: Op, what: "released" | "asked" | "regained"): void;
  /** A value's lock was waited for: it was had, used and given back. */
  passing(task: number, op: Op, what: "asked" | "granted" | "released"): void;
  /** A worker takes a task of a pool, or has done it. */
  worked(worker: number, pool: number, job: Job, what: "start" | "end"): void;
  exited(task: number): void;
}

export class State {
  readonly program: ModelProgram;
  at: number[];
  phase: Phase[];
  machines: ModelMachine[];
  pools: ModelPools;
  /** Holders of permits, oldest first, by semaphore. */
  permits: (number[] | undefined)[];
  /** How many operations each task has behind it. */
  moves: number[];
  /** Items put so far. */
  items = 0;
  witness: Witness | undefined;

  /** `from`: the state it is to be like; absent: the first one. */
  constructor(program: ModelProgram, from?: State) {
    this.program = program;
    if (from) {
      this.at = [...from.at];
      this.moves = [...from.moves];
      this.phase = [...from.phase];
      this.machines = from.machines.map(cloneOf);
      this.permits = from.permits.map((list) => list && [...list]);
      this.items = from.items;
      this.pools = from.pools.clone();
      return;
    }
    this.pools = new ModelPools();
    this.at = program.tasks.map(() => 0);
    this.moves = program.tasks.map(() => 0);
    const { workers } = program;
    this.phase = program.tasks.map((_, task) =>
      task === 0 ? "ready" : workers.has(task) ? "idle" : "hidden",
    );
    this.machines = program.objects.map(machineFor);
    this.permits = program.objects.map(({ type }) => (type.endsWith("emaphore") ? [] : undefined));
  }

  clone(): State {
    return new State(this.program, this);
  }

  /** The same for states that go on alike. */
  get key(): string {
    return `${this.at.join()} ${this.phase.map((phase) => phase[0]! + phase[1]!).join("")} ${this.machines.map(keyOf).join("|")} ${this.pools.key}`;
  }

  op(task: number): Op | undefined {
    const job = this.pools.running.get(task);
    return (job ? this.program.bodies[job.body] : this.program.tasks[task])![this.at[task]!];
  }

  /** What can happen next: a task goes on, or gives up waiting. */
  get choices(): { task: number; gives: boolean }[] {
    const choices: { task: number; gives: boolean }[] = [];
    for (const [task, phase] of this.phase.entries()) {
      if (phase === "ready") choices.push({ task, gives: false });
      if (phase === "idle" && this.#hasWork(task)) choices.push({ task, gives: false });
      const op = this.op(task);
      if (phase === "waiting" && (op?.do === "acquire" || op?.do === "await") && op.limit === "timed")
        choices.push({ task, gives: true });
    }
    return choices;
  }

  /** Carries out a choice. */
  step({ task, gives }: { task: number; gives: boolean }): void {
    const op = this.op(task);
    const pool = this.program.workers.get(task);
    if (pool !== undefined && !op) return this.#work(task, pool);
    if (!op) {
      this.phase[task] = "exited";
      this.witness?.exited(task);
      for (const [other, phase] of this.phase.entries()) {
        const waits = this.op(other);
        if (phase === "waiting" && waits?.do === "join" && waits.task === task) this.#grant(other, task);
        // Pools are main's, and end with it; nobody is left who could have submitted anything.
        if (task === 0 && phase === "idle") {
          this.phase[other] = "exited";
          this.witness?.exited(other);
        }
      }
      return;
    }
    if (gives && op.do === "await") {
      const machine = this.machines[op.object]!;
      if (machine.type === "condition") machine.it.cancel(task);
      this.witness?.refused(task, op, true);
      return this.#leave(task, op);
    }
    if (gives && op.do === "acquire") {
      const machine = this.machines[op.object]!;
      if ("it" in machine) machine.it.cancel(task);
      this.witness?.refused(task, op, true);
      this.#go(task, op.else ?? 1);
      return;
    }
    this.#do(task, op);
  }

  #go(task: number, by = 1): void {
    this.at[task]! += by;
    this.moves[task]!++;
    this.phase[task] = "ready";
  }

  #hasWork(worker: number): boolean {
    const pool = this.program.workers.get(worker)!;
    return (this.pools.pending.get(pool)?.length ?? 0) > 0;
  }

  /** A worker takes its next task, or has come to the end of one. */
  #work(worker: number, pool: number): void {
    if (!this.pools.running.has(worker)) {
      const job = this.pools.take(pool, worker);
      if (!job) return;
      this.witness?.worked(worker, pool, job, "start");
      this.#go(worker);
      this.at[worker] = 0;
      return;
    }
    const job = this.pools.end(pool, worker);
    this.witness?.worked(worker, pool, job, "end");
    this.moves[worker]!++;
    this.at[worker] = 0;
    this.phase[worker] = "idle";
    const { submitter } = job;
    const waits = this.phase[submitter] === "waiting" ? this.op(submitter) : undefined;
    if (waits?.do === "result" && this.pools.open(pool, submitter) === 0) this.#grant(submitter);
  }

  /** Has given up waiting for a condition, and wants its lock back. */
  #leave(task: number, op: Op & { do: "await" }): void {
    this.phase[task] = "leaving";
    const lock = this.machines[this.program.objects[op.object]!.lock!]!;
    if (lock.type !== "lock" && lock.type !== "rlock") return;
    if (lock.it.tryAcquire(task)) this.#served(task);
    else {
      lock.it.enqueue(task);
      this.witness?.condition(task, op, "asked");
    }
  }

  #wait(task: number, op: Op): void {
    this.phase[task] = "waiting";
    this.witness?.asked(task, op);
  }

  /** A waiting task has what it waits for. */
  #grant(task: number, other = 0): void {
    this.witness?.granted(task, this.op(task)!, true, other);
    this.#go(task);
  }

  #atOnce(task: number, op: Op, other = 0): void {
    this.witness?.granted(task, op, false, other);
    this.#go(task);
  }

  #do(task: number, op: Op): void {
    if (op.do === "start") {
      this.phase[op.task] = "ready";
      this.witness?.did(task, op, op.task);
      this.#go(task);
      return;
    }
    if (op.do === "join") {
      if (this.phase[op.task] === "exited") this.#atOnce(task, op, op.task);
      else this.#wait(task, op);
      return;
    }
    if (op.do === "submit") {
      const { number } = this.pools.submit(op, task);
      this.witness?.did(task, op, number);
      return this.#go(task);
    }
    if (op.do === "result") {
      if (this.pools.open(op.object, task) === 0) this.#atOnce(task, op);
      else this.#wait(task, op);
      return;
    }
    const machine = this.machines[op.object]!;
    switch (op.do) {
      case "send":
      case "recv":
        return this.#message(task, op, machine);
      case "acquire":
        return this.#acquire(task, op, machine);
      case "release":
        return this.#release(task, { ...op, do: "release" }, machine);
      case "set":
      case "clear": {
        if (machine.type !== "event") return;
        this.witness?.did(task, op, 0);
        if (op.do === "clear") machine.it.clear();
        else for (const other of machine.it.set()) this.#grant(other, task);
        return this.#go(task);
      }
      case "wait":
        if (machine.type !== "event") return;
        if (machine.it.tryWait()) return this.#atOnce(task, op);
        machine.it.enqueue(task);
        return this.#wait(task, op);
      case "query":
        if (machine.type !== "event") return;
        this.witness?.did(task, op, 0);
        return this.#go(task, machine.it.isSet ? 1 : op.else);
      case "await":
        if (machine.type !== "condition") return;
        machine.it.enqueue(task);
        this.#wait(task, op);
        this.witness?.condition(task, op, "released");
        return this.#free(this.program.objects[op.object]!.lock!);
      case "notify":
        return this.#notify(task, op, machine);
      case "arrive": {
        if (machine.type !== "barrier") return;
        const arrival = machine.it.arrive(task, false);
        if (arrival.what === "waits") return this.#wait(task, op);
        if (arrival.what !== "passes") return;
        for (const other of arrival.with) this.#grant(other, task);
        return this.#atOnce(task, op, task);
      }
      case "put":
      case "get":
      case "done":
      case "drain":
        return this.#queue(task, op, machine);
      case "read":
      case "write": {
        if (machine.type !== "value") return;
        const lock = this.machines[this.program.objects[op.object]!.lock!]!;
        if (lock.type !== "rlock") return;
        const { holder } = lock.it;
        if (holder !== undefined && holder !== task) {
          lock.it.enqueue(task);
          this.phase[task] = "waiting";
          this.witness?.passing(task, op, "asked");
          return;
        }
        this.witness?.did(task, op, 0);
        return this.#access(task, op, machine);
      }
    }
  }

  #access(task: number, op: Op & { do: "read" | "write" }, machine: ModelMachine & { type: "value" }): void {
    if (op.do === "write") {
      machine.value = op.value;
      this.#go(task);
    } else this.#go(task, machine.value === op.equals ? 1 : op.else);
  }

  #acquire(task: number, op: Op & { do: "acquire" }, machine: ModelMachine): void {
    if (machine.type !== "lock" && machine.type !== "rlock" && machine.type !== "semaphore") return;
    const levels = machine.type === "rlock" ? machine.it.levels : 0;
    if (machine.it.tryAcquire(task)) {
      this.permits[op.object]?.push(task);
      this.#atOnce(task, op, levels);
    } else if (op.limit === "try") {
      this.witness?.refused(task, op, false);
      this.#go(task, op.else);
    } else {
      machine.it.enqueue(task);
      this.#wait(task, op);
    }
  }

  #release(task: number, op: Op & { do: "release" | "set" }, machine: ModelMachine): void {
    if (machine.type === "semaphore") {
      const permits = this.permits[op.object]!;
      const { valid, granted } = machine.it.release();
      if (valid) {
        const own = permits.lastIndexOf(task);
        const [ended] = permits.splice(Math.max(own, 0), 1);
        this.witness?.did(task, op, ended === undefined ? -1 : ended);
      }
      if (granted !== undefined) {
        permits.push(granted);
        this.#grant(granted);
      }
    } else if (machine.type === "rlock" && machine.it.levels > 1) {
      machine.it.release(1);
      this.witness?.did(task, op, -2);
    } else {
      this.witness?.did(task, op, task);
      this.#free(op.object);
      return this.#go(task);
    }
    this.#go(task);
  }

  /** A lock is given back; whoever is next has it. */
  #free(object: number): void {
    const machine = this.machines[object]!;
    if (machine.type === "lock") {
      const { granted } = machine.it.release();
      if (granted !== undefined) this.#served(granted);
    } else if (machine.type === "rlock")
      for (const granted of machine.it.release(machine.it.levels).granted) this.#served(granted);
  }

  /** A task that stood in line for a lock has it. */
  #served(task: number): void {
    const op = this.op(task)!;
    if (op.do === "await") {
      this.witness?.condition(task, op, "regained");
      this.#go(task, this.phase[task] === "leaving" ? 1 : -op.back);
    } else if (op.do === "read" || op.do === "write") {
      const machine = this.machines[op.object] as ModelMachine & { type: "value" };
      this.witness?.passing(task, op, "granted");
      this.witness?.did(task, op, 0);
      this.#access(task, op, machine);
      this.witness?.passing(task, op, "released");
      this.#free(this.program.objects[op.object]!.lock!);
    } else this.#grant(task);
  }

  #notify(task: number, op: Op & { do: "notify" }, machine: ModelMachine): void {
    if (machine.type !== "condition") return;
    const woken = machine.it.notify(op.count || undefined);
    this.witness?.did(task, op, op.count);
    for (const other of woken) {
      const waits = this.op(other)!;
      this.witness?.granted(other, waits, true, task);
      this.witness?.condition(other, waits, "asked");
      this.phase[other] = "regaining";
      const lock = this.machines[this.program.objects[op.object]!.lock!]!;
      if (lock.type === "lock" || lock.type === "rlock") lock.it.enqueue(other);
    }
    this.#go(task);
  }

  #queue(task: number, op: Op, machine: ModelMachine): void {
    if (machine.type !== "queue") return;
    const { it } = machine;
    if (op.do === "put") {
      const item = ++this.items;
      const { accepted, granted } = it.tryPut(item);
      if (!accepted) {
        it.enqueuePut(task, item);
        return this.#wait(task, op);
      }
      this.#atOnce(task, op, item);
      if (granted !== undefined) this.#grant(granted, item);
    } else if (op.do === "get") {
      const { item, admitted } = it.tryGet();
      if (item === undefined) {
        if (op.limit === "try") {
          this.witness?.refused(task, op, false);
          return this.#go(task, op.else);
        }
        it.enqueueGet(task);
        return this.#wait(task, op);
      }
      this.#atOnce(task, op, item);
      for (const { request, item: put, passed } of admitted) {
        this.#grant(request, put);
        if (passed !== undefined) this.#grant(passed, put);
      }
    } else if (op.do === "done") {
      const { valid, drained } = it.taskDone();
      if (valid) this.witness?.did(task, op, 0);
      for (const other of drained) this.#grant(other);
      this.#go(task);
    } else if (it.tryDrain()) this.#atOnce(task, op);
    else {
      it.enqueueDrain(task);
      this.#wait(task, op);
    }
  }

  #message(task: number, op: Op & { do: "send" | "recv" | "get" }, machine: ModelMachine): void {
    if (machine.type !== "inbox") return;
    const { it } = machine;
    if (op.do === "send") {
      const item = ++this.items;
      const { accepted, receiver } = it.send(task, item, 1);
      if (!accepted) return this.#wait(task, op);
      this.#atOnce(task, op, item);
      if (receiver !== undefined) this.#grant(receiver, item);
      return;
    }
    const received = it.receive();
    if (!received) {
      if (op.limit === "try") {
        this.witness?.refused(task, op, false);
        return this.#go(task, op.else);
      }
      it.receivers.push(task);
      return this.#wait(task, op);
    }
    this.#atOnce(task, op, received.item);
    for (const { sender, item } of received.admitted) this.#grant(sender, item);
  }
}
