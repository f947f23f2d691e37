/** The lanes as rows from top to bottom, with their measures. */
import {
  EventLane,
  isContainer,
  LockLane,
  type ObjectLane,
  PoolLane,
  type ProcessLane,
  QueueLane,
} from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { t } from "./l10n.ts";
import type { Store } from "./store.ts";

interface Common {
  /** Distinguishes rows, and is what is remembered when one is folded. */
  key: string;
  name: string;
  top: number;
  height: number;
  /** Height of the bars in it. */
  bar: number;
  depth: number;
  /** Undefined when there is nothing to fold. */
  open?: boolean;
}
export type Row = Common &
  (
    | { kind: "section"; note: string }
    | { kind: "process"; lane: ProcessLane }
    | { kind: "task"; lane: ProcessLane; level: number }
    | { kind: "lock"; lane: LockLane }
    | { kind: "queue"; lane: QueueLane }
    | { kind: "event"; lane: EventLane }
    | { kind: "pool"; lane: PoolLane }
  );

const ROW = 22;
const BAR = 14;
const COMPACT_ROW = 16;
const COMPACT_BAR = 12;
/** From this many like siblings on, rows are compact. */
const MANY = 12;
const LOCK_WITH_WAITERS = 33;
const QUEUE = 44;

/** All visible rows. */
export function layRows(store: Store): Row[] {
  const { model } = store;
  const rows: Row[] = [];
  let top = 0;
  const add = (row: DistributiveOmit<Row, "top">) => {
    rows.push({ ...row, top } as Row);
    top += row.height;
  };
  const section = (key: string, name: string, note: string): boolean => {
    const open = !store.folded.has(key);
    add({ kind: "section", key, name, note, height: ROW, bar: 0, depth: 0, open });
    return open;
  };
  if (model.processes.size > 0 && section("processes", t("Processes"), processesNote(model))) {
    const roots = [...model.processes.values()].filter((lane) => !model.processes.has(lane.parent));
    const visit = (lane: ProcessLane, compact: boolean) => {
      const key = `process ${lane.id}`;
      const parts = lane.children.length > 0 || lane.boxes.rows.length > 0;
      const open = !store.folded.has(key);
      const height = compact ? COMPACT_ROW : ROW;
      const bar = compact ? COMPACT_BAR : BAR;
      const common = { key, name: lane.name, height, bar, depth: lane.depth };
      add({ ...common, kind: "process", lane, ...(parts ? { open } : {}) });
      if (!open) return;
      const levels =
        store.selectedProcess === lane.id ? lane.boxes.rows.length : Math.min(1, lane.boxes.rows.length);
      for (let level = 0; level < levels; level++)
        add({
          kind: "task",
          key: `task ${lane.id} ${level}`,
          name: level === 0 ? t("tasks") : "",
          height: ROW,
          bar: BAR,
          depth: lane.depth + 1,
          lane,
          level,
        });
      const crowd = lane.children.length > MANY;
      for (const id of lane.children) {
        const child = model.processes.get(id);
        if (child) visit(child, crowd);
      }
    };
    for (const root of roots) visit(root, roots.length > MANY);
  }
  const lanes = [...model.objects.values()];
  const objects = <T extends ObjectLane>(
    key: string,
    title: string,
    type: new (...args: never[]) => T,
    kind: "lock" | "queue" | "event" | "pool",
    height: (lane: T, crowd: boolean) => number,
    note: (list: T[]) => string,
  ) => {
    const list = lanes.filter((lane): lane is T & (typeof lanes)[number] => lane instanceof type);
    if (list.length === 0 || !section(key, title, note(list))) return;
    for (const lane of list) {
      const tall = height(lane, list.length > MANY);
      add({
        kind,
        key: `object ${lane.id}`,
        name: lane.name,
        height: tall,
        bar: tall === COMPACT_ROW ? COMPACT_BAR : BAR,
        depth: 0,
        lane,
      } as DistributiveOmit<Row, "top">);
    }
  };
  const plain = (list: ObjectLane[]) => String(list.length);
  objects(
    "locks",
    t("Locks"),
    LockLane,
    "lock",
    (lane, crowd) =>
      lane.waiters.max > 0 && !isForever(lane) ? LOCK_WITH_WAITERS : crowd ? COMPACT_ROW : ROW,
    (list) => (list.every((lane) => lane.holder !== 0) ? t("{0}, all held", list.length) : plain(list)),
  );
  const pipes = lanes.some((lane) => lane.info.type === "Connection");
  objects("queues", pipes ? t("Queues and pipes") : t("Queues"), QueueLane, "queue", () => QUEUE, plain);
  const signals = lanes.filter((lane) => lane instanceof EventLane);
  objects("events", titleOf(signals), EventLane, "event", () => ROW, plain);
  objects("pools", t("Pools"), PoolLane, "pool", () => QUEUE, plain);
  return rows;
}

/** What is shown as events are. */
function titleOf(signals: EventLane[]): string {
  const containers = signals.filter((lane) => isContainer(lane.info)).length;
  if (containers === signals.length) return t("Managed data");
  const others = signals.every((lane) => lane.info.type === "Event" || isContainer(lane.info))
    ? t("Events")
    : t("Events, conditions, barriers");
  return containers > 0 ? t("{0}, managed data", others) : others;
}

/** A lock held for ever has one waiter story, told by its bar; the strip of waiters would only repeat it. */
function isForever(lane: LockLane): boolean {
  return lane.holders.lastState === 3 && lane.waiters.max <= 1;
}

function processesNote(model: RunModel): string {
  const lanes = [...model.processes.values()];
  const ended = lanes.filter((lane) => lane.exit).length;
  const killed = lanes.filter((lane) => lane.exit?.signal).length;
  const waiting = lanes.filter((lane) => !lane.exit && lane.pending.size > 0).length;
  const all = lanes.length;
  if (killed > 0) return t("{0}, {1} killed", all, killed);
  if (ended === all) return t("{0}, all ended", all);
  if (waiting === all) return t("{0}, all waiting", all);
  if (ended > 0) return t("{0}, {1} ended", all, ended);
  return String(all);
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The row at this height, by binary search. */
export function rowAt(rows: readonly Row[], y: number): Row | undefined {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle]!;
    if (y < row.top) high = middle - 1;
    else if (y >= row.top + row.height) low = middle + 1;
    else return row;
  }
  return undefined;
}
