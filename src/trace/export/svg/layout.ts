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

/** All rows, or those of `chosen` keys in their order (`process 3`, `task 3 0`, `object 5`); the first begins at `top`. */
export function layOut(outline: Outline, top: number, chosen?: readonly string[]): SvgRow[] {
  const all = allRows(outline);
  const rows = chosen ? chosenRows(all, chosen) : all;
  let at = top;
  for (const row of rows) {
    row.top = at;
    at += row.height;
  }
  return rows;
}

/** What has no row of its own here, such as a deeper row of tasks, is left out; a section goes with its first row. */
function chosenRows(all: readonly SvgRow[], chosen: readonly string[]): SvgRow[] {
  const known = new Map<string, { row: SvgRow; section: SvgRow | undefined }>();
  let section: SvgRow | undefined;
  for (const row of all) {
    if (row.kind === "section") section = row;
    else if ("process" in row)
      known.set(row.kind === "task" ? `task ${row.process.id} 0` : `process ${row.process.id}`, {
        row,
        section,
      });
    else known.set(`object ${row.object.id}`, { row, section });
  }
  const rows = new Set<SvgRow>();
  for (const key of chosen) {
    const found = known.get(key);
    if (found?.section) rows.add(found.section);
    if (found) rows.add(found.row);
  }
  return [...rows];
}

function allRows(outline: Outline): SvgRow[] {
  const rows: SvgRow[] = [];
  const add = (row: Omit<Common, "top"> & Record<string, unknown>) =>
    rows.push({ ...row, top: 0 } as unknown as SvgRow);
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
