/** The lanes as rows from top to bottom, with their measures. */
import {
  EventLane,
  isContainer,
  type Lane,
  LockLane,
  type ObjectLane,
  PoolLane,
  type ProcessLane,
  QueueLane,
  type SharedLane,
} from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { t } from "./l10n.ts";
import type { LaneOrder } from "./lane-order.ts";
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
  /** The filter hides it: it stands there for the sake of those below it. */
  aside?: boolean;
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
    /** What many workers of one pool do, taken together; below it stand they themselves. */
    | { kind: "crew"; lane: PoolLane; workers: readonly ProcessLane[] }
  );

const ROW = 22;
const BAR = 14;
const COMPACT_ROW = 16;
const COMPACT_BAR = 12;
/** From this many like siblings on, rows are compact. */
const MANY = 12;
const LOCK_WITH_WAITERS = 33;
const QUEUE = 44;
const CREW = 44;
const CREW_BAR = 36;

/** All visible rows, of the lanes that stand in this order. */
export function layRows(store: Store, order: LaneOrder): Row[] {
  const { model } = store;
  const { hideTasks } = store.lanes.choice;
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
  const part = (lanes: readonly Lane[], note: () => string) =>
    order.filters ? t("{0} of {1}", lanes.filter((lane) => order.passes(lane)).length, lanes.length) : note();
  const standing = <T extends Lane>(list: T[]) => order.sorted(list.filter((lane) => order.stands(lane)));
  const processes = [...model.processes.values()];
  const roots = standing(processes.filter((lane) => !model.processes.has(lane.parent)));
  const note = () => part(processes, () => processesNote(processes));
  if (roots.length > 0 && section("processes", t("Processes"), note())) {
    /** `inner`: levels that it stands deeper than its parents tell. */
    const visit = (lane: ProcessLane, compact: boolean, inner: number) => {
      const key = `process ${lane.id}`;
      const aside = !order.passes(lane);
      const children = standing(
        lane.children.map((id) => model.processes.get(id)).filter((child) => child !== undefined),
      );
      const tasks = hideTasks || aside ? 0 : lane.boxes.rows.length;
      // Of a crowd only the selected one has its tasks told: the others have theirs in their bars.
      const levels = store.selectedProcess === lane.id ? tasks : compact ? 0 : Math.min(1, tasks);
      // What stands there only for those below it cannot hide them.
      const parts = !aside && (children.length > 0 || levels > 0);
      const open = aside || !store.folded.has(key);
      const height = compact ? COMPACT_ROW : ROW;
      const bar = compact ? COMPACT_BAR : BAR;
      const depth = lane.depth + inner;
      const common = { key, name: lane.name, height, bar, depth };
      add({ ...common, kind: "process", lane, ...(parts ? { open } : {}), ...(aside ? { aside } : {}) });
      if (!open) return;
      for (let level = 0; level < levels; level++)
        add({
          kind: "task",
          key: `task ${lane.id} ${level}`,
          name: level === 0 ? t("tasks") : "",
          height: ROW,
          bar: BAR,
          depth: depth + 1,
          lane,
          level,
        });
      const crews = crewsOf(children, model);
      for (const child of children) {
        const crew = crews.get(child.info.pool ?? 0);
        if (!crew) visit(child, children.length > MANY, inner);
        // The first of them stands for all.
        else if (crew.workers[0] === child) {
          const key = `crew ${crew.lane.id}`;
          const open = !store.folded.has(key);
          const { name } = crew.lane;
          add({ ...crew, kind: "crew", key, name, height: CREW, bar: CREW_BAR, depth: depth + 1, open });
          if (open) for (const worker of crew.workers) visit(worker, true, inner + 1);
        }
      }
    };
    for (const root of roots) visit(root, roots.length > MANY, 0);
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
    const all = lanes.filter((lane): lane is T & SharedLane => lane instanceof type);
    const list = standing(all);
    if (
      list.length === 0 ||
      !section(
        key,
        title,
        part(all, () => note(all)),
      )
    )
      return;
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

/** Pools of which so many workers are among these processes that they are shown together, by the pools' ids. */
function crewsOf(
  children: readonly ProcessLane[],
  model: RunModel,
): Map<number, { lane: PoolLane; workers: ProcessLane[] }> {
  const crews = new Map<number, { lane: PoolLane; workers: ProcessLane[] }>();
  if (children.length <= MANY) return crews;
  for (const child of children) {
    const id = child.info.pool ?? 0;
    const lane = model.objects.get(id);
    if (!(lane instanceof PoolLane)) continue;
    const crew = crews.get(id) ?? { lane, workers: [] };
    crews.set(id, crew);
    crew.workers.push(child);
  }
  for (const [id, { workers }] of crews) if (workers.length <= MANY) crews.delete(id);
  return crews;
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

function processesNote(lanes: readonly ProcessLane[]): string {
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

/** Pixels from a row's top to its bars. A lock's waiters hang below its bars. */
export const barTop = (row: Row): number =>
  row.kind === "lock" ? 4 : Math.floor((row.height - row.bar) / 2);

/** The row at this height. */
export function rowAt(rows: readonly Row[], y: number): Row | undefined {
  const row = rows[firstBelow(rows, y)];
  return row && y >= row.top ? row : undefined;
}

/** The rows of which something lies between two heights. */
export function rowsBetween(rows: readonly Row[], top: number, bottom: number): readonly Row[] {
  const first = firstBelow(rows, top);
  let end = first;
  while (end < rows.length && rows[end]!.top < bottom) end++;
  return rows.slice(first, end);
}

/** Number of the first row that ends below this height, by binary search. */
function firstBelow(rows: readonly Row[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle]!;
    if (row.top + row.height > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
