/** The critical path on the lanes: a line under what is on it, and where it goes from one process to another. */
import { lastNotAbove } from "../src/trace/grow.ts";
import type { Pen } from "./marks.ts";
import type { PathAnswer } from "./questions.ts";
import { barTop } from "./rows.ts";
import type { Scene } from "./scene.ts";

const THICK = 3;
/** Narrower stretches have no lines to their neighbours: they would be a wall. */
const HOPS_FROM = 4;

/** Costs what the visible pixels cost, however long the path is. */
export function drawPath({ context, theme }: Pen, scene: Scene, path: PathAnswer, offset: number): void {
  const lines = new Map<number, number>();
  for (const row of scene.rows)
    if (row.kind === "process") lines.set(row.lane.id, row.top + barTop(row) + row.bar + 1 - offset);
  const { from, to, process } = path;
  context.fillStyle = theme.colours.fg;
  let i = Math.max(0, lastNotAbove(from, from.length, scene.from));
  let before: { y: number; wide: boolean } | undefined;
  while (i < from.length && from[i]! <= scene.to) {
    const x0 = Math.max(-1, scene.x(from[i]!));
    const x1 = Math.min(scene.width + 1, scene.x(to[i]!));
    const y = lines.get(process[i]!);
    const wide = x1 - x0 >= HOPS_FROM;
    if (y !== undefined) {
      context.fillRect(Math.round(x0), y, Math.max(1, Math.round(x1) - Math.round(x0)), THICK);
      if (before?.wide && wide && before.y !== y) {
        const top = Math.min(before.y, y);
        context.fillRect(Math.round(x0), top, 1, Math.max(before.y, y) - top + THICK);
      }
    }
    before = y === undefined ? undefined : { y, wide };
    // What ends within a pixel that is drawn already adds nothing.
    const drawn = scene.x.invert(Math.floor(x1) + 1);
    i++;
    if (i < from.length && to[i]! < drawn) i = Math.max(i, lastNotAbove(from, from.length, drawn));
  }
}
