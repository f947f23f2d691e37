/** What the lanes say, in words: bar labels, read-outs, states. */
import { VERBS } from "../src/protocol/events.ts";
import type { ViewLane } from "../src/protocol/view.ts";
import type { Intervals } from "../src/trace/intervals.ts";
import {
  EventLane,
  HELD,
  LockLane,
  type PoolLane,
  type ProcessExit,
  type ProcessLane,
  QueueLane,
  type SharedLane,
} from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { STATE } from "../src/trace/states.ts";
import { many, shortName } from "./format.ts";
import type { Row } from "./rows.ts";

export function verbOf(track: Intervals, index: number): string {
  return VERBS[track.verb[index]! - 1] ?? "";
}

/** What a wait is for: an object's or a process's name. */
export function targetOf(model: RunModel, track: Intervals, index: number): string {
  const object = track.object[index]!;
  if (object) return model.objectName(object);
  const other = track.other[index]!;
  const verb = verbOf(track, index);
  if (verb === "any") return "any of several";
  if (verb === "result") return other ? model.taskName(other) : "a result";
  return other ? model.processName(other) : "";
}

/** Who could end this wait, at a moment: the lock's holder, or the process joined; 0 for nobody in particular. */
export function holderOf(model: RunModel, track: Intervals, index: number, time: number): number {
  const verb = verbOf(track, index);
  if (verb === "join") return track.other[index]!;
  const lock = model.objects.get(track.object[index]!);
  if (!(lock instanceof LockLane)) return 0;
  const hold = lock.holders.at(time);
  return hold < 0 ? 0 : lock.holders.other[hold]!;
}

/** Labels of a mark in a process's lane, from the fullest to the shortest. */
export function labelsOf(model: RunModel, lane: ProcessLane, index: number, behind: boolean): string[] {
  const track = lane.track;
  const verb = verbOf(track, index);
  const target = targetOf(model, track, index);
  switch (track.state[index]) {
    case STATE.starting:
      return ["starting", "start"];
    case STATE.paused:
      return ["paused by the debugger", "paused"];
    case STATE.sleeping:
      return ["sleep"];
    case STATE.lock:
    case STATE.signal:
      return [target, shortName(target)];
    case STATE.queue:
      return [`${target}.${verb}`, verb];
    case STATE.process: {
      const plain =
        verb === "any" ? [target, verb] : [`${verb} ${target}`, `${verb} ${shortName(target)}`, verb];
      return behind ? [`${plain[0]}: waits behind the deadlock, not part of it`, ...plain] : plain;
    }
    case STATE.stuck: {
      const holder = holderOf(model, track, index, track.start[index]!);
      const held = holder && verb !== "join" ? `, held by ${model.processName(holder)}` : "";
      const what = verb === "join" ? `joins ${target}` : `waits for ${target}`;
      return [`${what}${held}`, what, target, shortName(target)];
    }
    default:
      return [];
  }
}

export function exitText(exit: ProcessExit): string {
  if (exit.signal)
    return Number.isNaN(exit.code) ? `exit ${exit.signal}` : `exit ${minus(exit.code)} ${exit.signal}`;
  return Number.isNaN(exit.code) ? "exit unknown" : `exit ${minus(exit.code)}`;
}

const minus = (value: number): string => String(value).replace("-", "−");

export const cleanExit = (exit: ProcessExit): boolean => exit.code === 0 && exit.signal === "";

/** What a process was doing at a moment, in a word or two, with the state to draw beside it. */
export function processReadout(
  model: RunModel,
  lane: ProcessLane,
  time: number,
): { state: number; text: string } {
  const index = lane.track.at(time);
  if (index < 0) return { state: STATE.none, text: "not started" };
  const state = lane.track.state[index]!;
  const target = targetOf(model, lane.track, index);
  const verb = verbOf(lane.track, index);
  if (state === STATE.exited) return { state, text: lane.exit ? exitText(lane.exit) : "exited" };
  if (state === STATE.none) return { state, text: "idle" };
  if (state === STATE.queue) return { state, text: `${target}.${verb}` };
  if (state === STATE.process) return { state, text: verb === "any" ? target : `${verb} ${target}` };
  if (state === STATE.starting) return { state, text: "starting" };
  if (state === STATE.sleeping) return { state, text: "sleeping" };
  if (state === STATE.paused) return { state, text: "paused" };
  if (state === STATE.running || state === STATE.arbiter)
    return { state: STATE.running, text: boxAt(lane, time) ?? "running" };
  return { state, text: target };
}

/** Name of the innermost task or span at a moment. */
export function boxAt(lane: ProcessLane, time: number): string | undefined {
  for (let level = lane.boxes.rows.length - 1; level >= 0; level--) {
    const row = lane.boxes.rows[level]!;
    const index = row.at(time);
    if (index >= 0 && row.end[index]! > time) return row.name(index);
  }
  return undefined;
}

/** What a shared object was like at a moment. */
export function objectReadout(
  model: RunModel,
  lane: SharedLane,
  time: number,
): { text: string; state: number; more: string } {
  if (lane instanceof LockLane) {
    const hold = lane.holders.at(time);
    const holder = hold < 0 ? 0 : lane.holders.other[hold]!;
    const waiting = lane.waiters.valueAt(time);
    const state = hold >= 0 && lane.holders.state[hold] === HELD.forever ? STATE.stuck : STATE.lock;
    if (!holder) return { text: "free", state: STATE.none, more: "" };
    return {
      text: model.processName(holder),
      state: waiting > 0 ? state : STATE.none,
      more: waiting > 0 ? String(waiting) : "",
    };
  }
  if (lane instanceof QueueLane) {
    const items = lane.depth.valueAt(time);
    return {
      text: lane.bound ? `${items} of ${lane.bound} waiting` : `${items} waiting`,
      state: STATE.none,
      more: "",
    };
  }
  if (lane instanceof EventLane) {
    const at = lane.track.at(time);
    const word = lane.word(at >= 0 ? lane.track.state[at]! : 0);
    return { text: word || `${lane.waiters.valueAt(time)} waiting`, state: STATE.none, more: "" };
  }
  return {
    text: `${lane.running.valueAt(time)} running, ${lane.queued.valueAt(time)} queued`,
    state: STATE.none,
    more: "",
  };
}

/** A lane's state at the right edge, as the snapshot says it. */
export function stateText(model: RunModel, row: Exclude<Row, { kind: "section" }>, time: number): string {
  if (row.kind === "process") return processState(model, row.lane, time);
  if (row.kind === "task") {
    const boxes = row.lane.boxes.rows[row.level]!;
    const index = boxes.at(time);
    return index >= 0 && boxes.end[index]! > time ? boxes.name(index) : "idle";
  }
  if (row.kind === "lock") {
    const read = objectReadout(model, row.lane, time);
    return read.text === "free" ? "free" : `held by ${read.text}${read.more ? `, ${read.more} waiting` : ""}`;
  }
  if (row.kind === "queue") return many(row.lane.depth.valueAt(time), "item");
  return objectReadout(model, row.lane as EventLane | PoolLane, time).text;
}

export function processState(model: RunModel, lane: ProcessLane, time: number): string {
  const index = lane.track.at(time);
  if (index < 0) return "not started";
  const state = lane.track.state[index]!;
  const target = targetOf(model, lane.track, index);
  if (state === STATE.exited) {
    const exit = lane.exit;
    if (exit?.signal) return `killed by ${exit.signal}`;
    return exit && !Number.isNaN(exit.code) ? `exited ${exit.code}` : "exited";
  }
  if (state === STATE.stuck) return `stuck waiting for ${target}`;
  if (state === STATE.sleeping) return "sleeping";
  if (state === STATE.starting) return "starting";
  if (state === STATE.paused) return "paused";
  if (state === STATE.none) return "idle";
  if (state === STATE.running || state === STATE.arbiter) return "running";
  return `waiting for ${target}`;
}

export const laneKind = (row: Exclude<Row, { kind: "section" }>): ViewLane["kind"] => row.kind;

export function intervalCount(row: Exclude<Row, { kind: "section" }>): number {
  switch (row.kind) {
    case "process":
      return row.lane.track.length;
    case "task":
      return row.lane.boxes.rows[row.level]!.length;
    case "lock":
      return row.lane.holders.length;
    case "queue":
      return row.lane.depth.length;
    case "event":
      return row.lane.track.length;
    case "pool":
      return row.lane.running.length;
  }
}
