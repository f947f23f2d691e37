/** A process's lane: each interval by itself where there is room, else merged by buckets. */
import type { ProcessLane } from "../src/trace/lanes.ts";
import { STATE, STATES } from "../src/trace/states.ts";
import { drawBox, drawExit, drawMark, type Pen } from "./marks.ts";
import type { Scene } from "./scene.ts";
import { WAIT_LOOK } from "./theme.ts";
import { boxAt, cleanExit, exitText, labelsOf } from "./words.ts";

/** Narrower intervals are merged, into buckets of this many pixels. */
export const DRAWN_FROM = 3;
const BUCKET = 2;
/** Waiting hangs from the ceiling in this order. */
const HANGING = [STATE.stuck, STATE.lock, STATE.queue, STATE.process, STATE.signal];
/** Room that the arrows of a deadlock take at the beginning of its bars. */
export const ARROW_ROOM = 62;
/** Marks may begin and end this far outside of what is visible, so that their ends do not show. */
const OVERHANG = 6;
const FUNCTION_NAME_FROM = 70;

/** Shares of the states per bucket; kept between lanes and frames. */
class Buckets {
  #shares = new Float64Array(0);
  #first = 0;
  #last = -1;
  count = 0;

  reset(buckets: number): void {
    const length = buckets * STATES.length;
    if (this.#shares.length < length) this.#shares = new Float64Array(length);
    else this.#shares.fill(0, 0, length);
    this.count = buckets;
    this.#first = buckets;
    this.#last = -1;
  }

  /** Adds a stretch in pixels, spread over the buckets it touches. */
  add(state: number, x0: number, x1: number): void {
    for (let bucket = Math.max(0, Math.floor(x0 / BUCKET)); bucket < this.count; bucket++) {
      const left = bucket * BUCKET;
      if (left >= x1) break;
      const part = Math.min(x1, left + BUCKET) - Math.max(x0, left);
      if (part <= 0) continue;
      this.#shares[bucket * STATES.length + state]! += part / BUCKET;
      if (bucket < this.#first) this.#first = bucket;
      if (bucket > this.#last) this.#last = bucket;
    }
  }

  /** Doing grows from the floor, waiting hangs from the ceiling; less than a pixel is left out. */
  draw({ context, theme }: Pen, y: number, h: number): void {
    for (let bucket = this.#first; bucket <= this.#last; bucket++) {
      const at = bucket * STATES.length;
      const x = bucket * BUCKET;
      const running = Math.round((this.#shares[at + STATE.running]! + this.#shares[at + STATE.arbiter]!) * h);
      if (running >= 1) {
        context.fillStyle = theme.colours["running-fill"];
        context.fillRect(x, y + h - Math.min(h, running), BUCKET, Math.min(h, running));
      }
      let top = y;
      for (const state of HANGING) {
        const height = Math.min(Math.round(this.#shares[at + state]! * h), y + h - top);
        if (height < 1) continue;
        const look = WAIT_LOOK[state]!;
        context.fillStyle = theme.colours[look.tint];
        context.fillRect(x, top, BUCKET, height);
        context.fillStyle = theme.pattern(look.pattern, context);
        context.fillRect(x, top, BUCKET, height);
        top += height;
      }
    }
  }
}

const buckets = new Buckets();

/** Draws the lane; true when something had to be merged. `named`: running bars carry names. */
export function drawProcess(
  pen: Pen,
  scene: Scene,
  lane: ProcessLane,
  top: number,
  h: number,
  named: boolean,
): boolean {
  const { x, from, to, now, width } = scene;
  const track = lane.track;
  const perPixel = width / (to - from);
  const first = Math.max(0, track.at(from));
  const last = track.at(to);
  let merged = false;
  for (let i = first; i <= last; i++) {
    const state = track.state[i]!;
    if (state === STATE.none || state === STATE.exited) continue;
    const start = track.start[i]!;
    const end = track.end(i, now);
    if ((end - start) * perPixel >= DRAWN_FROM || state === STATE.sleeping || state === STATE.arbiter)
      continue;
    if (!merged) buckets.reset(Math.ceil(width / BUCKET));
    merged = true;
    buckets.add(state, x(start), x(end));
  }
  if (merged) buckets.draw(pen, top, h);
  for (let i = first; i <= last; i++) {
    const state = track.state[i]!;
    if (state === STATE.none) continue;
    const start = track.start[i]!;
    if (state === STATE.exited) {
      if (lane.exit && start >= from)
        drawExit(pen, exitText(lane.exit), cleanExit(lane.exit), x(start), top, h, width - x(start));
      continue;
    }
    const end = track.end(i, now);
    const pixels = (end - start) * perPixel;
    if (pixels < (state === STATE.arbiter || state === STATE.sleeping ? 1 : DRAWN_FROM)) continue;
    const x0 = Math.max(-OVERHANG, x(start));
    const x1 = Math.min(width + OVERHANG, x(end));
    const open = track.isOpen(i) && state === STATE.stuck;
    const labels = pixels < 22 ? undefined : barLabels(scene, lane, i, state, x1 - x0, named);
    const lead =
      state === STATE.stuck && scene.arrows !== undefined && x1 - x0 > 2 * ARROW_ROOM ? ARROW_ROOM : 9;
    drawMark(pen, state, x0, x1, top, h, { ...(labels ? { labels } : {}), open, lead });
  }
  return merged;
}

function barLabels(
  scene: Scene,
  lane: ProcessLane,
  i: number,
  state: number,
  pixels: number,
  named: boolean,
) {
  if (state !== STATE.running) return labelsOf(scene.model, lane, i, scene.behind.has(lane.id));
  const start = lane.track.start[i]!;
  if (named) return [boxAt(lane, start) ?? ""];
  return lane.boxes.rows.length === 0 && pixels >= FUNCTION_NAME_FROM && lane.info.target
    ? [lane.info.target]
    : undefined;
}

/** One row of tasks or spans. */
export function drawBoxes(
  pen: Pen,
  scene: Scene,
  lane: ProcessLane,
  level: number,
  top: number,
  h: number,
): void {
  const { x, from, to, now, width } = scene;
  const row = lane.boxes.rows[level]!;
  const last = row.at(to);
  let drawnTo = -1;
  for (let i = Math.max(0, row.at(from)); i <= last; i++) {
    const end = Math.min(row.end[i]!, now);
    if (end < from) continue;
    const x0 = Math.max(-OVERHANG, x(row.start[i]!));
    const x1 = Math.min(width + OVERHANG, x(end));
    // What ends within a pixel that is drawn already adds nothing.
    if (x1 < drawnTo) continue;
    drawnTo = Math.floor(x1) + 1;
    drawBox(pen, row.names[i]!, x0, x1, top, h, row.failed[i] === 1);
  }
}
