/** What a running program consists of, as rows of a tree. */
import * as vscode from "vscode";
import { type ObjectType, VERBS } from "../protocol/events.ts";
import {
  EventLane,
  LockLane,
  PoolLane,
  type ProcessLane,
  QueueLane,
  type SharedLane,
} from "../trace/lanes.ts";
import type { RunModel } from "../trace/model.ts";
import { STATE } from "../trace/states.ts";

export interface LiveRow {
  /** The same for the same process, object or group as long as the program runs. */
  id: string;
  label: string;
  description: string;
  /** Name of an icon; empty for none. */
  icon: string;
  /** `FILE:LINE:COLUMN` where it was made, or where it waits; empty for none. */
  site: string;
  children: LiveRow[];
}

/** Processes below those that started them, then what they share. */
export function liveRows(model: RunModel): LiveRow[] {
  const main = [...model.processes.values()].filter(({ parent }) => !model.processes.has(parent));
  const rows = main.map((lane) => processRow(model, lane));
  for (const [id, label, lanes] of groups(model))
    if (lanes.length > 0)
      rows.push({
        ...{ id, label, description: String(lanes.length), icon: "", site: "" },
        children: lanes.map((lane) => objectRow(model, lane)),
      });
  return rows;
}

function groups(model: RunModel): [string, string, SharedLane[]][] {
  const lanes = [...model.objects.values()];
  return [
    ["locks", vscode.l10n.t("Locks"), lanes.filter((lane) => lane instanceof LockLane)],
    ["queues", vscode.l10n.t("Queues"), lanes.filter((lane) => lane instanceof QueueLane)],
    ["events", vscode.l10n.t("Events"), lanes.filter((lane) => lane instanceof EventLane)],
    ["pools", vscode.l10n.t("Pools"), lanes.filter((lane) => lane instanceof PoolLane)],
  ];
}

function processRow(model: RunModel, lane: ProcessLane): LiveRow {
  const { track } = lane;
  const last = track.length - 1;
  const waiting = last >= 0 && track.verb[last]! > 0;
  return {
    id: `process ${lane.id}`,
    label: lane.name,
    description: processState(model, lane),
    icon: PROCESS_ICONS[track.lastState] ?? "circle-outline",
    site: model.site(waiting ? track.site[last]! : lane.site),
    children: lane.children.flatMap((id) => {
      const child = model.processes.get(id);
      return child ? [processRow(model, child)] : [];
    }),
  };
}

const PROCESS_ICONS: Partial<Record<number, string>> = {
  [STATE.starting]: "loading",
  [STATE.running]: "play",
  [STATE.arbiter]: "play",
  [STATE.lock]: "lock",
  [STATE.queue]: "inbox",
  [STATE.process]: "watch",
  [STATE.signal]: "bell",
  [STATE.sleeping]: "clock",
  [STATE.paused]: "debug-pause",
  [STATE.stuck]: "error",
  [STATE.exited]: "circle-slash",
};

function processState(model: RunModel, { track, exit }: ProcessLane): string {
  const last = track.length - 1;
  if (exit) {
    if (exit.signal) return vscode.l10n.t("ended by {0}", exit.signal);
    return Number.isNaN(exit.code) ? vscode.l10n.t("ended") : vscode.l10n.t("exit {0}", exit.code);
  }
  switch (track.lastState) {
    case STATE.starting:
      return vscode.l10n.t("starting");
    case STATE.running:
    case STATE.arbiter:
      return vscode.l10n.t("running");
    case STATE.paused:
      return vscode.l10n.t("paused");
    case STATE.sleeping:
      return vscode.l10n.t("sleeping");
    case STATE.lock:
    case STATE.queue:
    case STATE.process:
    case STATE.signal:
      return vscode.l10n.t("waits for {0}", wanted(model, track, last));
    case STATE.stuck:
      return vscode.l10n.t("can never go on: waits for {0}", wanted(model, track, last));
    default:
      return vscode.l10n.t("idle");
  }
}

/** What a wait is for, with who holds it. */
function wanted(model: RunModel, track: ProcessLane["track"], index: number): string {
  const object = track.object[index]!;
  const other = track.other[index]!;
  const verb = VERBS[track.verb[index]! - 1];
  if (object === 0) {
    if (verb === "join" && other !== 0) return model.processName(other);
    return verb === "result" ? vscode.l10n.t("a result") : vscode.l10n.t("any of several");
  }
  const lane = model.objects.get(object);
  const name = model.objectName(object);
  const holder = lane instanceof LockLane ? lane.holder : 0;
  return holder === 0 ? name : vscode.l10n.t("{0}, held by {1}", name, model.processName(holder));
}

const OBJECT_ICONS: Partial<Record<ObjectType, string>> = {
  Lock: "lock",
  RLock: "lock",
  Semaphore: "key",
  BoundedSemaphore: "key",
  Condition: "bell",
  Barrier: "git-merge",
  Event: "bell",
  Pool: "server-process",
  ProcessPoolExecutor: "server-process",
};

function objectRow(model: RunModel, lane: SharedLane): LiveRow {
  return {
    id: `object ${lane.id}`,
    label: lane.name,
    description: both(objectState(model, lane), waiters(lane)),
    icon: OBJECT_ICONS[lane.info.type] ?? "inbox",
    site: model.site(lane.site),
    children: [],
  };
}

function objectState(model: RunModel, lane: SharedLane): string {
  switch (lane.kind) {
    case "lock": {
      const holders = [...new Set(lane.out.map(({ process }) => model.processName(process)))];
      return holders.length > 0
        ? vscode.l10n.t("held by {0}", holders.join(vscode.l10n.t(", ")))
        : vscode.l10n.t("free");
    }
    case "queue": {
      const items = Math.max(0, lane.depth.current);
      return lane.bound > 0
        ? vscode.l10n.t("{0} of {1} items", items, lane.bound)
        : vscode.l10n.t("{0} items", items);
    }
    case "event":
      if (lane.info.type === "Event")
        return lane.track.lastState === 1 ? vscode.l10n.t("set") : vscode.l10n.t("not set");
      return lane.track.lastState === 1 ? vscode.l10n.t("broken") : "";
    case "pool":
      return vscode.l10n.t("{0} running, {1} in line", lane.running.current, lane.queued.current);
    default:
      return lane satisfies never;
  }
}

const both = (one: string, other: string): string =>
  one && other ? vscode.l10n.t("{0}, {1}", one, other) : one || other;

function waiters(lane: SharedLane): string {
  const count = lane.waiters.current;
  return count > 0 ? vscode.l10n.t("{0} waiting", count) : "";
}
