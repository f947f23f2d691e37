/** The time axis with its flags. */

import { hintTitle } from "../src/analysis/tell.ts";
import { fitCanvas } from "./dom.ts";
import { duration, lowerFirst, many, moment } from "./format.ts";
import { t } from "./l10n.ts";
import { drawText, type Pen, roundRect, textWidth } from "./marks.ts";
import { drawNoteFlags, pennants } from "./note-flags.ts";
import type { Scene } from "./scene.ts";

export const AXIS_HEIGHT = 22;
const TICK_EVERY = 110;
const LESSER = 5;
/** Pixels that the flag of a gap takes. */
const GAP_FLAG = 150;

interface Flag {
  time: number;
  label: string;
  colour: string;
  ink: string;
  /** The label stands left of its moment. */
  left: boolean;
  alpha: number;
  /** It names a stretch, and stands in its middle. */
  length?: [from: number, to: number];
}

export function drawAxis(canvas: HTMLCanvasElement, scene: Scene): void {
  const { theme, x, width } = scene;
  const context = fitCanvas(canvas, width, AXIS_HEIGHT);
  if (scene.model.events === 0) return;
  const pen: Pen = { context, theme };
  const flags = flagsOf(scene).map((flag) => ({ ...flag, ...span(flag, scene) }));
  const ticks = x.ticks(Math.max(2, Math.floor(width / TICK_EVERY)));
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : scene.to - scene.from;
  const label = tickLabels(step, scene.to);
  context.fillStyle = theme.colours.quiet;
  for (const tick of [ticks[0]! - step, ...ticks]) {
    const at = Math.round(x(tick));
    if (at >= 0) context.fillRect(at, AXIS_HEIGHT - 6, 1, 6);
    context.globalAlpha = 0.6;
    for (let k = 1; k < LESSER; k++) {
      const lesser = Math.round(x(tick + (k * step) / LESSER));
      if (lesser >= 0 && lesser < width) context.fillRect(lesser, AXIS_HEIGHT - 3, 1, 3);
    }
    context.globalAlpha = 1;
  }
  const notes = pennants(scene);
  for (const tick of ticks) {
    const text = label(tick);
    const left = Math.max(2, Math.round(x(tick)) + 4);
    const right = left + textWidth(text, theme);
    if (notes.some((note) => left < note.right && right > note.left)) continue;
    if (right > width || flags.some((flag) => left < flag.right + 3 && right > flag.leftEdge - 3)) continue;
    drawText(pen, text, left, 9, theme.colours.fg3);
  }
  drawNoteFlags(context, scene, AXIS_HEIGHT);
  for (const flag of flags) {
    context.globalAlpha = flag.alpha;
    if (flag.length) {
      context.fillStyle = theme.colours.select;
      const [left, right] = [Math.round(x(flag.length[0])), Math.round(x(flag.length[1]))];
      context.fillRect(left, AXIS_HEIGHT - 3, right - left + 1, 3);
      for (const edge of [left, right]) context.fillRect(edge, 0, 1, AXIS_HEIGHT);
    }
    context.fillStyle = flag.colour;
    if (!flag.length) context.fillRect(Math.round(x(flag.time)), 2, 1, AXIS_HEIGHT - 2);
    roundRect(context, flag.leftEdge, 2, flag.right - flag.leftEdge, 15, 2);
    context.fill();
    drawText(pen, flag.label, flag.leftEdge + 5, 9.5, flag.ink);
  }
  context.globalAlpha = 1;
}

/** Where a flag's label stands, kept within the view. */
function span(flag: Flag, { x, theme, width }: Scene): { leftEdge: number; right: number } {
  const wide = textWidth(flag.label, theme) + 10;
  const at = Math.round(x(flag.time));
  if (flag.length) {
    const left = Math.max(0, Math.min(at - Math.round(wide / 2), width - wide));
    return { leftEdge: left, right: left + wide };
  }
  const left = Math.max(0, Math.min(flag.left ? at - wide + 1 : at, width - wide));
  return { leftEdge: left, right: left + wide };
}

/** Visible gaps of the recording; those whose flags would lie on one another are counted together. */
function gapsOf(scene: Scene): { from: number; events: number }[] {
  const found: { from: number; events: number }[] = [];
  const room = (GAP_FLAG * (scene.to - scene.from)) / scene.width;
  for (const { from, to, events } of scene.model.gaps) {
    if (to < scene.from || from > scene.to) continue;
    const last = found.at(-1);
    if (last && from < last.from + room) last.events += events;
    else found.push({ from: Math.max(from, scene.from), events });
  }
  return found;
}

function flagsOf(scene: Scene): Flag[] {
  const { theme, model } = scene;
  const { colours } = theme;
  const flags: Flag[] = [];
  const visible = (time: number) => time >= scene.from && time <= scene.to;
  const ink = theme.kind === "dark" || theme.kind === "hc" ? "#000000" : "#ffffff";
  model.hints.forEach(({ hint, closed }, index) => {
    if (hint.severity === "error" && hint.certainty === "certain" && visible(closed))
      flags.push({
        time: closed,
        label: `${lowerFirst(t(hintTitle(hint.kind)))} ${moment(closed)}`,
        colour: colours.stuck,
        ink,
        left: false,
        alpha: scene.hintAlpha(index),
      });
  });
  for (const gap of gapsOf(scene))
    flags.push({
      time: gap.from,
      label: many(gap.events, t("{0} event dropped"), t("{0} events dropped")),
      colour: colours.fg2,
      ink: colours.bg,
      left: false,
      alpha: 1,
    });
  if (scene.live && visible(scene.now))
    flags.push({
      time: scene.now,
      label: t("now {0}", moment(scene.now)),
      colour: colours.fg2,
      ink: colours.bg,
      left: true,
      alpha: 1,
    });
  const { range } = scene;
  if (range && visible((range.from + range.to) / 2))
    flags.push({
      time: (range.from + range.to) / 2,
      label: duration(range.to - range.from),
      colour: colours.fg2,
      ink: colours.bg,
      left: false,
      alpha: 1,
      length: [range.from, range.to],
    });
  if (scene.cursorShown && visible(scene.cursor))
    flags.push({
      time: scene.cursor,
      label: moment(scene.cursor),
      colour: colours.fg2,
      ink: colours.bg,
      left: false,
      alpha: 1,
    });
  return flags;
}

/** How ticks so far apart are written: seconds, or milliseconds where all of it is short. */
function tickLabels(step: number, to: number): (tick: number) => string {
  if (to < 1e6 && step < 1e5) {
    const places = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
    return (tick) => `${(tick / 1000).toFixed(places)} ms`;
  }
  const places = Math.max(0, Math.min(6, -Math.floor(Math.log10(step / 1e6) + 1e-9)));
  return (tick) => `${(tick / 1e6).toFixed(places)} s`;
}
