/** The arrows of a selected hint on the lanes: its waits close into a loop. */

import { PHASES } from "../src/protocol/events.ts";
import type { FoundHint } from "../src/trace/found-hint.ts";
import { HELD, LockLane } from "../src/trace/lanes.ts";
import { STATE } from "../src/trace/states.ts";
import { drawText, type Pen, roundRect, textWidth } from "./marks.ts";
import { rowAt } from "./rows.ts";
import type { Scene } from "./scene.ts";

const MOST = 10;
/** Where the shafts stand, in pixels from where the set closed. */
const FIRST = 20;
const BRACKET = 30;
const STEP = 7;
const BRACKETS = 3;
/** Microseconds between a release and a grant that count as one moment. */
const AT_ONCE = 1000;

/** Draws who waits for whom, with the dot at the one who waits and the head at the one waited for. */
export function drawHintArrows(pen: Pen, scene: Scene, found: FoundHint, offset: number): void {
  const middle = new Map<number, number>();
  for (const row of scene.rows)
    if (row.kind === "process") middle.set(row.lane.id, row.top + row.height / 2 - offset);
  const x = Math.max(0, scene.x(found.closed)) + FIRST;
  if (x > scene.width - 40) return;
  const arrows: [number, number][] = [];
  for (const process of found.hint.processes) {
    if (process.role !== "core") continue;
    for (const wait of process.waits ?? []) {
      // Where any of several would do, no single one of them is the cause.
      if (wait.any && wait.on.length > 1) continue;
      for (const other of wait.on) {
        const from = middle.get(process.id);
        const to = middle.get(other);
        if (from !== undefined && to !== undefined && from !== to) arrows.push([from, to]);
      }
    }
  }
  arrows.length = Math.min(arrows.length, MOST);
  const neighbours = arrows.filter(([from, to]) => to > from && !arrows.some(([a]) => a > from && a < to));
  const far = arrows.filter((arrow) => !neighbours.includes(arrow));
  const { context, theme } = pen;
  for (const [colour, halo] of [
    [theme.colours.bg, true],
    [theme.colours.fg, false],
  ] as const) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = halo ? 4.5 : 1.5;
    for (const [from, to] of neighbours) {
      line(context, [x, from, x, to - 4]);
      if (!halo) head(context, x, to - 3, 0, 1);
    }
    far.forEach(([from, to], index) => {
      const side = x + BRACKET + (index % BRACKETS) * STEP;
      line(context, [x, from, side, from, side, to, x + 8, to]);
      if (!halo) head(context, x + 5, to, -1, 0);
    });
  }
  for (const [from] of arrows) {
    context.beginPath();
    context.arc(x, from, 2.5, 0, 2 * Math.PI);
    context.fill();
  }
}

const LABEL = 10;

/** The hand-over that ended the selected wait: from whoever gave the lock back, at the moment of the grant. */
export function drawHandOver(pen: Pen, scene: Scene, offset: number): void {
  const chosen = scene.selection;
  if (chosen?.kind !== "interval") return;
  const track = scene.model.processes.get(chosen.process)?.track;
  if (!track || track.state[chosen.index] !== STATE.lock || track.isOpen(chosen.index)) return;
  const lock = scene.model.objects.get(track.object[chosen.index]!);
  if (!(lock instanceof LockLane) || PHASES[track.outcome[chosen.index]!] !== "grant") return;
  const time = track.end(chosen.index, scene.now);
  const hold = lock.holders.at(time);
  // Only where the one hold followed the other at once was the lock handed over.
  if (hold < 1 || lock.holders.other[hold] !== chosen.process) return;
  let giver = hold - 1;
  if (lock.holders.state[giver] === HELD.free && time - lock.holders.start[giver]! <= AT_ONCE) giver--;
  if (giver < 0 || lock.holders.state[giver] === HELD.free) return;
  const middle = (process: number) => {
    const row = scene.rows.find((candidate) => candidate.kind === "process" && candidate.lane.id === process);
    return row && row.top + row.height / 2 - offset;
  };
  const from = middle(lock.holders.other[giver]!);
  const to = middle(chosen.process);
  const x = Math.round(scene.x(time)) + 0.5;
  if (from === undefined || to === undefined || from === to || x < 0 || x > scene.width) return;
  const { context, theme } = pen;
  const down = to > from ? 1 : -1;
  for (const [colour, width] of [
    [theme.colours.bg, 4.5],
    [theme.colours.fg, 1.5],
  ] as const) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = width;
    line(context, [x, from, x, to - down * 8]);
  }
  head(context, x, to - down * 2, 0, down);
  context.beginPath();
  context.arc(x, from, 2.5, 0, 2 * Math.PI);
  context.fill();
  // The label stands beside the shaft, and never on a state: only where a row of tasks lies between.
  const y = to - down * 22;
  const between = rowAt(scene.rows, y + offset);
  if (between?.kind !== "task") return;
  const label = lock.name.length > LABEL ? `${lock.name.slice(0, LABEL - 1)}…` : lock.name;
  const wide = textWidth(label, theme) + 8;
  const left = x - wide - 5;
  roundRect(context, left, y - 8, wide, 16, 3);
  context.fillStyle = theme.colours.bg;
  context.fill();
  context.strokeStyle = theme.colours.quiet;
  context.lineWidth = 1;
  context.stroke();
  drawText(pen, label, left + 4, y, theme.colours.fg);
}

function line(context: CanvasRenderingContext2D, points: number[]): void {
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
  context.stroke();
}

/** A filled head whose tip is at the point, pointing along (dx, dy). */
function head(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - dx * 8 - dy * 4, y - dy * 8 - dx * 4);
  context.lineTo(x - dx * 8 + dy * 4, y - dy * 8 + dx * 4);
  context.closePath();
  context.fill();
}
