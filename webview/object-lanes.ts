/** Lanes of shared objects: who holds a lock, how full a queue is. */
import { type EventLane, HELD, type LockLane, type PoolLane, type QueueLane } from "../src/trace/lanes.ts";
import type { Steps } from "../src/trace/steps.ts";
import { moment, shortName } from "./format.ts";
import { drawText, fitText, type Pen, roundRect, textWidth } from "./marks.ts";
import { ARROW_ROOM } from "./process-lane.ts";
import type { Scene } from "./scene.ts";
import type { Token } from "./theme.ts";

const OVERHANG = 6;
/** Height of one waiter in the strip below a lock; three are its full height. */
const WAITER = 3.4;
const MOST_WAITERS = 3;

const HOLD_LOOK: Record<number, { ink: Token; tint: Token }> = {
  [HELD.held]: { ink: "quiet", tint: "task" },
  [HELD.contended]: { ink: "lock", tint: "lock-tint" },
  [HELD.forever]: { ink: "stuck", tint: "stuck-tint" },
};

/** `top` and `h` are those of the bar. */
export function drawLock(
  pen: Pen,
  scene: Scene,
  lane: LockLane,
  top: number,
  h: number,
  rowBottom: number,
): void {
  const { context, theme } = pen;
  const { x, from, to, now, width, model } = scene;
  const track = lane.holders;
  const last = track.at(to);
  let drawnTo = -Infinity;
  for (let i = Math.max(0, track.at(from)); i <= last; i++) {
    const state = track.state[i]!;
    const look = HOLD_LOOK[state];
    if (!look) continue;
    const left = Math.round(Math.max(-OVERHANG, x(track.start[i]!)));
    let w = Math.max(1, Math.round(Math.min(width + OVERHANG, x(track.end(i, now)))) - left);
    if (left + w <= drawnTo) continue;
    drawnTo = left + w;
    if (w > 4) w -= 1;
    if (w < 5) {
      context.fillStyle = theme.colours[look.ink];
      context.fillRect(left, top, w, h);
      continue;
    }
    roundRect(context, left + 0.5, top + 0.5, w - 1, h - 1, 2);
    context.fillStyle = theme.colours[look.tint];
    context.fill();
    context.strokeStyle = theme.colours[look.ink];
    context.lineWidth = 1;
    context.stroke();
    if (w <= 20) continue;
    const name = model.processName(track.other[i]!);
    const full = state === HELD.forever ? [`${name} holds it, since ${moment(track.start[i]!)}`] : [];
    const lead = full.length > 0 && scene.arrows !== undefined && w > 2 * ARROW_ROOM ? ARROW_ROOM + 3 : 5;
    const text = fitText([...full, name, shortName(name)], w - lead - 4, theme);
    if (text) drawText(pen, text, Math.max(left, 0) + lead, top + h / 2, theme.colours.fg);
  }
  if (rowBottom - (top + h) < 10) return;
  const base = rowBottom - 2;
  context.fillStyle = theme.colours.lock;
  context.globalAlpha = theme.highContrast ? 1 : 0.8;
  fillSteps(pen, scene, lane.waiters, base, (value) => Math.min(value, MOST_WAITERS) * WAITER);
  context.globalAlpha = 0.5;
  context.fillStyle = theme.colours.quiet;
  context.fillRect(0, base, width, 1);
  context.globalAlpha = 1;
}

/** Calls back with the stretches of a step function within the view, in pixels; narrow ones as their largest. */
function eachStep(scene: Scene, steps: Steps, visit: (x0: number, x1: number, value: number) => void): void {
  const { x, from, to, now, width } = scene;
  const last = steps.at(to);
  let left = -1;
  let most = 0;
  for (let i = Math.max(0, steps.at(from)); i <= last; i++) {
    const x0 = Math.max(0, x(steps.time[i]!));
    const end = i + 1 < steps.length ? steps.time[i + 1]! : now;
    const x1 = Math.min(width, x(Math.max(end, steps.time[i]!)));
    most = left < 0 ? steps.value[i]! : Math.max(most, steps.value[i]!);
    if (left < 0) left = x0;
    if (x1 - left < 1 && i < last) continue;
    visit(Math.round(left), Math.max(Math.round(left) + 1, Math.round(x1)), most);
    left = -1;
  }
}

function fillSteps(
  { context }: Pen,
  scene: Scene,
  steps: Steps,
  base: number,
  height: (value: number) => number,
): void {
  eachStep(scene, steps, (x0, x1, value) => {
    const tall = height(value);
    if (tall > 0) context.fillRect(x0, base - tall, x1 - x0, tall);
  });
}

/** A stepped area with a line on top and a dashed line where it is full. */
function drawLevel(
  pen: Pen,
  scene: Scene,
  steps: Steps,
  top: number,
  h: number,
  bound: number,
  look: "queue" | "running",
) {
  const { context, theme } = pen;
  const base = top + h - 5;
  const roof = h - 14;
  const most = Math.max(bound, steps.max, 1);
  const height = (value: number) => Math.round((Math.min(value, most) / most) * roof);
  const fills =
    look === "queue"
      ? [theme.colours["queue-tint"], theme.pattern("queue", context)]
      : [theme.colours["running-fill"]];
  for (const fill of fills) {
    context.fillStyle = fill;
    fillSteps(pen, scene, steps, base, height);
  }
  context.strokeStyle = look === "queue" ? theme.colours.queue : theme.colours.running;
  context.lineWidth = 1.5;
  context.beginPath();
  let at = base;
  let end = -1;
  eachStep(scene, steps, (x0, x1, value) => {
    const y = base - height(value);
    if (value === 0 && at === base) return;
    if (x0 !== end || at === base) context.moveTo(x0, at);
    context.lineTo(x0, y);
    if (value > 0) context.lineTo(x1, y);
    at = y;
    end = x1;
  });
  context.stroke();
  context.globalAlpha = 0.5;
  context.fillStyle = theme.colours.quiet;
  context.fillRect(0, base, scene.width, 1);
  context.globalAlpha = 1;
}

export function drawQueue(pen: Pen, scene: Scene, lane: QueueLane, top: number, h: number): void {
  drawLevel(pen, scene, lane.depth, top, h, lane.bound, "queue");
  if (!lane.bound) return;
  const { context, theme } = pen;
  const most = Math.max(lane.bound, lane.depth.max, 1);
  const y = Math.round(top + h - 5 - (lane.bound / most) * (h - 14)) - 0.5;
  context.strokeStyle = theme.colours.quiet;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(scene.width, y);
  context.stroke();
  context.setLineDash([]);
  const text = `full at ${lane.bound}`;
  const w = textWidth(text, theme);
  context.fillStyle = theme.colours.bg;
  context.fillRect(scene.width - w - 8, y + 2, w + 6, 13);
  drawText(pen, text, scene.width - w - 5, y + 8.5, theme.colours.fg3);
}

export function drawEvent(pen: Pen, scene: Scene, lane: EventLane, top: number, h: number): void {
  const { context, theme } = pen;
  const { x, from, to, now, width } = scene;
  const track = lane.track;
  const last = track.at(to);
  for (let i = Math.max(0, track.at(from)); i <= last; i++) {
    if (track.state[i] !== 1) continue;
    const left = Math.round(Math.max(-OVERHANG, x(track.start[i]!)));
    const w = Math.max(1, Math.round(Math.min(width + OVERHANG, x(track.end(i, now)))) - left);
    roundRect(context, left + 0.5, top + 0.5, Math.max(1, w - 1), h - 1, w >= 6 ? 2 : 0);
    context.fillStyle = theme.colours["signal-tint"];
    context.fill();
    context.strokeStyle = theme.colours.signal;
    context.lineWidth = 1;
    context.stroke();
    const text = w > 22 ? fitText(["set"], w - 10, theme) : "";
    if (text) drawText(pen, text, Math.max(left, 0) + 5, top + h / 2, theme.colours.fg);
  }
}

export function drawPool(pen: Pen, scene: Scene, lane: PoolLane, top: number, h: number): void {
  drawLevel(pen, scene, lane.running, top, h, lane.info.size ?? 0, "running");
}
