/** Takes a run's rows in order and keeps what prediction needs: the log, who held what, what was asked for. */
import {
  ALL_ELEMENTS,
  KIND,
  type ObjectInfo,
  PHASES,
  type ProcessInfo,
  VERBS,
  type Verb,
} from "../../protocol/events.ts";
import type { Hint } from "../../protocol/hints.ts";
import { type Row, WAIT_ROWS } from "../../trace/event-row.ts";
import { Dependencies } from "./dependency.ts";
import { EventLog, OPAQUE, UNTIMED, WHOLE } from "./event-log.ts";
import { HeldSets } from "./held-set.ts";
import { type Flow, isSemaphore, Numbered, ObjectRecord, ProcessRecord } from "./parties.ts";
import { follow } from "./waits.ts";
import type { WorldState } from "./world-state.ts";

/** The clocks of two processes are one, but times are rounded. */
const ROUNDING_MICROS = 2;

/** Kinds that say nothing about order. */
const SILENT = table([
  KIND["run.begin"],
  KIND["run.end"],
  KIND["span.begin"],
  KIND["span.end"],
  KIND["mark"],
  KIND["output"],
  KIND["output.dropped"],
  KIND["process.pause"],
  KIND["process.resume"],
  ...PHASES.map((phase) => KIND[`sleep.${phase}`]),
]);
/** Kinds of what a process does by itself, as opposed to what is done to it or by the runtime. */
const ACTS = table([
  KIND["release"],
  KIND["release.level"],
  KIND["event.set"],
  KIND["event.clear"],
  KIND["task.done"],
  KIND["task.submit"],
  KIND["notify"],
  KIND["value.read"],
  KIND["value.write"],
  KIND["connection.close"],
]);

export class Collector {
  readonly log = new EventLog();
  readonly held = new HeldSets();
  dependencies = new Dependencies();
  readonly processes = new Numbered<ProcessRecord>();
  readonly objects = new Numbered<ObjectRecord>();
  readonly tasks = new Map<number, { submitter: number; submit: number; end: number }>();
  /** What had become of the shared objects when the window began; absent: it begins with the run. */
  before: WorldState | undefined;
  /** When it began, µs of the run. */
  since = 0;
  /** Rows may be taken in. */
  open = true;
  /** Cores of deadlocks that really happened, as sets of process ids. */
  readonly happened: ReadonlySet<number>[] = [];
  /** Rows that came when no more could be taken in. */
  unseen = 0;

  row(row: Row): void {
    const kind = row.batch.kind[row.at]!;
    if (kind === KIND["hint"]) return this.#hint(row);
    if (SILENT[kind] === 1) return;
    // Something is missing: what follows may refer to it.
    if (kind === KIND["run.dropped"]) this.open = false;
    if (!this.open) {
      this.unseen++;
      return;
    }
    if (kind === KIND["object.create"]) return this.#create(row);
    const process = this.process(row.process);
    const flow = this.flow(process, row.batch.branch[row.at]!);
    const wait = WAIT_ROWS[kind];
    if (wait) return follow(this, row, kind, process, flow, wait.verb, wait.phase);
    const object = this.objects.get(row.object);
    if (kind === KIND["process.spawn"]) return this.#spawn(row, process);
    if (row.process === 0) {
      // The owner of a pool is gone, or one of its workers.
      if (object) object.opaque = true;
      return;
    }
    if (ACTS[kind] === 1) this.busy(flow, row, row.time);
    this.#act(kind, row, process, flow, object);
  }

  process(id: number): ProcessRecord {
    let process = this.processes.get(id);
    if (!process) {
      process = new ProcessRecord(id);
      this.processes.set(id, process);
    }
    return process;
  }

  flow(process: ProcessRecord, branch: number): Flow {
    if (branch === 0 && process.flow) return process.flow;
    let flow = process.flows.get(branch);
    if (!flow) {
      flow = { process, branch, held: this.held.empty, open: 0, answered: 0, used: false, letting: 0 };
      process.flows.set(branch, flow);
      if (branch === 0) process.flow = flow;
    }
    return flow;
  }

  /** Appends a row to the log and to its process. */
  add(kind: number, process: ProcessRecord, row: Row, other = row.other): number {
    const { log } = this;
    const index = log.add(kind, process.id, process.length, row.object, other, row.site, row.seq);
    process.push(index);
    const object = row.object === 0 ? undefined : this.objects.get(row.object);
    if (object) {
      object.count++;
      if (object.opaque) this.#opaque(index, object);
    }
    return index;
  }

  /** A process begins something at this moment: if its flow was still busy, it has several. */
  busy(flow: Flow, row: Row, began: number): void {
    flow.used = true;
    if (flow.open > 0 || began + ROUNDING_MICROS < flow.answered) {
      // What a waiter on a condition does to its lock is part of its wait.
      if (flow.letting !== row.object) flow.process.tangled = true;
    }
  }

  /** From now on this object's rows depend on all that was done with it. */
  unmodelled(index: number, object: ObjectRecord | undefined): void {
    this.log.flags[index] = WHOLE;
    if (object) object.opaque = true;
  }

  #opaque(index: number, object: ObjectRecord): void {
    this.log.flags[index] = OPAQUE;
    this.log.need[index] = object.count - 1;
  }

  #hint(row: Row): void {
    let hint: Hint;
    try {
      hint = JSON.parse(row.batch.text(row.at) ?? "");
    } catch {
      return;
    }
    if (hint.kind !== "deadlock" || hint.certainty !== "certain") return;
    this.happened.push(new Set(hint.processes.map((process) => process.id)));
  }

  #create(row: Row): void {
    let info: ObjectInfo;
    try {
      info = JSON.parse(row.batch.text(row.at) ?? "");
    } catch {
      return;
    }
    this.objects.set(row.object, new ObjectRecord(row.object, info));
  }

  #spawn(row: Row, parent: ProcessRecord): void {
    const child = this.process(row.other);
    try {
      child.info = JSON.parse(row.batch.text(row.at) ?? "") as ProcessInfo;
    } catch {
      // It stays a process of which only its number is known.
    }
    child.site = row.site;
    child.parent = parent.id;
    if (parent.id === 0) return;
    const index = this.add(KIND["process.spawn"], parent, row);
    child.spawn = index + 1;
    const pool = this.objects.get(child.info.pool ?? 0);
    // A worker is started for want of others: because one has ended, or there is work.
    if (pool)
      this.log.more.set(
        index,
        [...pool.ends, pool.submit].filter((one) => one > 0),
      );
  }

  #act(kind: number, row: Row, process: ProcessRecord, flow: Flow, object: ObjectRecord | undefined): void {
    const { log } = this;
    switch (kind) {
      case KIND["process.start"]:
      case KIND["process.run"]:
        this.add(kind, process, row);
        return;
      case KIND["process.exit"]: {
        process.exit = this.add(kind, process, row) + 1;
        process.killed = row.batch.text(row.at) !== "" && row.batch.text(row.at) !== null;
        this.objects.get(process.info.pool ?? 0)?.ends.push(process.exit);
        return;
      }
      case KIND["process.terminate"]:
      case KIND["pool.close"]:
      case KIND["pool.terminate"]:
        this.add(kind, process, row);
        return;
      case KIND["release"]:
        return this.#release(this.add(kind, process, row), row, flow, object);
      case KIND["release.level"]:
        this.add(kind, process, row);
        return;
      case KIND["event.set"]:
      case KIND["event.clear"]: {
        const index = this.add(kind, process, row);
        if (object) object[kind === KIND["event.set"] ? "set" : "clear"] = index + 1;
        return;
      }
      case KIND["notify"]: {
        const index = this.add(kind, process, row);
        if (object) object.notify = index + 1;
        return;
      }
      case KIND["task.done"]:
        this.add(kind, process, row);
        return;
      case KIND["value.read"]:
      case KIND["value.write"]:
        return this.#value(kind, row, process, flow, object);
      case KIND["task.submit"]: {
        const index = this.add(kind, process, row);
        this.tasks.set(row.other, { submitter: process.id, submit: index + 1, end: 0 });
        if (object) object.submit = index + 1;
        return;
      }
      case KIND["task.start"]: {
        const index = this.add(kind, process, row);
        if (object && !object.opaque) {
          log.need[index] = this.tasks.get(row.other)?.submit ?? 0;
          log.until[index] = object.start;
          object.start = index + 1;
        }
        return;
      }
      case KIND["task.end"]: {
        const index = this.add(kind, process, row);
        const task = this.tasks.get(row.other);
        if (!task) return;
        task.end = index + 1;
        log.until[index] = task.submitter;
        return;
      }
      case KIND["task.result"]: {
        const task = this.tasks.get(row.other);
        this.tasks.delete(row.other);
        if (row.value > 1) {
          // Lost, cancelled or refused: how the pool goes on is not modelled.
          if (object) object.opaque = true;
        } else if (task && task.end > 0) process.delivered.push(task.end);
        return;
      }
      case KIND["barrier.act"]: {
        const index = this.add(kind, process, row);
        object?.arrivals.push({ process: process.id, row: index });
        // It had come while the meeting before was still going on.
        if (process.pending.has(row.op)) flow.open--;
        process.pending.set(row.op, { row: index, cause: 0 });
        return;
      }
      case KIND["branch.lost"]:
        // What it did before may have been several flows taken for one.
        process.tangled = true;
        return;
      case KIND["barrier.break"]:
      case KIND["barrier.reset"]:
      case KIND["pool.break"]:
        this.unmodelled(this.add(kind, process, row), object);
        return;
      default: {
        const index = this.add(kind, process, row);
        if (object) this.#opaque(index, object);
      }
    }
  }

  #release(index: number, row: Row, flow: Flow, object: ObjectRecord | undefined): void {
    flow.letting = 0;
    if (!object) return;
    const { holds } = object;
    const at = isSemaphore(object) ? holds.findLastIndex((hold) => hold.flow.process.id === row.other) : 0;
    const hold = holds[at];
    if (!hold) return;
    holds.splice(at, 1);
    hold.flow.held = this.held.minus(hold.flow.held, object.id);
    this.log.pair[index] = hold.row + 1;
    this.log.until[hold.row] = index + 1;
    if (hold.flow !== flow) object.signalling = true;
  }

  /** Reading a value, or writing it, waits like an acquire of its lock while somebody else has that. */
  #value(kind: number, row: Row, process: ProcessRecord, flow: Flow, object: ObjectRecord | undefined): void {
    const index = this.add(kind, process, row);
    if (!object || object.opaque) return;
    const { writes } = object;
    if (kind === KIND["value.read"]) {
      if (row.other === ALL_ELEMENTS) this.log.more.set(index, [...writes.values()]);
      else this.log.need[index] = writes.get(row.other) ?? 0;
    } else writes.set(row.other, index + 1);
    const lock = this.objects.get(object.lock);
    if (lock && lock.holds[0]?.flow !== flow) this.wanted(index, row, flow, "acquire", lock.id);
  }

  /** A request that only its grant ends. */
  wanted(index: number, row: Row, flow: Flow, verb: Verb, want: number): void {
    const { log } = this;
    log.flags[index]! |= UNTIMED;
    log.dependency[index] = this.dependencies.note(
      flow,
      verb,
      VERBS.indexOf(verb),
      want,
      index,
      row.time,
      row.site,
    );
  }
}

function table(kinds: number[]): Uint8Array {
  const flags = new Uint8Array(256);
  for (const kind of kinds) flags[kind] = 1;
  return flags;
}
