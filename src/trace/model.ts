/**
 * The run as lanes and intervals, built up from a trace's events as they come. Pure: what it knows is derivable from
 * the trace. All times are microseconds of the run.
 */
import { KIND, type ObjectInfo, PHASES, type ProcessInfo, type RunInfo } from "../protocol/events.ts";
import { hintOf } from "./believed-hint.ts";
import { isCall, takeCall } from "./calls.ts";
import type { DictionaryName } from "./columns.ts";
import { type Row, rowOf, WAIT_ROWS } from "./event-row.ts";
import { type FoundHint, takeHint } from "./found-hint.ts";
import {
  EventLane,
  LockLane,
  type LongestWait,
  laneOf,
  type PendingWait,
  PoolLane,
  ProcessLane,
  QueueLane,
  type SharedLane,
} from "./lanes.ts";
import { isPrinted, OutputLog } from "./output-log.ts";
import { isPause, takePause } from "./paused.ts";
import type { EventBatch } from "./reader.ts";
import { SERVING, STATE } from "./states.ts";
import { TaskNames } from "./task-names.ts";

/** A mark that the program set by itself. */
export interface RunMark {
  time: number;
  process: number;
  name: string;
  site: number;
}

/** A stretch of which the recording knows that it lost events. */
export interface RunGap {
  from: number;
  to: number;
  events: number;
}

export class RunModel {
  readonly processes = new Map<number, ProcessLane>();
  readonly objects = new Map<number, SharedLane>();
  readonly hints: FoundHint[] = [];
  readonly marks: RunMark[] = [];
  readonly gaps: RunGap[] = [];
  readonly output = new OutputLog();
  info: RunInfo | undefined;
  /** Time of the last event; the run's length once it is over. */
  end = 0;
  events = 0;
  ended = false;
  /** Rows that could not be understood, such as texts that are not JSON. */
  damaged = 0;
  readonly names: Readonly<Record<DictionaryName, readonly string[]>>;
  readonly tasks = new TaskNames();
  readonly #keepsOutput: boolean;
  /** Locks of values: they get a lane when somebody takes them. */
  readonly #unused = new Map<number, SharedLane>();
  /** Tasks that count as queued or as running. */
  readonly #counted = new Map<number, "queued" | "running">();

  /** `names` are the trace reader's, which grow while it reads. `keepsOutput` false: nobody asks what was printed. */
  constructor(names: Readonly<Record<DictionaryName, readonly string[]>>, keepsOutput = true) {
    this.names = names;
    this.#keepsOutput = keepsOutput;
  }

  /** `FILE:LINE:COLUMN` of a site, empty for none. */
  site(id: number): string {
    return this.names.site[id] ?? "";
  }

  processName(id: number): string {
    return this.processes.get(id)?.name ?? (this.names.process[id] || `process ${id}`);
  }

  objectName(id: number): string {
    return this.objects.get(id)?.name ?? (this.names.object[id] || `object ${id}`);
  }

  taskName(id: number): string {
    return this.tasks.get(id) ?? `task ${id}`;
  }

  /** Takes in more events, in the trace's order. */
  push(batch: EventBatch): void {
    for (let at = 0; at < batch.length; at++) this.#event(batch, at);
  }

  #event(batch: EventBatch, at: number): void {
    const row = rowOf(batch, at);
    const { time } = row;
    const before = this.end;
    if (time > this.end) this.end = time;
    this.events++;
    const kind = batch.kind[at]!;
    const wait = WAIT_ROWS[kind];
    if (wait) {
      if (wait.phase === "ask") this.#ask(row, wait.verb, wait.verbNumber, wait.state);
      else this.#answer(row, wait.verb, wait.verbNumber, wait.phaseNumber);
      return;
    }
    if (isPrinted(kind)) {
      if (this.#keepsOutput) this.output.take(row);
      return;
    }
    switch (kind) {
      case KIND["run.begin"]:
        this.info = this.#json<RunInfo>(row);
        break;
      case KIND["run.end"]:
        this.ended = true;
        break;
      case KIND["run.dropped"]:
        this.gaps.push({ from: before, to: Math.max(time, before), events: row.value });
        break;
      case KIND["object.create"]: {
        const info = this.#json<ObjectInfo>(row);
        if (info) this.#object(row, info);
        break;
      }
      case KIND["hint"]: {
        const told = this.#json(row);
        const hint = hintOf(told);
        if (!hint) this.damaged += told === undefined ? 0 : 1;
        else this.hints.push(takeHint(hint, row.seq, this.processes, this.objects));
        break;
      }
      case KIND["mark"]:
        this.marks.push({
          time,
          process: row.process,
          name: this.#json<{ name: string }>(row)?.name ?? "",
          site: row.site,
        });
        break;
      default:
        if (isCall(kind))
          takeCall(kind, row, this.#process(row.process), this.#target(row.object, row.process));
        else if (isPause(kind)) takePause(kind, this.#process(row.process), row);
        else if (kind >= KIND["process.spawn"] && kind <= KIND["process.terminate"]) this.#life(kind, row);
        else this.#use(kind, row);
    }
  }

  #life(kind: number, row: Row): void {
    if (kind === KIND["process.spawn"]) {
      this.#spawn(row, this.#json<ProcessInfo>(row));
      return;
    }
    const lane = this.#process(row.process);
    if (kind === KIND["process.start"]) lane.pid = row.value || lane.pid;
    else if (kind === KIND["process.run"])
      lane.enter(row.time, SERVING.has(lane.info.kind) ? STATE.none : STATE.running, { seq: row.seq });
    else if (kind === KIND["process.exit"]) {
      lane.exit = { time: row.time, code: row.value, signal: row.batch.text(row.at) ?? "" };
      for (const wait of lane.pending.values())
        if (wait.object) this.#target(wait.object)?.waiters.add(row.time, -1);
      lane.pending.clear();
      lane.boxes.endAll(row.time);
      lane.track.add(row.time, STATE.exited, { seq: row.seq });
    }
  }

  #spawn(row: Row, info: ProcessInfo | undefined): ProcessLane {
    const id = row.other;
    const known = this.processes.get(id);
    if (known) return known;
    const parent = this.processes.get(row.process);
    const name = info?.name ?? (this.names.process[id] || `process ${id}`);
    const facts = info ?? { name, pid: undefined, daemon: false, kind: "process", target: "" };
    const lane = new ProcessLane(id, name, parent?.id ?? 0, parent ? parent.depth + 1 : 0, facts, row.site);
    lane.track.add(row.time, STATE.starting, { site: row.site, seq: row.seq });
    if (parent) {
      parent.children.push(id);
      parent.changed = true;
    }
    this.processes.set(id, lane);
    return lane;
  }

  /** The lane of a process; made up when the trace lost its beginning. */
  #process(id: number): ProcessLane {
    const known = this.processes.get(id);
    if (known) {
      known.changed = true;
      return known;
    }
    const name = this.names.process[id] || `process ${id}`;
    const info: ProcessInfo = { name, pid: undefined, daemon: false, kind: "process", target: "" };
    const lane = new ProcessLane(id, name, 0, 0, info, 0);
    this.processes.set(id, lane);
    return lane;
  }

  #object(row: Row, info: ObjectInfo): void {
    const lane = laneOf(row.object, info, row.site, row.time);
    if (!lane) return;
    if (info.part) this.#unused.set(row.object, lane);
    else this.objects.set(row.object, lane);
  }

  /** The lane of an object that a wait is about; `user`: the process that has to do with it by that. */
  #target(id: number, user = 0): SharedLane | undefined {
    const unused = this.#unused.get(id);
    if (unused) {
      this.#unused.delete(id);
      this.objects.set(id, unused);
    }
    const lane = this.objects.get(id);
    if (lane) {
      lane.changed = true;
      if (user !== 0) lane.users.add(user);
    }
    return lane;
  }

  #ask(row: Row, verb: PendingWait["verb"], verbNumber: number, state: number): void {
    const lane = this.#process(row.process);
    if (lane.exit) return;
    const since = row.time + Math.max(0, row.value);
    const facts = {
      verb: verbNumber,
      object: row.object,
      other: row.other,
      site: row.site,
      seq: row.seq,
    };
    if (since > row.time) lane.enter(row.time, STATE.arbiter, facts);
    const interval = lane.enter(since, state, facts);
    const { object, other, site } = row;
    lane.pending.set(row.op, { verb, object, other, site, asked: row.time, since, interval });
    const target = this.#target(object, row.process);
    if (!target) return;
    target.waiters.add(since, 1);
    if (target instanceof LockLane && target.holder !== 0) target.contend();
  }

  #answer(row: Row, verb: PendingWait["verb"], verbNumber: number, phase: number): void {
    const lane = this.#process(row.process);
    const target = this.#target(row.object, row.process);
    const pending = lane.pending.get(row.op);
    if (pending) {
      lane.pending.delete(row.op);
      lane.track.settle(pending.interval, phase);
      this.#remember(lane, target, pending, (lane.paused?.at ?? row.time) - pending.since);
      target?.waiters.add(row.time, -1);
    } else if (row.value > 0 && !lane.exit) {
      lane.enter(row.time - row.value, STATE.arbiter, {
        verb: verbNumber,
        object: row.object,
        other: row.other,
        site: row.site,
        seq: row.seq,
      });
    }
    // A mark of its own for each stretch of work: what lies between two rows of the trace.
    if (!lane.exit && (lane.track.lastState !== STATE.running || pending))
      lane.enter(row.time, STATE.running, { seq: row.seq, site: row.site || (pending?.site ?? 0) });
    if (PHASES[phase] !== "grant" || !target) return;
    target.served++;
    if (target instanceof LockLane && verb === "acquire") {
      // An RLock taken again by its owner is one hold still.
      if (row.other === 0) target.hold(row, row.site || (pending?.site ?? 0));
    } else if (target instanceof QueueLane) {
      if (verb === "put" || verb === "send") {
        target.puts++;
        target.unfinished++;
        target.depth.add(row.time, 1);
      } else if (verb === "get" || verb === "recv") {
        target.gets++;
        target.depth.add(row.time, -1);
      }
    }
  }

  /** Statistics of a wait that has ended. */
  #remember(lane: ProcessLane, target: SharedLane | undefined, wait: PendingWait, took: number): void {
    const length = Math.max(0, took);
    if (wait.verb === "sleep") return;
    const longest: LongestWait = { length, object: wait.object, other: wait.other, process: lane.id };
    if (!lane.longest || length > lane.longest.length) lane.longest = longest;
    if (!target) return;
    target.waited++;
    target.waitTotal += length;
    if (!target.longest || length > target.longest.length) target.longest = longest;
  }

  #use(kind: number, row: Row): void {
    const target = this.objects.get(row.object);
    if (target) {
      target.changed = true;
      if (row.process !== 0 && kind !== KIND["connection.close"]) target.users.add(row.process);
    }
    switch (kind) {
      case KIND["release"]:
        if (target instanceof LockLane) target.free(row);
        break;
      case KIND["event.set"]:
      case KIND["event.clear"]:
        if (target instanceof EventLane)
          target.track.add(row.time, kind === KIND["event.set"] ? 1 : 0, {
            other: row.process,
            site: row.site,
            seq: row.seq,
          });
        break;
      case KIND["barrier.break"]:
      case KIND["barrier.reset"]:
        if (target instanceof EventLane)
          target.track.add(row.time, kind === KIND["barrier.break"] ? 1 : 0, {
            other: row.process,
            site: row.site,
            seq: row.seq,
          });
        break;
      case KIND["task.done"]:
        if (target instanceof QueueLane) target.unfinished = row.value;
        break;
      case KIND["span.begin"]: {
        const name = row.batch.text(row.at) ?? "";
        this.#process(row.process).boxes.begin(`span ${row.op}`, row.time, name, row.site);
        break;
      }
      case KIND["span.end"]:
        this.#process(row.process).boxes.end(`span ${row.op}`, row.time, false);
        break;
      default:
        this.#task(kind, row, target);
    }
  }

  #task(kind: number, row: Row, pool: SharedLane | undefined): void {
    const name = row.batch.text(row.at);
    if (kind === KIND["task.submit"]) {
      if (name) this.tasks.set(row.other, name);
      if (!(pool instanceof PoolLane)) return;
      pool.submitted++;
      this.#count(row, pool, "queued");
    } else if (kind === KIND["task.start"]) {
      const label = name || this.taskName(row.other);
      const worker = this.#process(row.process);
      worker.boxes.begin(`task ${row.other}`, row.time, label, row.site);
      if (worker.track.lastState === STATE.none) worker.enter(row.time, STATE.running, { seq: row.seq });
      if (!(pool instanceof PoolLane)) return;
      this.#count(row, pool, "running");
    } else if (kind === KIND["task.end"]) {
      const worker = this.#process(row.process);
      worker.boxes.end(`task ${row.other}`, row.time, row.value === 1);
      // Between tasks a pool's worker does nothing, and waits for nobody in particular.
      if (worker.info.kind === "worker" && worker.pending.size === 0 && !worker.exit)
        worker.enter(row.time, STATE.none, { seq: row.seq });
      if (!(pool instanceof PoolLane)) return;
      if (row.value === 1) pool.failed++;
      this.#count(row, pool, undefined);
    } else if (kind === KIND["task.result"] && pool instanceof PoolLane) this.#count(row, pool, undefined);
  }

  /** A task that is cancelled, or whose pool ends, has a result without ever having ended, or begun. */
  #count({ other, time }: Row, pool: PoolLane, as: "queued" | "running" | undefined): void {
    const was = this.#counted.get(other);
    if (was) pool[was].add(time, -1);
    else if (as === "running") return;
    if (as) {
      pool[as].add(time, 1);
      this.#counted.set(other, as);
    } else this.#counted.delete(other);
  }

  /** The row's text as JSON; undefined, and counted, when it is not. */
  #json<T extends object>(row: Row): T | undefined {
    try {
      return Object(JSON.parse(row.batch.text(row.at) ?? "")) as T;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.damaged++;
      return undefined;
    }
  }
}
