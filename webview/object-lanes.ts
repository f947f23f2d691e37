/** Lanes of shared objects: who holds a lock, how full a queue is. */
import { type EventLane, HELD, type LockLane, type PoolLane, type QueueLane } from "../src/trace/lanes.ts";
import type { Steps } from "../src/trace/steps.ts";
import { moment, shortName } from "./format.ts";
import { drawText, fitText, type Pen, roundRect, textWidth } from "./marks.ts";
import { ARROW_ROOM } from "./process-lane.ts";
import type { Scene } from "./scene.ts";
import { BUCKET, DRAWN_FROM, Shares } from "./shares.ts";
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

/** Kept between lanes and frames. */
const shares = new Shares(Object.keys(HELD).length);

/** `top` and `h` are those of the bar. True when something had to be merged. */
export function drawLock(
  pen: Pen,
  scene: Scene,
  lane: LockLane,
  top: number,
  h: number,
  rowBottom: number,
): boolean {
  const { context, theme } = pen;
  const { x, from, to, now, width } = scene;
  const track = lane.holders;
  const first = Math.max(0, track.at(from));
  const last = track.at(to);
  const narrow = (i: number) => x(track.end(i, now)) - x(track.start[i]!) < DRAWN_FROM;
  let merged = false;
  for (let i = first; i <= last; i++) {
    if (!narrow(i)) continue;
    const begin = i;
    while (i < last && narrow(i + 1)) i++;
    if (x(track.end(i, now)) - x(track.start[begin]!) < DRAWN_FROM) {
      // One that stands alone is seen, however short it was.
      const held = track.state[begin] === HELD.free ? begin + 1 : begin;
      if (held > i) continue;
      context.fillStyle = theme.colours[HOLD_LOOK[track.state[held]!]!.ink];
      context.fillRect(Math.round(x(track.start[held]!)), top, 1, h);
      continue;
    }
    if (!merged) shares.reset(width);
    merged = true;
    for (let k = begin; k <= i; k++)
      if (track.state[k] !== HELD.free) shares.add(track.state[k]!, x(track.start[k]!), x(track.end(k, now)));
  }
  if (merged) drawMergedHolds(pen, top, h);
  for (let i = first; i <= last; i++) {
    if (track.state[i] === HELD.free || narrow(i)) continue;
    const left = Math.round(Math.max(-OVERHANG, x(track.start[i]!)));
    const w = Math.max(1, Math.round(Math.min(width + OVERHANG, x(track.end(i, now)))) - left);
    drawHold(pen, scene, lane, i, left, w > 4 ? w - 1 : w, top, h);
  }
  if (rowBottom - (top + h) < 10) return merged;
  const base = rowBottom - 2;
  context.fillStyle = theme.colours.lock;
  context.globalAlpha = theme.highContrast ? 1 : 0.8;
  eachStep(scene, lane.waiters, ({ x0, x1, mean }) => {
    const tall = Math.min(mean, MOST_WAITERS) * WAITER;
    if (tall > 0) context.fillRect(x0, base - tall, x1 - x0, tall);
  });
  baseLine(pen, scene, base);
  return merged;
}

function drawHold(
  pen: Pen,
  scene: Scene,
  lane: LockLane,
  index: number,
  left: number,
  w: number,
  top: number,
  h: number,
): void {
  const { context, theme } = pen;
  const track = lane.holders;
  const state = track.state[index]!;
  const look = HOLD_LOOK[state]!;
  if (w < 5) {
    context.fillStyle = theme.colours[look.ink];
    context.fillRect(left, top, w, h);
    return;
  }
  roundRect(context, left + 0.5, top + 0.5, w - 1, h - 1, 2);
  context.fillStyle = theme.colours[look.tint];
  context.fill();
  context.strokeStyle = theme.colours[look.ink];
  context.lineWidth = 1;
  context.stroke();
  if (w <= 20) return;
  const name = scene.model.processName(track.other[index]!);
  const full = state === HELD.forever ? [`${name} holds it, since ${moment(track.start[index]!)}`] : [];
  const lead = full.length > 0 && scene.arrows !== undefined && w > 2 * ARROW_ROOM ? ARROW_ROOM + 3 : 5;
  const text = fitText([...full, name, shortName(name)], w - lead - 3, theme);
  if (text) drawText(pen, text, Math.max(left, 0) + lead, top + h / 2, theme.colours.fg);
}

/** The share of time it was held as height; the part while somebody waited is at the floor, in its colour. */
function drawMergedHolds({ context, theme }: Pen, top: number, h: number): void {
  shares.each((x, share) => {
    let floor = top + h;
    for (const state of [HELD.forever, HELD.contended, HELD.held]) {
      const height = Math.min(Math.round(share(state) * h), floor - top);
      if (height < 1) continue;
      context.fillStyle = theme.colours[HOLD_LOOK[state]!.ink];
      context.fillRect(x, floor - height, BUCKET, height);
      floor -= height;
    }
  });
}

function baseLine({ context, theme }: Pen, scene: Scene, y: number): void {
  context.globalAlpha = 0.5;
  context.fillStyle = theme.colours.quiet;
  context.fillRect(0, y, scene.width, 1);
  context.globalAlpha = 1;
}

/** A stretch of a step function, in pixels. Steps narrower than a pixel are taken together. */
interface Stretch {
  x0: number;
  x1: number;
  low: number;
  high: number;
  /** By time. */
  mean: number;
  merged: boolean;
}

function eachStep(scene: Scene, steps: Steps, visit: (stretch: Stretch) => void): void {
  const { x, from, to, now, width } = scene;
  const last = steps.at(to);
  let left = -1;
  let right = 0;
  let low = 0;
  let high = 0;
  let sum = 0;
  const flush = () => {
    if (left < 0) return;
    const x0 = Math.floor(left);
    const mean = right > left ? sum / (right - left) : high;
    visit({ x0, x1: Math.max(x0 + 1, Math.round(right)), low, high, mean, merged: true });
    left = -1;
  };
  for (let i = Math.max(0, steps.at(from)); i <= last; i++) {
    const value = steps.value[i]!;
    const begin = steps.time[i]!;
    const x0 = Math.max(0, x(begin));
    const x1 = Math.min(width, x(Math.max(begin, i + 1 < steps.length ? steps.time[i + 1]! : now)));
    if (x1 - x0 >= 1) {
      flush();
      visit({ x0: Math.round(x0), x1: Math.round(x1), low: value, high: value, mean: value, merged: false });
      continue;
    }
    if (left < 0) {
      left = x0;
      low = high = value;
      sum = 0;
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value * (x1 - x0);
    right = x1;
    if (right - left >= 1) flush();
  }
  flush();
}

/** A stepped area with a line on top; where steps are merged, the band they cover with their mean. */
function drawLevel(
  pen: Pen,
  scene: Scene,
  steps: Steps,
  top: number,
  h: number,
  bound: number,
  look: "queue" | "running",
): void {
  const { context, theme } = pen;
  const base = top + h - 5;
  const most = Math.max(bound, steps.max, 1);
  const height = (value: number) => Math.round((Math.min(value, most) / most) * (h - 14));
  const line = new Path2D();
  let at = base;
  let end = -1;
  eachStep(scene, steps, ({ x0, x1, low, high, mean, merged }) => {
    const floor = merged && low > 0 ? base - height(low) : base;
    const tall = floor - (base - height(high));
    if (tall > 0) {
      context.fillStyle = look === "queue" ? theme.colours["queue-tint"] : theme.colours["running-fill"];
      context.fillRect(x0, floor - tall, x1 - x0, tall);
      if (look === "queue") {
        context.fillStyle = theme.pattern("queue", context);
        context.fillRect(x0, floor - tall, x1 - x0, tall);
      }
    }
    const y = base - height(mean);
    if (y === base && at === base) return;
    if (x0 !== end || at === base) line.moveTo(x0, at);
    line.lineTo(x0, y);
    if (y < base) line.lineTo(x1, y);
    at = y;
    end = x1;
  });
  context.strokeStyle = look === "queue" ? theme.colours.queue : theme.colours.running;
  context.lineWidth = 1.5;
  context.stroke(line);
  baseLine(pen, scene, base);
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
  let drawn = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, track.at(from)); i <= last; i++) {
    if (track.state[i] !== 1) continue;
    const left = Math.round(Math.max(-OVERHANG, x(track.start[i]!)));
    // A dictionary may be called a thousand times a pixel.
    if (x(track.end(i, now)) <= drawn) continue;
    const w = Math.max(1, Math.round(Math.min(width + OVERHANG, x(track.end(i, now)))) - left);
    drawn = left + w;
    roundRect(context, left + 0.5, top + 0.5, Math.max(1, w - 1), h - 1, w >= 6 ? 2 : 0);
    context.fillStyle = theme.colours["signal-tint"];
    context.fill();
    context.strokeStyle = theme.colours.signal;
    context.lineWidth = 1;
    context.stroke();
    const text = w > 22 ? fitText([lane.word(1)], w - 10, theme) : "";
    if (text) drawText(pen, text, Math.max(left, 0) + 5, top + h / 2, theme.colours.fg);
  }
}

export function drawPool(pen: Pen, scene: Scene, lane: PoolLane, top: number, h: number): void {
  drawLevel(pen, scene, lane.running, top, h, lane.info.size ?? 0, "running");
}
