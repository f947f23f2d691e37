/** The picture's rows from top to bottom, with the measures of the timeline. */
import type { WalkedObject } from "../../walk/walked-object.ts";
import type { WalkedProcess } from "../../walk/walked-process.ts";
import type { Outline } from "./outline.ts";

interface Common {
  name: string;
  top: number;
  height: number;
  /** Height of the bars in it. */
  bar: number;
  depth: number;
}
export type SvgRow = Common &
  (
    | { kind: "section" }
    | { kind: "process"; process: WalkedProcess }
    | { kind: "task"; process: WalkedProcess }
    | { kind: "lock"; object: WalkedObject }
    | { kind: "queue"; object: WalkedObject }
    | { kind: "event"; object: WalkedObject }
    | { kind: "pool"; object: WalkedObject }
  );

const ROW = 22;
const BAR = 14;
const COMPACT_ROW = 16;
const COMPACT_BAR = 12;
/** From this many processes on, their rows are compact. */
const MANY = 24;
const LOCK_WITH_WAITERS = 33;
const TALL = 44;

const SECTIONS = [
  { kind: "lock", title: "Locks" },
  { kind: "queue", title: "Queues" },
  { kind: "event", title: "Events, conditions, barriers" },
  { kind: "pool", title: "Pools" },
] as const;

/** All rows; the first begins at `top`. */
export function layOut(outline: Outline, top: number): SvgRow[] {
  const rows: SvgRow[] = [];
  let at = top;
  const add = (row: Omit<Common, "top"> & Record<string, unknown>) => {
    rows.push({ ...row, top: at } as unknown as SvgRow);
    at += row.height;
  };
  const section = (name: string) => add({ kind: "section", name, height: ROW, bar: 0, depth: 0 });
  const processes = outline.tree();
  const crowd = processes.length > MANY;
  if (processes.length > 0) section("Processes");
  for (const process of processes) {
    const { depth } = process;
    const height = crowd ? COMPACT_ROW : ROW;
    add({ kind: "process", name: process.name, height, bar: crowd ? COMPACT_BAR : BAR, depth, process });
    if (outline.hasBoxes(process))
      add({ kind: "task", name: "tasks", height: ROW, bar: BAR, depth: depth + 1, process });
  }
  const objects = [...outline.walk.objects.values()];
  for (const { kind, title } of SECTIONS) {
    const list = objects.filter((object) => object.kind === kind);
    if (list.length === 0) continue;
    const pipes = kind === "queue" && list.some((object) => object.info.type === "Connection");
    section(pipes ? "Queues and pipes" : title);
    for (const object of list)
      add({ kind, name: object.name, height: objectHeight(outline, object), bar: BAR, depth: 0, object });
  }
  return rows;
}

function objectHeight(outline: Outline, object: WalkedObject): number {
  if (object.kind === "queue" || object.kind === "pool") return TALL;
  return object.kind === "lock" && outline.most(object, "waiting") > 0 ? LOCK_WITH_WAITERS : ROW;
}
