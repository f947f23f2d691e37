/** The arrows of a selected hint on the lanes: its waits close into a loop. */
import type { FoundHint } from "../src/trace/model.ts";
import type { Pen } from "./marks.ts";
import type { Scene } from "./scene.ts";

const MOST = 10;
/** Where the shafts stand, in pixels from where the set closed. */
const FIRST = 20;
const BRACKET = 30;
const STEP = 7;
const BRACKETS = 3;

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
    for (const wait of process.waits ?? [])
      for (const other of wait.on) {
        const from = middle.get(process.id);
        const to = middle.get(other);
        if (from !== undefined && to !== undefined && from !== to) arrows.push([from, to]);
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
