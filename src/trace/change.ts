/**
 * What a model has become, for another model of the same run in another thread: the one is built from the trace and
 * gives away what it has written down, the other is what a view looks at.
 */
import type { ObjectInfo, ProcessInfo, RunInfo } from "../protocol/events.ts";
import type { DictionaryName } from "./columns.ts";
import type { FoundHint } from "./found-hint.ts";
import {
  type LongestWait,
  laneOf,
  type PendingWait,
  type ProcessExit,
  ProcessLane,
  type SharedLane,
} from "./lanes.ts";
import type { RunGap, RunMark, RunModel } from "./model.ts";
import { OpenedParcel, Parcel } from "./parcel.ts";

interface ProcessChange {
  id: number;
  /** What it was made with, the first time. */
  made?: { name: string; parent: number; depth: number; info: ProcessInfo; site: number };
  children: number[];
  pending: [number, PendingWait][];
  longest: LongestWait | undefined;
  exit: ProcessExit | undefined;
  pid: number | undefined;
  /** Rows of tasks and spans, and their new names. */
  rows: number;
  labels: string[];
}

interface ObjectChange {
  id: number;
  made?: { info: ObjectInfo; site: number; created: number };
  served: number;
  waited: number;
  waitTotal: number;
  longest: LongestWait | undefined;
  /** Processes that had not to do with it before. */
  users: number[];
  /** What only its kind has, by the lane's own names. */
  more: Record<string, unknown>;
}

export interface RunChange {
  end: number;
  events: number;
  ended: boolean;
  damaged: number;
  info: RunInfo | undefined;
  /** Dictionaries that have grown, whole. */
  names: Partial<Record<DictionaryName, readonly string[]>>;
  /** New names of tasks; which task has which leads the columns. */
  taskLabels: string[];
  hints: FoundHint[];
  marks: RunMark[];
  gaps: RunGap[];
  processes: ProcessChange[];
  objects: ObjectChange[];
  /** The lanes' columns: those of the processes, those of the objects; then those of what was printed. */
  columns: ArrayBuffer;
}

/** Takes out of a model, time and again, what is new. It must not be read any more, but for its last rows. */
export class ChangeTaker {
  readonly #model: RunModel;
  readonly #names: Partial<Record<DictionaryName, readonly string[]>> = {};
  /** Lanes that were taken before, with how many of their labels, or of their users. */
  readonly #known = new Map<ProcessLane | SharedLane, number>();
  #hints = 0;
  #marks = 0;
  #gaps = 0;
  #events = 0;
  #taskLabels = 0;

  constructor(model: RunModel) {
    this.#model = model;
    model.tasks.fresh = [];
  }

  /** What is new since the last call; undefined when nothing is. */
  take(): RunChange | undefined {
    const model = this.#model;
    if (model.events === this.#events) return undefined;
    this.#events = model.events;
    const parcel = new Parcel();
    const taskLabels = this.#tasks(parcel);
    const processes = [...model.processes.values()].filter((lane) => lane.changed);
    const objects = [...model.objects.values()].filter((lane) => lane.changed);
    const change: RunChange = {
      end: model.end,
      events: model.events,
      ended: model.ended,
      damaged: model.damaged,
      info: model.info,
      names: this.#newNames(),
      taskLabels,
      hints: model.hints.slice(this.#hints),
      marks: model.marks.slice(this.#marks),
      gaps: model.gaps.slice(this.#gaps),
      processes: processes.map((lane) => this.#process(lane, parcel)),
      objects: objects.map((lane) => this.#object(lane, parcel)),
      columns: this.#seal(parcel),
    };
    this.#hints = model.hints.length;
    this.#marks = model.marks.length;
    this.#gaps = model.gaps.length;
    for (const lane of [...processes, ...objects]) {
      lane.changed = false;
      for (const columns of lane.columns) columns.giveAway();
    }
    return change;
  }

  #seal(parcel: Parcel): ArrayBuffer {
    const { output } = this.#model;
    output.pack(parcel);
    const columns = parcel.seal();
    output.giveAway();
    return columns;
  }

  #tasks(parcel: Parcel): string[] {
    const { tasks } = this.#model;
    parcel.put(Uint32Array.from(tasks.fresh!));
    parcel.put(Uint32Array.from(tasks.fresh!, (task) => tasks.labels.number(tasks.get(task)!)));
    tasks.fresh = [];
    const from = this.#taskLabels;
    this.#taskLabels = tasks.labels.list.length;
    return tasks.labels.list.slice(from);
  }

  #newNames(): RunChange["names"] {
    const fresh: RunChange["names"] = {};
    for (const name of ["process", "object", "site"] as const) {
      if (this.#model.names[name] === this.#names[name]) continue;
      fresh[name] = this.#names[name] = this.#model.names[name];
    }
    return fresh;
  }

  #process(lane: ProcessLane, parcel: Parcel): ProcessChange {
    const labels = this.#known.get(lane);
    const { id, name, parent, depth, info, site, children, longest, exit, pid, boxes } = lane;
    this.#known.set(lane, boxes.labels.list.length);
    for (const columns of lane.columns) columns.pack(parcel);
    return {
      id,
      ...(labels === undefined ? { made: { name, parent, depth, info, site } } : {}),
      children,
      pending: [...lane.pending],
      longest,
      exit,
      pid,
      rows: boxes.rows.length,
      labels: boxes.labels.list.slice(labels ?? 0),
    };
  }

  #object(lane: SharedLane, parcel: Parcel): ObjectChange {
    const { id, info, site, created, served, waited, waitTotal, longest } = lane;
    const known = this.#known.get(lane);
    this.#known.set(lane, lane.users.size);
    const users = lane.users.size === known ? [] : [...lane.users].slice(known ?? 0);
    for (const columns of lane.columns) columns.pack(parcel);
    const made = known === undefined ? { made: { info, site, created } } : {};
    return { id, ...made, served, waited, waitTotal, longest, users, more: lane.more };
  }
}

/** Makes `model` what the other was when the change was taken. Changes are to be given in their order. */
export function giveChange(model: RunModel, change: RunChange): void {
  model.end = change.end;
  model.events = change.events;
  model.ended = change.ended;
  model.damaged = change.damaged;
  model.info = change.info;
  Object.assign(model.names, change.names);
  model.marks.push(...change.marks);
  model.gaps.push(...change.gaps);
  const parcel = new OpenedParcel(change.columns);
  for (const label of change.taskLabels) model.tasks.labels.number(label);
  const tasks = parcel.take<Uint32Array>();
  const labels = parcel.take<Uint32Array>();
  tasks.forEach((task, i) => {
    model.tasks.set(task, model.tasks.labels.list[labels[i]!]!);
  });
  for (const { id, made, rows, labels, children, pending, ...facts } of change.processes) {
    let lane = model.processes.get(id);
    if (!lane) {
      const { name, parent, depth, info, site } = made!;
      lane = new ProcessLane(id, name, parent, depth, info, site);
      model.processes.set(id, lane);
    }
    Object.assign(lane, facts);
    lane.children.splice(0, lane.children.length, ...children);
    lane.pending.clear();
    for (const [op, wait] of pending) lane.pending.set(op, wait);
    for (const label of labels) lane.boxes.labels.number(label);
    while (lane.boxes.rows.length < rows) lane.boxes.addRow();
    for (const columns of lane.columns) columns.unpack(parcel);
  }
  for (const { id, made, more, users, ...facts } of change.objects) {
    let lane = model.objects.get(id);
    if (!lane) {
      lane = laneOf(id, made!.info, made!.site, made!.created)!;
      model.objects.set(id, lane);
    }
    Object.assign(lane, facts, more);
    for (const user of users) lane.users.add(user);
    for (const columns of lane.columns) columns.unpack(parcel);
  }
  model.output.unpack(parcel);
  model.hints.push(...change.hints);
}
