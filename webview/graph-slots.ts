/**
 * Where the nodes stand while the moment changes: processes on the left, objects on the right, each in a place of its
 * own that it keeps, so that from one moment to the next only edges come and go.
 */
import type { RunModel } from "../src/trace/model.ts";
import { type Layout, type Placed, SIZE } from "./graph-layout.ts";
import type { GraphNode, WaitGraph } from "./graph-model.ts";

const MARGIN = 24;
const PITCH = 48;
const LEAST_LEFT = 170;
const LEAST_GAP = 300;
const MOST_GAP = 440;

type Kind = "process" | "object";

export class Slots {
  /** Row of each node, by kind and number. */
  readonly #rows: Record<Kind, Map<number, number>> = { process: new Map(), object: new Map() };

  clear(): void {
    for (const rows of Object.values(this.#rows)) rows.clear();
  }

  /**
   * Where all have room everybody stands in the order of the lanes, also who does not wait; else only who is in the
   * graph has a place, the first that is free.
   */
  layOut(graph: WaitGraph, model: RunModel, width: number, height: number): Layout {
    const placed = new Map<GraphNode, Placed>();
    const gap = Math.min(MOST_GAP, Math.max(LEAST_GAP, width - 2 * LEAST_LEFT));
    const left = Math.max(LEAST_LEFT, (width - gap) / 2);
    const room = Math.floor((height - 2 * MARGIN) / PITCH);
    const all: Record<Kind, { id: number; name: string; type: string }[]> = {
      process: [...model.processes.values()].map(({ id, name }) => ({ id, name, type: "" })),
      object: [...model.objects.values()].map(({ id, name, info }) => ({ id, name, type: info.type })),
    };
    let rows = 1;
    for (const kind of ["process", "object"] as const) {
      const known = new Map(
        graph.nodes.filter((node) => node.kind === kind).map((node) => [node.number, node]),
      );
      const everybody = all[kind].length <= room;
      if (everybody)
        for (const { id, name, type } of all[kind])
          if (!known.has(id)) known.set(id, idle(kind, id, name, type));
      const row = everybody
        ? new Map(all[kind].map(({ id }, index) => [id, index]))
        : this.#given(kind, [...known.keys()], room);
      for (const [number, node] of known) {
        const at = row.get(number) ?? row.size;
        rows = Math.max(rows, at + 1);
        placed.set(node, {
          node,
          x: kind === "process" ? left : left + gap,
          y: MARGIN + at * PITCH + PITCH / 2,
          ...SIZE[kind],
          angle: undefined,
        });
      }
    }
    return {
      placed,
      width: Math.max(width, left + gap + SIZE.object.width + MARGIN),
      height: Math.max(height, rows * PITCH + 2 * MARGIN),
      ring: undefined,
      columns: true,
    };
  }

  /** Rows of these: those they had, and free ones for who is new. What is gone keeps its row while there is room. */
  #given(kind: Kind, ids: readonly number[], room: number): ReadonlyMap<number, number> {
    const rows = this.#rows[kind];
    if (rows.size > room) for (const id of [...rows.keys()]) if (!ids.includes(id)) rows.delete(id);
    const taken = new Set(rows.values());
    for (const id of ids) {
      if (rows.has(id)) continue;
      let row = 0;
      while (taken.has(row)) row++;
      rows.set(id, row);
      taken.add(row);
    }
    return rows;
  }
}

/** Somebody who neither waits nor is waited for. */
const idle = (kind: Kind, number: number, label: string, type: string): GraphNode => ({
  id: `${kind} ${number}`,
  label,
  note: "",
  site: "",
  kind,
  type,
  number,
  core: false,
  idle: true,
});
