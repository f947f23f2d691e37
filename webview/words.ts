/** What the lanes say, in words: bar labels, read-outs, states. */
import { VERBS } from "../src/protocol/events.ts";
import type { ViewLane } from "../src/protocol/view.ts";
import type { Intervals } from "../src/trace/intervals.ts";
import {
  EventLane,
  HELD,
  isContainer,
  LockLane,
  type PoolLane,
  type ProcessExit,
  type ProcessLane,
  QueueLane,
  type SharedLane,
} from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { STATE, STATES, type StateName } from "../src/trace/states.ts";
import { many, shortName } from "./format.ts";
import { t } from "./l10n.ts";
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
  if (verb === "any") return t("any of several");
  if (verb === "result") return other ? model.taskName(other) : t("a result");
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
      return [t("starting"), t("start")];
    case STATE.paused:
      return [t("paused by the debugger"), t("paused")];
    case STATE.sleeping:
      return [t("sleep")];
    case STATE.lock:
    case STATE.signal:
      return [target, shortName(target)];
    case STATE.queue:
      return [`${target}.${verb}`, verb];
    case STATE.process: {
      const plain =
        verb === "any" ? [target, verb] : [`${verb} ${target}`, `${verb} ${shortName(target)}`, verb];
      return behind ? [t("{0}: waits behind the deadlock, not part of it", plain[0]!), ...plain] : plain;
    }
    case STATE.stuck: {
      const holder = holderOf(model, track, index, track.start[index]!);
      const what = verb === "join" ? t("joins {0}", target) : t("waits for {0}", target);
      const full = holder && verb !== "join" ? t("{0}, held by {1}", what, model.processName(holder)) : what;
      return [full, what, target, shortName(target)];
    }
    default:
      return [];
  }
}

const STATE_WORDS: Record<StateName, string> = {
  none: t("idle"),
  starting: t("starting"),
  running: t("running"),
  lock: t("waits for a lock"),
  queue: t("waits for a queue"),
  process: t("waits for a process"),
  signal: t("waits for a signal"),
  stuck: t("can never go on"),
  sleeping: t("sleeping"),
  arbiter: t("the arbiter's own time"),
  exited: t("exited"),
  paused: t("paused"),
};

/** What a state is called where nothing more is known of it. */
export const stateWords = (state: number): string => STATE_WORDS[STATES[state] ?? "none"];

export function exitText(exit: ProcessExit): string {
  if (exit.signal)
    return t("exit {0}", Number.isNaN(exit.code) ? exit.signal : `${minus(exit.code)} ${exit.signal}`);
  return Number.isNaN(exit.code) ? t("exit unknown") : t("exit {0}", minus(exit.code));
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
  if (index < 0) return { state: STATE.none, text: t("not started") };
  const state = lane.track.state[index]!;
  const target = targetOf(model, lane.track, index);
  const verb = verbOf(lane.track, index);
  if (state === STATE.exited) return { state, text: lane.exit ? exitText(lane.exit) : t("exited") };
  if (state === STATE.none) return { state, text: t("idle") };
  if (state === STATE.queue) return { state, text: `${target}.${verb}` };
  if (state === STATE.process) return { state, text: verb === "any" ? target : `${verb} ${target}` };
  if (state === STATE.starting) return { state, text: t("starting") };
  if (state === STATE.sleeping) return { state, text: t("sleeping") };
  if (state === STATE.paused) return { state, text: t("paused") };
  if (state === STATE.running || state === STATE.arbiter)
    return { state: STATE.running, text: boxAt(lane, time) ?? t("running") };
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
    if (!holder) return { text: t("free"), state: STATE.none, more: "" };
    return {
      text: model.processName(holder),
      state: waiting > 0 ? state : STATE.none,
      more: waiting > 0 ? String(waiting) : "",
    };
  }
  if (lane instanceof QueueLane) {
    const items = lane.depth.valueAt(time);
    return {
      text: lane.bound ? t("{0} of {1} waiting", items, lane.bound) : t("{items} waiting", { items }),
      state: STATE.none,
      more: "",
    };
  }
  if (lane instanceof EventLane) {
    const at = lane.track.at(time);
    const word = eventWord(lane, at >= 0 ? lane.track.state[at]! : 0);
    return { text: word || t("{0} waiting", lane.waiters.valueAt(time)), state: STATE.none, more: "" };
  }
  return {
    text: t("{0} running, {1} queued", lane.running.valueAt(time), lane.queued.valueAt(time)),
    state: STATE.none,
    more: "",
  };
}

/** What a state of an event, or of what looks like one, is called; empty where it says nothing, as for a condition. */
export function eventWord(lane: EventLane, state: number): string {
  if (isContainer(lane.info)) return state === 1 ? t("in use") : t("{0} calls", lane.served);
  if (lane.info.type === "Event") return state === 1 ? t("set") : t("not set");
  return state === 1 ? t("broken") : "";
}

/** A lane's state at the right edge, as the snapshot says it. */
export function stateText(model: RunModel, row: Exclude<Row, { kind: "section" }>, time: number): string {
  if (row.kind === "process") return processState(model, row.lane, time);
  if (row.kind === "task") {
    const boxes = row.lane.boxes.rows[row.level]!;
    const index = boxes.at(time);
    return index >= 0 && boxes.end[index]! > time ? boxes.name(index) : t("idle");
  }
  if (row.kind === "lock") {
    const read = objectReadout(model, row.lane, time);
    const hold = row.lane.holders.at(time);
    if (hold < 0 || row.lane.holders.other[hold] === 0) return read.text;
    return read.more ? t("held by {0}, {1} waiting", read.text, read.more) : t("held by {0}", read.text);
  }
  if (row.kind === "queue") return many(row.lane.depth.valueAt(time), t("{0} item"), t("{0} items"));
  return objectReadout(model, row.lane as EventLane | PoolLane, time).text;
}

export function processState(model: RunModel, lane: ProcessLane, time: number): string {
  const index = lane.track.at(time);
  if (index < 0) return t("not started");
  const state = lane.track.state[index]!;
  const target = targetOf(model, lane.track, index);
  if (state === STATE.exited) {
    const exit = lane.exit;
    if (exit?.signal) return t("killed by {0}", exit.signal);
    return exit && !Number.isNaN(exit.code) ? t("exited {0}", exit.code) : t("exited");
  }
  if (state === STATE.stuck) return t("stuck waiting for {0}", target);
  if (state === STATE.sleeping) return t("sleeping");
  if (state === STATE.starting) return t("starting");
  if (state === STATE.paused) return t("paused");
  if (state === STATE.none) return t("idle");
  if (state === STATE.running || state === STATE.arbiter) return t("running");
  return t("waiting for {0}", target);
}

export const laneKind = (row: Exclude<Row, { kind: "section" }>): ViewLane["kind"] =>
  row.kind === "crew" ? "pool" : row.kind;

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
    case "crew":
      return row.lane.running.length;
  }
}
