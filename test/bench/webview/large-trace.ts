/**
 * Traces of any size, as the recorder would write them: workers that compute, take one of a few locks and pass items
 * through queues. The same options give the same bytes.
 */
import { KIND, type ObjectInfo, type ProcessInfo, waitKind } from "../../../src/protocol/events.ts";
import { TraceWriter } from "../../../src/trace/writer.ts";

export interface LargeTraceOptions {
  /** Rows to write, give or take a round of every worker. */
  events: number;
  workers: number;
  locks?: number;
  queues?: number;
  /** Epoch milliseconds at the run's time 0. */
  startedAt?: number;
  /** Rows per batch. */
  batch?: number;
  /** Microseconds that a worker computes in a round, on average. */
  work?: number;
}

/** Microseconds that an answer at once takes. */
const AT_ONCE = 35;
const FILE = "/project/src/indexer.ts";
const SITES = 40;
/** Items that each queue begins with, per worker that takes one from it for the length of a round. */
const TOKENS = 0.85;

const ACQUIRE_ASK = waitKind("acquire", "ask");
const ACQUIRE = waitKind("acquire", "grant");
const PUT = waitKind("put", "grant");
const GET_ASK = waitKind("get", "ask");
const GET = waitKind("get", "grant");

interface Worker {
  id: number;
  /** When it does the next thing, in microseconds. */
  time: number;
  step: number;
  round: number;
  op: number;
  task: number;
  lock: number;
  asked: number;
}

interface Lock {
  id: number;
  holder: Worker | undefined;
  since: number;
  waiters: Worker[];
}

interface Queue {
  id: number;
  items: number;
  waiters: Worker[];
}

/** Smallest time first. */
class Agenda {
  readonly #heap: Worker[] = [];

  push(worker: Worker): void {
    const heap = this.#heap;
    let at = heap.push(worker) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.time <= worker.time) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = worker;
  }

  pop(): Worker | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.time < heap[child]!.time) child++;
      if (heap[child]!.time >= last.time) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

class Program {
  readonly writer = new TraceWriter();
  readonly #options: Required<LargeTraceOptions>;
  readonly #agenda = new Agenda();
  readonly #locks: Lock[] = [];
  readonly #queues: Queue[] = [];
  #seed = 12345;
  #op = 0;
  #tasks = 0;
  #pool = 0;
  now = 0;

  constructor(options: Required<LargeTraceOptions>) {
    this.#options = options;
    this.#begin();
  }

  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return this.#seed / 0x1_0000_0000;
  }

  #begin(): void {
    const { writer } = this;
    const { workers, locks, queues, startedAt } = this.#options;
    for (let site = 1; site <= SITES; site++) writer.name("site", site, `${FILE}:${10 + site * 3}:9`);
    const info = {
      version: "0.1.0",
      program: FILE,
      args: [],
      node: "24.0.0",
      startedAt,
      coordinatorPid: 4000,
    };
    writer.append({ time: 0, kind: KIND["run.begin"], text: JSON.stringify(info) });
    this.#spawn(0, 1, "main", "main", "main");
    writer.append({ time: 500, kind: KIND["process.run"], process: 1, text: "main" });
    let object = 0;
    const make = (info: ObjectInfo): number => {
      object++;
      writer.name("object", object, info.name);
      const text = JSON.stringify(info);
      writer.append({ time: 600, kind: KIND["object.create"], process: 1, object, text, site: 1 });
      return object;
    };
    for (let k = 1; k <= locks; k++)
      this.#locks.push({
        id: make({ type: "Lock", name: `lock-${k}` }),
        holder: undefined,
        since: 0,
        waiters: [],
      });
    for (let k = 1; k <= queues; k++)
      this.#queues.push({ id: make({ type: "Queue", name: `queue-${k}` }), items: 0, waiters: [] });
    for (const queue of this.#queues) {
      queue.items = Math.ceil((workers / queues) * TOKENS);
      for (let item = 0; item < queue.items; item++)
        writer.append({
          time: 700,
          kind: PUT,
          process: 1,
          object: queue.id,
          op: ++this.#op,
          other: this.#op,
          value: AT_ONCE,
        });
    }
    this.#pool = make({ type: "Pool", name: "crew", size: workers });
    for (let k = 1; k <= workers; k++) {
      const id = k + 1;
      this.#spawn(1, id, `Worker-${k}`, "worker", "work", this.#pool);
      const time = 2000 + k * 150;
      const worker = { id, time, step: -1, round: 0, op: 0, task: 0, lock: 0, asked: 0 };
      this.#agenda.push(worker);
    }
  }

  #spawn(
    parent: number,
    id: number,
    name: string,
    kind: ProcessInfo["kind"],
    target: string,
    pool?: number,
  ): void {
    this.writer.name("process", id, name);
    const info: ProcessInfo = { name, pid: 4000 + id, daemon: false, kind, target };
    if (pool !== undefined) info.pool = pool;
    this.writer.append({
      time: 400 + id,
      kind: KIND["process.spawn"],
      process: parent,
      other: id,
      site: 2,
      text: JSON.stringify(info),
    });
  }

  /** Does what comes next; false once nobody has anything left to do. */
  step(): boolean {
    const worker = this.#agenda.pop();
    if (!worker) return false;
    this.now = worker.time;
    this.#act(worker);
    return true;
  }

  #add(
    worker: Worker,
    kind: number,
    object: number,
    value: number,
    other = 0,
    site = 0,
    text?: string,
  ): void {
    this.writer.add(worker.time, kind, worker.id, 0, object, worker.op, other, value, Number.NaN, site, text);
  }

  /** The main process submits a task, and this worker begins with it at once. */
  #task(worker: Worker, name: string): void {
    const { writer } = this;
    worker.task = ++this.#tasks;
    const { time, task } = worker;
    writer.add(time, KIND["task.submit"], 1, 0, this.#pool, 0, task, 0, Number.NaN, 3, name);
    this.#add(worker, KIND["task.start"], this.#pool, 0, task, 3, name);
  }

  #again(worker: Worker, delay: number): void {
    worker.time += delay;
    this.#agenda.push(worker);
  }

  #act(worker: Worker): void {
    const { work } = this.#options;
    switch (worker.step++) {
      case -1:
        this.#add(worker, KIND["process.run"], 0, 0, 0, 0, "work");
        this.#again(worker, this.#random() * work);
        break;
      case 0:
        this.#task(worker, worker.round % 3 ? "index" : "merge");
        this.#again(worker, (0.3 + this.#random()) * work);
        break;
      case 1:
        this.#get(worker);
        break;
      case 2:
        this.#acquire(worker);
        break;
      case 3:
        this.#release(worker);
        this.#again(worker, 0.2 * this.#random() * work);
        break;
      case 4:
        this.#put(worker);
        this.#again(worker, 0.1 * this.#random() * work);
        break;
      default:
        this.#add(worker, KIND["task.end"], this.#pool, 0, worker.task);
        worker.step = 0;
        worker.round++;
        this.#again(worker, this.#random() * work * 0.1);
    }
  }

  /** How long locks are held: for a while they are what everybody waits for. */
  #hold(): number {
    const { work, workers, locks } = this.#options;
    const phase = this.writer.seq / this.#options.events;
    const crowded = phase > 0.35 && phase < 0.55 ? 1.6 : phase > 0.7 && phase < 0.75 ? 1.1 : 0.25;
    return (this.#random() * 2 * work * crowded * locks) / workers;
  }

  #acquire(worker: Worker): void {
    worker.lock = Math.floor(this.#random() * this.#locks.length);
    const lock = this.#locks[worker.lock]!;
    worker.op = ++this.#op;
    worker.asked = worker.time;
    if (lock.holder) {
      this.#add(worker, ACQUIRE_ASK, lock.id, AT_ONCE, 0, 4 + worker.lock);
      lock.waiters.push(worker);
    } else this.#grant(worker, lock, worker.time + AT_ONCE);
  }

  #grant(worker: Worker, lock: Lock, time: number): void {
    worker.time = time;
    lock.holder = worker;
    lock.since = time;
    this.#add(worker, ACQUIRE, lock.id, time - worker.asked, 0, 4 + worker.lock);
    this.#again(worker, this.#hold());
  }

  #release(worker: Worker): void {
    const lock = this.#locks[worker.lock]!;
    worker.op = 0;
    this.#add(worker, KIND["release"], lock.id, worker.time - lock.since, worker.id);
    lock.holder = undefined;
    const next = lock.waiters.shift();
    if (next) this.#grant(next, lock, worker.time);
  }

  #put(worker: Worker): void {
    const queue = this.#queues[worker.id % this.#queues.length]!;
    worker.op = ++this.#op;
    this.#add(worker, PUT, queue.id, AT_ONCE, this.#op, 20);
    const next = queue.waiters.shift();
    if (!next) {
      queue.items++;
      return;
    }
    next.time = worker.time;
    this.#add(next, GET, queue.id, next.time - next.asked, this.#op, 21);
    this.#again(next, 50);
  }

  #get(worker: Worker): void {
    const queue = this.#queues[worker.id % this.#queues.length]!;
    worker.op = ++this.#op;
    worker.asked = worker.time;
    if (queue.items > 0) {
      queue.items--;
      this.#add(worker, GET, queue.id, AT_ONCE, this.#op, 21);
      this.#again(worker, 50);
    } else {
      this.#add(worker, GET_ASK, queue.id, AT_ONCE, 0, 21);
      queue.waiters.push(worker);
    }
  }

  end(): void {
    const { workers } = this.#options;
    const time = this.now + 1000;
    for (let id = workers + 1; id >= 1; id--)
      this.writer.append({ time, kind: KIND["process.exit"], process: id, value: 0, text: "" });
    this.writer.append({ time, kind: KIND["run.end"], value: 0 });
  }
}

/** The trace in batches; the first begins with the schema. */
export function* largeTrace(options: LargeTraceOptions): Generator<Uint8Array> {
  const filled = { locks: 8, queues: 4, startedAt: 0, batch: 4096, work: 2000, ...options };
  const program = new Program(filled);
  const { writer } = program;
  while (writer.seq < filled.events && program.step())
    if (writer.pending >= filled.batch) yield writer.flush()!;
  program.end();
  const last = writer.flush();
  if (last) yield last;
}
