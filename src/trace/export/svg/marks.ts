/** A state as a bar, as the timeline draws it: blue does, patterns wait, red can never go on. */
import { STATE } from "../../states.ts";
import type { Palette } from "./palette.ts";
import { fitText, px, rectAt, textAt, textWidth } from "./text.ts";

const LABEL_FROM = 22;
const SLEEP_LABEL_FROM = 46;
const LEAD = 9;
/** A narrower stop has no strokes in its frame. */
const PAUSE_FROM = 14;

export type Look = { ink: keyof Palette; tint: keyof Palette; pattern: string };
export const WAIT_LOOK: Readonly<Record<number, Look>> = {
  [STATE.lock]: { ink: "lock", tint: "lockTint", pattern: "p-lock" },
  [STATE.queue]: { ink: "queue", tint: "queueTint", pattern: "p-queue" },
  [STATE.process]: { ink: "signal", tint: "signalTint", pattern: "p-process" },
  [STATE.signal]: { ink: "signal", tint: "signalTint", pattern: "p-signal" },
  [STATE.stuck]: { ink: "stuck", tint: "stuckTint", pattern: "p-stuck" },
};

/** The patterns that the bars refer to. */
export function patterns(palette: Palette): string {
  const tile = (id: string, w: number, h: number, body: string) =>
    `<pattern id="${id}" width="${w}" height="${h}" patternUnits="userSpaceOnUse">${body}</pattern>`;
  const stroke = (d: string, width: number, colour: string) =>
    `<path d="${d}" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
  const dot = (at: number) => `<circle cx="${at}" cy="${at}" r="0.95" fill="${palette.queue}"/>`;
  return [
    tile("p-lock", 6, 6, stroke("M-1.5 1.5 1.5 -1.5M-1 7 7 -1M4.5 7.5 7.5 4.5", 1.2, palette.lock)),
    tile("p-queue", 5, 5, dot(1.25) + dot(3.75)),
    tile("p-process", 8, 4, rectAt(0, 1, 8, 1, palette.signal)),
    tile("p-signal", 4, 8, rectAt(1, 0, 1, 8, palette.signal)),
    tile("p-stuck", 7, 7, stroke("M-1 -1 8 8M-1 8 8 -1", 0.9, palette.stuck)),
    tile("p-gap", 12, 12, stroke("M-1 13 13 -1", 1, palette.quiet)),
  ].join("");
}

export interface Bar {
  x: number;
  w: number;
  y: number;
  h: number;
}

/** A state from 3 px on; narrower ones are merged. `open`: it goes on beyond the picture's end. */
export function stateMark(
  palette: Palette,
  state: number,
  bar: Bar,
  labels: readonly string[],
  open = false,
): string {
  const w = bar.w > 4 && !open ? bar.w - 1 : bar.w;
  const own = { ...bar, w };
  switch (state) {
    case STATE.running:
      return runningMark(palette, own, labels);
    case STATE.sleeping:
      return sleepMark(palette, own, labels);
    case STATE.starting:
      return startingMark(palette, own, labels);
    case STATE.paused:
      return pausedMark(palette, own, labels);
    case STATE.arbiter:
      return rectAt(own.x, own.y + own.h / 2 - 2, w, 4, palette.quiet);
    default:
      return waitMark(palette, state, own, labels, open);
  }
}

function runningMark(palette: Palette, { x, y, w, h }: Bar, labels: readonly string[]): string {
  const label = w > LABEL_FROM ? fitText(labels, w - 10) : "";
  return (
    rectAt(x, y, w, h, palette.runningFill, w >= 6 ? ' rx="2"' : "") +
    (label ? textAt(label, x + 5, y + h / 2 + 4, palette.runningInk) : "")
  );
}

function sleepMark(palette: Palette, { x, y, w, h }: Bar, labels: readonly string[]): string {
  const middle = y + h / 2;
  let mark = rectAt(x, middle - 1, w, 2, palette.quiet);
  if (w > 6)
    mark += rectAt(x, middle - 4, 1, 8, palette.quiet) + rectAt(x + w - 1, middle - 4, 1, 8, palette.quiet);
  const label = w >= SLEEP_LABEL_FROM ? fitText(labels, w - 16) : "";
  if (!label) return mark;
  return (
    mark +
    rectAt(x + 4, y, textWidth(label) + 6, h, palette.bg) +
    textAt(label, x + 7, middle + 4, palette.fg2)
  );
}

function startingMark(palette: Palette, { x, y, w, h }: Bar, labels: readonly string[]): string {
  const dashes = ` stroke="${palette.running}" stroke-dasharray="2 2"`;
  const label = w > LABEL_FROM ? fitText(labels, w - 10) : "";
  return (
    rectAt(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1, "none", `${w >= 6 ? ' rx="2"' : ""}${dashes}`) +
    (label ? textAt(label, x + 5, y + h / 2 + 4, palette.fg2) : "")
  );
}

/** Two upright strokes, as on every button that pauses, in an outline without a filling. */
function pausedMark(palette: Palette, { x, y, w, h }: Bar, labels: readonly string[]): string {
  const edge = ` stroke="${palette.quiet}"`;
  const frame = rectAt(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1, "none", edge);
  if (w < PAUSE_FROM) return frame;
  const label = w > LABEL_FROM ? fitText(labels, w - 22) : "";
  return (
    frame +
    [x + 4, x + 8].map((from) => rectAt(from, y + 3, 2, h - 6, palette.quiet)).join("") +
    (label ? textAt(label, x + 14, y + h / 2 + 4, palette.fg2) : "")
  );
}

function waitMark(
  palette: Palette,
  state: number,
  bar: Bar,
  labels: readonly string[],
  open: boolean,
): string {
  const look = WAIT_LOOK[state];
  if (!look) return "";
  const { x, y, w, h } = bar;
  const ink = palette[look.ink];
  const tint = palette[look.tint];
  if (w < 5) return rectAt(x, y, w, h, ink);
  const border = state === STATE.stuck && h > 10 ? 2 : 1;
  const half = border / 2;
  const round = w >= 6 && !open ? ' rx="2"' : "";
  const frame = open
    ? `<path d="M${px(x + w)} ${px(y + half)}H${px(x + half)}V${px(y + h - half)}H${px(x + w)}" fill="none" stroke="${ink}" stroke-width="${border}"/>`
    : rectAt(
        x + half,
        y + half,
        w - border,
        h - border,
        "none",
        `${round} stroke="${ink}" stroke-width="${border}"`,
      );
  const mark = rectAt(x, y, w, h, tint, round) + rectAt(x, y, w, h, `url(#${look.pattern})`, round) + frame;
  const label = w > LABEL_FROM ? fitText(labels, w - 10 - LEAD) : "";
  if (!label) return mark;
  const text = textWidth(label);
  const rest = w - LEAD - text - 8;
  const ground = rest < 7 && !open ? w - LEAD - border : text + 7;
  return (
    mark +
    rectAt(x + LEAD, y + border, ground, h - 2 * border, tint) +
    textAt(label, x + LEAD + 3, y + h / 2 + 4, palette.fg)
  );
}

/** A task or span: neutral, because the state row above it carries the colour. */
export function boxMark(palette: Palette, bar: Bar, label: string, failed: boolean): string {
  const w = bar.w > 4 ? bar.w - 1 : bar.w;
  const text = w > LABEL_FROM ? fitText([label], w - 9) : "";
  return (
    rectAt(bar.x, bar.y, w, bar.h, palette.task) +
    rectAt(bar.x, bar.y, Math.min(2, w), bar.h, failed ? palette.stuck : palette.quiet) +
    (text ? textAt(text, bar.x + 6, bar.y + bar.h / 2 + 4, palette.fg) : "")
  );
}

/** A hold in a lock's lane: neutral while nobody waited, else in the lock's colour. */
export function holdMark(
  palette: Palette,
  bar: Bar,
  label: string,
  look: "free" | "contended" | "forever",
): string {
  const ink = look === "free" ? palette.quiet : look === "contended" ? palette.lock : palette.stuck;
  const tint = look === "free" ? palette.task : look === "contended" ? palette.lockTint : palette.stuckTint;
  const { x, y, h } = bar;
  const w = bar.w > 4 ? bar.w - 1 : bar.w;
  if (w < 5 || h < 5) return rectAt(x, y, w, h, ink);
  const text = w > LABEL_FROM && h >= 12 ? fitText([label, shortName(label)], w - 8) : "";
  return (
    rectAt(x + 0.5, y + 0.5, w - 1, h - 1, tint, ` rx="2" stroke="${ink}"`) +
    (text ? textAt(text, x + 5, y + h / 2 + 4, palette.fg) : "")
  );
}

export function exitMark(palette: Palette, label: string, clean: boolean, bar: Bar, room: number): string {
  const text = room > 30 ? fitText([label], room - 8) : "";
  return (
    rectAt(bar.x, bar.y - 1, 2, bar.h + 2, clean ? palette.quiet : palette.stuck) +
    (text ? textAt(text, bar.x + 6, bar.y + bar.h / 2 + 4, clean ? palette.fg2 : palette.fg) : "")
  );
}

/** `Consumer-3` → `C-3`; other names stay. */
const shortName = (name: string): string => name.replace(/^(\p{Lu})\p{L}+-(\d+)$/u, "$1-$2");
