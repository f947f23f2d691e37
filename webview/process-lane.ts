/** A process's lane: each interval by itself where there is room, else merged by buckets. */
import { seek } from "../src/trace/detail.ts";
import type { Intervals } from "../src/trace/intervals.ts";
import type { PoolLane, ProcessLane } from "../src/trace/lanes.ts";
import { STATE, STATES } from "../src/trace/states.ts";
import { drawBox, drawExit, drawMark } from "./marks.ts";
import type { Paint } from "./paint.ts";
import type { Scene } from "./scene.ts";
import { BUCKET, DRAWN_FROM, Shares } from "./shares.ts";
import { WAIT_LOOK } from "./theme.ts";
import { boxAt, cleanExit, exitText, labelsOf } from "./words.ts";

/** Waiting hangs from the ceiling in this order. */
const HANGING = [STATE.stuck, STATE.lock, STATE.queue, STATE.process, STATE.signal];
/** Room that the arrows of a deadlock take at the beginning of its bars. */
export const ARROW_ROOM = 62;
/** Marks may begin and end this far outside of what is visible, so that their ends do not show. */
const OVERHANG = 6;
const FUNCTION_NAME_FROM = 70;
const LABELS_FROM = 22;
const UNLABELLED = {};

/**
 * Doing grows from the floor, waiting hangs from the ceiling; less than a pixel is left out. `of`: tracks whose shares
 * are added up; `wide`: pixels of a bucket.
 */
function drawMerged({ pixels, theme, tiles }: Paint, y: number, h: number, of = 1, wide = BUCKET): void {
  shares.each((x, share) => {
    const running = Math.round(((share(STATE.running) + share(STATE.arbiter)) * h) / of);
    if (running >= 1)
      pixels.fill(x, y + h - Math.min(h, running), x + wide, y + h, theme.pixels["running-fill"]);
    let top = y;
    for (const state of HANGING) {
      const height = Math.min(Math.round((share(state) * h) / of), y + h - top);
      if (height < 1) continue;
      pixels.tile(x, top, x + wide, top + height, tiles[state]!);
      top += height;
    }
  });
}

/** Kept between lanes and frames. */
const shares = new Shares(STATES.length);

/**
 * Draws the lane; true when something had to be merged. `named`: running bars carry names. Neighbours that are too
 * narrow to be drawn are taken together: as one block where they are narrow even so, else by their shares. What is
 * wide enough is drawn over them, and found without looking at the others.
 */
export function drawProcess(
  paint: Paint,
  scene: Scene,
  lane: ProcessLane,
  top: number,
  h: number,
  named: boolean,
): boolean {
  const { from, to, now, width } = scene;
  const { track } = lane;
  const scale = width / (to - from);
  const x = (time: number) => (time - from) * scale;
  const { detail } = track;
  const drawable = DRAWN_FROM / scale;
  const last = track.at(to);
  const wide: number[] = [];
  let merged = false;
  for (let i = Math.max(0, track.at(from)); i <= last; ) {
    const begin = i;
    i = detail.nextOf(drawable, i, last + 1);
    // The last one may be open.
    if (i > last && isWide(track, last, now, drawable)) i = last;
    if (i > begin) {
      const end = i > last ? track.end(last, now) : track.start[i]!;
      if (end - track.start[begin]! < drawable) drawNarrow(paint, scene, track, begin, end, top, h);
      else {
        if (!merged) shares.reset(scene);
        merged = true;
        const first = Math.max(from, track.start[begin]!);
        shares.add(track, begin, first, Math.min(to, end));
      }
    }
    if (i <= last) wide.push(i++);
  }
  if (merged) drawMerged(paint, top, h);
  for (const i of wide) {
    const state = track.state[i]!;
    if (state === STATE.none) continue;
    const start = track.start[i]!;
    if (state === STATE.exited) {
      if (lane.exit && start >= from)
        drawExit(paint, exitText(lane.exit), cleanExit(lane.exit), x(start), top, h, width - x(start));
      continue;
    }
    const x0 = Math.max(-OVERHANG, x(start));
    const x1 = Math.min(width + OVERHANG, x(track.end(i, now)));
    if (state === STATE.running && lane.info.kind === "command") {
      // Not the program's own code: neutral, with its command line.
      drawBox(paint, lane.info.target, x0, x1, top, h, false);
      continue;
    }
    if (x1 - x0 < LABELS_FROM) {
      drawMark(paint, state, x0, x1, top, h, UNLABELLED);
      continue;
    }
    const labels = barLabels(scene, lane, i, state, x1 - x0, named);
    const open = track.isOpen(i) && state === STATE.stuck;
    // Rather no text than one below the arrows.
    const lead = state === STATE.stuck && scene.arrows !== undefined ? ARROW_ROOM : 9;
    drawMark(paint, state, x0, x1, top, h, { ...(labels ? { labels } : {}), open, lead });
  }
  return merged;
}

/** Tracks times buckets that are looked at for a crew: of more workers the buckets are wider. */
const CREW_LOOKS = 8_000;

/** What the workers of a pool do, taken together: full height is as many as the pool has at a time. */
export function drawCrew(
  paint: Paint,
  scene: Scene,
  { lane, workers }: { lane: PoolLane; workers: readonly ProcessLane[] },
  top: number,
  h: number,
): void {
  const { from, to, now, width } = scene;
  const wide = BUCKET * Math.max(1, Math.ceil((workers.length * width) / BUCKET / CREW_LOOKS));
  shares.reset(scene, wide);
  for (const { track } of workers) {
    const last = track.length - 1;
    if (last < 0 || track.start[0]! > to) continue;
    const end = track.state[last] === STATE.exited ? track.start[last]! : track.end(last, now);
    const first = Math.max(0, track.at(from));
    shares.add(track, first, Math.max(from, track.start[first]!), Math.min(to, end));
  }
  drawMerged(paint, top, h, lane.info.size || workers.length, wide);
}

/** Whether this interval is drawn by itself, as a process's end always is. */
const isWide = (track: Intervals, i: number, now: number, drawable: number): boolean =>
  i >= 0 && (track.state[i] === STATE.exited || track.end(i, now) - track.start[i]! >= drawable);

/** Intervals that are narrow even together: a block in the ink of what took most of their time. */
function drawNarrow(
  { pixels, theme }: Paint,
  scene: Scene,
  track: Intervals,
  first: number,
  end: number,
  top: number,
  h: number,
): void {
  const start = track.start[first]!;
  const x0 = Math.round(scene.x(start));
  const x1 = scene.x(end);
  // Less than half a pixel is left to the statistics.
  if (x1 - scene.x(start) < 0.5) return;
  const state = track.detail.mostly(first, start, end);
  const look = WAIT_LOOK[state];
  const right = Math.max(x0 + 1, Math.round(x1));
  if (look) pixels.fill(x0, top, right, top + h, theme.pixels[look.ink]);
  else if (state === STATE.running) pixels.fill(x0, top, right, top + h, theme.pixels["running-fill"]);
  else if (state === STATE.arbiter || state === STATE.sleeping || state === STATE.paused) {
    const thick = state === STATE.arbiter ? 4 : 2;
    const middle = Math.round(top + (h - thick) / 2);
    pixels.fill(x0, middle, right, middle + thick, theme.pixels.quiet);
  }
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
  paint: Paint,
  scene: Scene,
  lane: ProcessLane,
  level: number,
  top: number,
  h: number,
): void {
  const { from, to, now, width } = scene;
  const scale = width / (to - from);
  const x = (time: number) => (time - from) * scale;
  const row = lane.boxes.rows[level]!;
  const last = row.at(to);
  for (let i = Math.max(0, row.at(from)); i <= last; ) {
    const end = Math.min(row.end[i]!, now);
    if (end < from) {
      i++;
      continue;
    }
    const x0 = Math.max(-OVERHANG, x(row.start[i]!));
    const x1 = Math.min(width + OVERHANG, x(end));
    drawBox(paint, row.name(i), x0, x1, top, h, row.failed[i] === 1);
    // What ends within a pixel that is drawn already adds nothing.
    const drawn = from + (Math.floor(x1) + 1) / scale;
    i++;
    if (i <= last && row.end[i]! < drawn) i = Math.max(i, seek(row.start, last + 1, drawn, i));
  }
}
