/** A process's lane: each interval by itself where there is room, else merged by buckets. */
import type { ProcessLane } from "../src/trace/lanes.ts";
import { STATE, STATES } from "../src/trace/states.ts";
import { drawBox, drawExit, drawMark, type Pen } from "./marks.ts";
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

/** Doing grows from the floor, waiting hangs from the ceiling; less than a pixel is left out. */
function drawMerged({ context, theme }: Pen, y: number, h: number): void {
  shares.each((x, share) => {
    const running = Math.min(h, Math.round((share(STATE.running) + share(STATE.arbiter)) * h));
    if (running >= 1) {
      context.fillStyle = theme.colours["running-fill"];
      context.fillRect(x, y + h - running, BUCKET, running);
    }
    let top = y;
    for (const state of HANGING) {
      const height = Math.min(Math.round(share(state) * h), y + h - top);
      if (height < 1) continue;
      const look = WAIT_LOOK[state]!;
      context.fillStyle = theme.colours[look.tint];
      context.fillRect(x, top, BUCKET, height);
      context.fillStyle = theme.pattern(look.pattern, context);
      context.fillRect(x, top, BUCKET, height);
      top += height;
    }
  });
}

/** Kept between lanes and frames. */
const shares = new Shares(STATES.length);

/**
 * Draws the lane; true when something had to be merged. `named`: running bars carry names. Neighbours that are too
 * narrow to be drawn are taken together: as one block where they are narrow even so, else by their shares.
 */
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
  const narrow = (i: number) =>
    track.state[i] !== STATE.exited && (track.end(i, now) - track.start[i]!) * perPixel < DRAWN_FROM;
  let merged = false;
  for (let i = first; i <= last; i++) {
    if (!narrow(i)) continue;
    const begin = i;
    while (i < last && narrow(i + 1)) i++;
    if ((track.end(i, now) - track.start[begin]!) * perPixel < DRAWN_FROM) {
      drawNarrow(pen, scene, lane, begin, i, top, h);
      continue;
    }
    if (!merged) shares.reset(width);
    merged = true;
    for (let k = begin; k <= i; k++) shares.add(track.state[k]!, x(track.start[k]!), x(track.end(k, now)));
  }
  if (merged) drawMerged(pen, top, h);
  for (let i = first; i <= last; i++) {
    const state = track.state[i]!;
    if (state === STATE.none || narrow(i)) continue;
    const start = track.start[i]!;
    if (state === STATE.exited) {
      if (lane.exit && start >= from)
        drawExit(pen, exitText(lane.exit), cleanExit(lane.exit), x(start), top, h, width - x(start));
      continue;
    }
    const x0 = Math.max(-OVERHANG, x(start));
    const x1 = Math.min(width + OVERHANG, x(track.end(i, now)));
    if (state === STATE.running && lane.info.kind === "command") {
      // Not the program's own code: neutral, with its command line.
      drawBox(pen, lane.info.target, x0, x1, top, h, false);
      continue;
    }
    const open = track.isOpen(i) && state === STATE.stuck;
    const labels = x1 - x0 < LABELS_FROM ? undefined : barLabels(scene, lane, i, state, x1 - x0, named);
    const lead =
      state === STATE.stuck && scene.arrows !== undefined && x1 - x0 > 2 * ARROW_ROOM ? ARROW_ROOM : 9;
    drawMark(pen, state, x0, x1, top, h, { ...(labels ? { labels } : {}), open, lead });
  }
  return merged;
}

/** Intervals that are narrow even together: a block in the ink of what took most of their time. */
function drawNarrow(
  pen: Pen,
  scene: Scene,
  lane: ProcessLane,
  first: number,
  last: number,
  top: number,
  h: number,
): void {
  const { track } = lane;
  let longest = first;
  for (let i = first + 1; i <= last; i++)
    if (track.end(i, scene.now) - track.start[i]! > track.end(longest, scene.now) - track.start[longest]!)
      longest = i;
  const state = track.state[longest]!;
  const x0 = Math.round(scene.x(track.start[first]!));
  const x1 = scene.x(track.end(last, scene.now));
  // Less than half a pixel is left to the statistics.
  if (x1 - scene.x(track.start[first]!) < 0.5) return;
  const { context, theme } = pen;
  const look = WAIT_LOOK[state];
  const w = Math.max(1, Math.round(x1) - x0);
  if (look) context.fillStyle = theme.colours[look.ink];
  else if (state === STATE.running) context.fillStyle = theme.colours["running-fill"];
  else if (state === STATE.arbiter || state === STATE.sleeping) {
    const thick = state === STATE.arbiter ? 4 : 2;
    context.fillStyle = theme.colours.quiet;
    context.fillRect(x0, Math.round(top + (h - thick) / 2), w, thick);
    return;
  } else return;
  context.fillRect(x0, top, w, h);
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
    drawBox(pen, row.name(i), x0, x1, top, h, row.failed[i] === 1);
  }
}
