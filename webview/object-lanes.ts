/** Lanes of shared objects: who holds a lock, how full a queue is. */
import { seek } from "../src/trace/detail.ts";
import { type EventLane, HELD, type LockLane, type PoolLane, type QueueLane } from "../src/trace/lanes.ts";
import type { Level } from "../src/trace/level-detail.ts";
import { STATE } from "../src/trace/states.ts";
import type { Steps } from "../src/trace/steps.ts";
import { moment, shortName } from "./format.ts";
import { t } from "./l10n.ts";
import { drawFrame, drawText, fitText, textWidth } from "./marks.ts";
import type { Paint } from "./paint.ts";
import { ARROW_ROOM } from "./process-lane.ts";
import type { Scene } from "./scene.ts";
import { BUCKET, DRAWN_FROM, Shares } from "./shares.ts";
import type { Token } from "./theme.ts";
import { eventWord } from "./words.ts";

const OVERHANG = 6;
const DASH = 3;
/** What is worth saying a hold's holder in. */
const LABEL_ROOM = 48;
/** Height of one waiter in the strip below a lock; three are its full height. */
const WAITER = 3.4;
const MOST_WAITERS = 3;

const HOLD_LOOK: Record<number, { ink: Token; tint: Token }> = {
  [HELD.held]: { ink: "quiet", tint: "task" },
  [HELD.contended]: { ink: "lock", tint: "lock-tint" },
  [HELD.forever]: { ink: "stuck", tint: "stuck-tint" },
};

const SET_LOOK = { ink: "signal", tint: "signal-tint" } as const;

/** Kept between lanes and frames. */
const shares = new Shares(Object.keys(HELD).length);

/** `top` and `h` are those of the bar. True when something had to be merged. */
export function drawLock(
  paint: Paint,
  scene: Scene,
  lane: LockLane,
  top: number,
  h: number,
  rowBottom: number,
): boolean {
  const { pixels, theme } = paint;
  const { x, from, to, now, width } = scene;
  const track = lane.holders;
  const { detail } = track;
  const drawable = (DRAWN_FROM * (to - from)) / width;
  const last = track.at(to);
  const wide: number[] = [];
  let merged = false;
  for (let i = Math.max(0, track.at(from)); i <= last; ) {
    const begin = i;
    i = detail.nextOf(drawable, i, last + 1);
    if (i > last && last >= begin && track.end(last, now) - track.start[last]! >= drawable) i = last;
    if (i > begin) {
      const end = i > last ? track.end(last, now) : track.start[i]!;
      if (end - track.start[begin]! < drawable) {
        // One that stands alone is seen, however short it was.
        const held = track.state[begin] === HELD.free ? begin + 1 : begin;
        if (held < i) {
          const left = Math.round(x(track.start[held]!));
          pixels.fill(left, top, left + 1, top + h, theme.pixels[HOLD_LOOK[track.state[held]!]!.ink]);
        }
      } else {
        if (!merged) shares.reset(scene);
        merged = true;
        shares.add(track, begin, Math.max(from, track.start[begin]!), Math.min(to, end));
      }
    }
    if (i <= last) wide.push(i++);
  }
  if (merged) drawMergedHolds(paint, top, h);
  for (const i of wide) {
    if (track.state[i] === HELD.free) continue;
    const left = Math.round(Math.max(-OVERHANG, x(track.start[i]!)));
    const w = Math.max(1, Math.round(Math.min(width + OVERHANG, x(track.end(i, now)))) - left);
    drawHold(paint, scene, lane, i, left, w > 4 ? w - 1 : w, top, h);
  }
  if (rowBottom - (top + h) < 10) return merged;
  const base = rowBottom - 2;
  eachLevel(scene, lane.waiters, ({ x0, x1, mean }) => {
    const tall = Math.min(mean, MOST_WAITERS) * WAITER;
    if (tall > 0) pixels.fill(x0, base - tall, x1, base, theme.pixels["lock-faint"]);
  });
  drawBaseLine(paint, scene, base);
  return merged;
}

/** A hold without a name in it; `state` is one of HELD. */
export function drawHeldFrame(
  paint: Paint,
  state: number,
  left: number,
  w: number,
  top: number,
  h: number,
): void {
  const look = HOLD_LOOK[state]!;
  if (w < 5) paint.pixels.fill(left, top, left + w, top + h, paint.theme.pixels[look.ink]);
  else drawFrame(paint, left, w, top, h, look);
}

function drawHold(
  paint: Paint,
  scene: Scene,
  lane: LockLane,
  index: number,
  left: number,
  w: number,
  top: number,
  h: number,
): void {
  const { theme } = paint;
  const track = lane.holders;
  const state = track.state[index]!;
  drawHeldFrame(paint, state, left, w, top, h);
  if (w <= 20) return;
  const name = scene.model.processName(track.other[index]!);
  const full =
    state === HELD.forever ? [t("{0} holds it, since {1}", name, moment(track.start[index]!))] : [];
  // Of what is held for ever it is said where those who wait for it say so, right of the arrows between them.
  const closed = full.length > 0 && scene.arrows !== undefined && scene.model.hints[scene.arrows]?.closed;
  const beside =
    typeof closed === "number"
      ? Math.round(Math.max(0, scene.x(closed))) + ARROW_ROOM + 3 - Math.max(left, 0)
      : 5;
  const lead = beside > 5 && w - beside > LABEL_ROOM ? beside : 5;
  const text = fitText([...full, name, shortName(name)], w - lead - 3, theme);
  if (text) paint.text(text, Math.max(left, 0) + lead, top + h / 2, theme.colours.fg);
}

/** The share of time it was held as height; the part while somebody waited is at the floor, in its colour. */
function drawMergedHolds({ pixels, theme }: Paint, top: number, h: number): void {
  shares.each((x, share) => {
    let floor = top + h;
    for (const state of [HELD.forever, HELD.contended, HELD.held]) {
      const height = Math.min(Math.round(share(state) * h), floor - top);
      if (height < 1) continue;
      pixels.fill(x, floor - height, x + BUCKET, floor, theme.pixels[HOLD_LOOK[state]!.ink]);
      floor -= height;
    }
  });
}

function drawBaseLine({ pixels, theme }: Paint, scene: Scene, y: number): void {
  pixels.fill(0, y, scene.width, y + 1, theme.pixels["quiet-faint"]);
}

/** A stretch of a step function, in pixels. Steps narrower than a pixel are taken together. */
interface Stretch extends Level {
  x0: number;
  x1: number;
  merged: boolean;
}

function eachLevel(scene: Scene, steps: Steps, visit: (stretch: Stretch) => void): void {
  const { from, to, now, width } = scene;
  const { detail, time, value, length } = steps;
  const last = steps.at(to);
  const pixel = (to - from) / width;
  const x = (moment: number) => (moment - from) / pixel;
  let i = Math.max(0, steps.at(from));
  let moment = Math.max(from, length > 0 ? time[0]! : 0);
  while (i <= last) {
    const end = Math.min(to, Math.max(time[i]!, i + 1 < length ? time[i + 1]! : now));
    if (end - moment >= pixel || (i === last && end > moment)) {
      const number = value[i]!;
      const [x0, x1] = [Math.round(x(moment)), Math.round(x(end))];
      visit({ x0, x1, low: number, high: number, mean: number, merged: false });
      moment = end;
      i++;
      continue;
    }
    // All that begins within this pixel; the moment itself may lie a rounding error before it.
    const x0 = Math.floor(x(moment) + 1e-6);
    const edge = Math.min(to, from + (x0 + 1) * pixel);
    if (edge <= moment) break;
    const next = Math.min(last, seek(time, length, edge, i));
    const until = next === length - 1 ? Math.min(edge, Math.max(now, time[next]!)) : edge;
    visit({ x0, x1: x0 + 1, ...detail.between(moment, i, until, next), merged: true });
    if (until < edge) break;
    moment = edge;
    i = next;
  }
}

/** A stepped area with a line on top; where steps are merged, the band they cover with their mean. */
function drawLevel(
  paint: Paint,
  scene: Scene,
  steps: Steps,
  top: number,
  h: number,
  bound: number,
  look: "queue" | "running",
): void {
  const { pixels, theme, tiles } = paint;
  const base = top + h - 5;
  const most = Math.max(bound, steps.max, 1);
  const height = (value: number) => Math.round((Math.min(value, most) / most) * (h - 14));
  const line = new Path2D();
  let at = base;
  let end = -1;
  eachLevel(scene, steps, ({ x0, x1, low, high, mean, merged }) => {
    const floor = merged && low > 0 ? base - height(low) : base;
    const ceiling = base - height(high);
    if (ceiling < floor) {
      if (look === "queue") pixels.tile(x0, ceiling, x1, floor, tiles[STATE.queue]!);
      else pixels.fill(x0, ceiling, x1, floor, theme.pixels["running-fill"]);
    }
    const y = base - height(mean);
    if (y === base && at === base) return;
    if (x0 !== end || at === base) line.moveTo(x0, at);
    line.lineTo(x0, y);
    if (y < base) line.lineTo(x1, y);
    at = y;
    end = x1;
  });
  drawBaseLine(paint, scene, base);
  paint.after((context) => {
    context.strokeStyle = look === "queue" ? theme.colours.queue : theme.colours.running;
    context.lineWidth = 1.5;
    context.stroke(line);
  });
}

export function drawQueue(paint: Paint, scene: Scene, lane: QueueLane, top: number, h: number): void {
  drawLevel(paint, scene, lane.depth, top, h, lane.bound, "queue");
  if (!lane.bound) return;
  const { theme } = paint;
  const most = Math.max(lane.bound, lane.depth.max, 1);
  const y = Math.round(top + h - 5 - (lane.bound / most) * (h - 14)) - 1;
  const text = t("full at {0}", lane.bound);
  paint.after((context) => {
    context.fillStyle = theme.colours.quiet;
    // A stroke's own dashes do not end in the same pixels each time.
    for (let x = 0; x < scene.width; x += 2 * DASH) context.fillRect(x, y, DASH, 1);
    const w = textWidth(text, theme);
    context.fillStyle = theme.colours.bg;
    context.fillRect(scene.width - w - 8, y + 2, w + 6, 13);
    drawText({ context, theme }, text, scene.width - w - 5, y + 9, theme.colours.fg3);
  });
}

export function drawEvent(paint: Paint, scene: Scene, lane: EventLane, top: number, h: number): void {
  const { theme } = paint;
  const { x, from, to, now, width } = scene;
  const { track } = lane;
  const last = track.at(to);
  for (let i = Math.max(0, track.at(from)); i <= last; ) {
    if (track.state[i] !== 1) {
      i++;
      continue;
    }
    const left = Math.round(Math.max(-OVERHANG, x(track.start[i]!)));
    const right = Math.round(Math.min(width + OVERHANG, x(track.end(i, now))));
    const w = Math.max(1, right - left);
    drawFrame(paint, left, w, top, h, SET_LOOK);
    const text = w > 22 ? fitText([eventWord(lane, 1)], w - 10, theme) : "";
    if (text) paint.text(text, Math.max(left, 0) + 5, top + h / 2, theme.colours.fg);
    i++;
    // What lies within a pixel that is drawn already adds nothing.
    if (w === 1) i = Math.max(i, seek(track.start, last + 1, x.invert(left + 1), i - 1));
  }
}

export function drawPool(paint: Paint, scene: Scene, lane: PoolLane, top: number, h: number): void {
  drawLevel(paint, scene, lane.running, top, h, lane.info.size ?? 0, "running");
}
