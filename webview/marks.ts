/** One mark: a state as a bar. The same function draws lanes, swatches and the bars in tables. */
import { STATE } from "../src/trace/states.ts";
import type { Paint } from "./paint.ts";
import { type Theme, type Token, WAIT_LOOK } from "./theme.ts";

/** Where to draw and with what. */
export interface Pen {
  context: CanvasRenderingContext2D;
  theme: Theme;
}

export interface MarkOptions {
  /** From the fullest to the shortest. */
  labels?: readonly string[];
  /** The right end is open: it goes on. */
  open?: boolean;
  /** No pixel of air to the right. */
  tight?: boolean;
  /** Pixels of bare pattern before the label. */
  lead?: number;
}

const LABEL_FROM = 22;
const SLEEP_LABEL_FROM = 46;
const LEAD = 9;
/** Narrower ones are solid blocks of ink. */
const PATTERN_FROM = 5;
const ROUND_FROM = 6;
const DASH = 2;
/** A narrower stop has no strokes in its frame. */
const PAUSE_FROM = 14;
/** A narrower box has no edge: many side by side would be nothing but edges. */
const BOX_EDGE_FROM = 5;

const widths = new Map<string, number>();
let measure: CanvasRenderingContext2D | undefined;

/** Width of a label, in pixels. `weight` as in CSS. */
export function textWidth(text: string, theme: Theme, weight = 400): number {
  const key = `${theme.font}\n${weight}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    measure ??= document.createElement("canvas").getContext("2d")!;
    measure.font = `${weight} 11px ${theme.font}`;
    width = measure.measureText(text).width;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** The first label that fits; else the shortest, cut if four characters remain, else nothing. */
export function fitText(labels: readonly string[], room: number, theme: Theme): string {
  for (const label of labels) if (textWidth(label, theme) <= room) return label;
  const last = labels.at(-1) ?? "";
  for (let length = last.length - 1; length >= 4; length--) {
    const cut = `${last.slice(0, length).trimEnd()}…`;
    if (textWidth(cut, theme) <= room) return cut;
  }
  return "";
}

export function drawText(
  { context, theme }: Pen,
  text: string,
  x: number,
  middle: number,
  colour: string,
): void {
  context.font = `11px ${theme.font}`;
  context.textBaseline = "alphabetic";
  context.fillStyle = colour;
  context.fillText(text, x, middle + 4);
}

export function roundRect(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  w: number,
  h: number,
  r: number,
) {
  context.beginPath();
  if (r > 0) context.roundRect(x, y, w, h, r);
  else context.rect(x, y, w, h);
}

/** Draws a state from `x0` to `x1`, in whole pixels, from 3 px on; narrower ones are merged elsewhere. */
export function drawMark(
  paint: Paint,
  state: number,
  x0: number,
  x1: number,
  y: number,
  h: number,
  o: MarkOptions = {},
) {
  const left = Math.round(x0);
  let w = Math.max(1, Math.round(x1) - left);
  if (w > 4 && !o.tight) w -= 1;
  if (state === STATE.running) drawRunning(paint, left, w, y, h, o);
  else if (state === STATE.sleeping) drawSleep(paint, left, w, y, h, o);
  else if (state === STATE.starting) drawStarting(paint, left, w, y, h, o);
  else if (state === STATE.paused) drawPaused(paint, left, w, y, h, o);
  else if (state === STATE.arbiter) {
    const top = Math.round(y + h / 2) - 2;
    paint.pixels.fill(left, top, left + w, top + 4, paint.theme.pixels.quiet);
  } else if (WAIT_LOOK[state]) drawWait(paint, state, left, w, y, h, o);
}

function drawRunning(paint: Paint, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { pixels, theme } = paint;
  pixels.fill(x, y, x + w, y + h, theme.pixels["running-fill"]);
  if (w >= ROUND_FROM) pixels.round(x, y, x + w, y + h);
  const label = o.labels && w > LABEL_FROM ? fitText(o.labels, w - 10, theme) : "";
  if (label) paint.text(label, x + 5, y + h / 2, theme.colours["running-ink"]);
}

function drawSleep(paint: Paint, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { pixels, theme } = paint;
  const middle = Math.round(y + h / 2);
  const { quiet } = theme.pixels;
  const label = o.labels && w >= SLEEP_LABEL_FROM ? fitText(o.labels, w - 16, theme) : "";
  const gap = label ? textWidth(label, theme) + 6 : 0;
  pixels.fill(x, middle - 1, gap ? x + 4 : x + w, middle + 1, quiet);
  if (gap) pixels.fill(x + 4 + gap, middle - 1, x + w, middle + 1, quiet);
  if (w > 6) {
    pixels.fill(x, middle - 4, x + 1, middle + 4, quiet);
    pixels.fill(x + w - 1, middle - 4, x + w, middle + 4, quiet);
  }
  if (label) paint.text(label, x + 7, y + h / 2, theme.colours.fg2);
}

function drawStarting(paint: Paint, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { pixels, theme } = paint;
  const ink = theme.pixels.running;
  for (let at = 0; at < w; at += 2 * DASH) {
    const end = x + Math.min(w, at + DASH);
    pixels.fill(x + at, y, end, y + 1, ink);
    pixels.fill(x + at, y + h - 1, end, y + h, ink);
  }
  for (let at = 0; at < h; at += 2 * DASH) {
    const end = y + Math.min(h, at + DASH);
    pixels.fill(x, y + at, x + 1, end, ink);
    pixels.fill(x + w - 1, y + at, x + w, end, ink);
  }
  const label = w > LABEL_FROM ? fitText(o.labels ?? [], w - 10, theme) : "";
  if (label) paint.text(label, x + 5, y + h / 2, theme.colours.fg2);
}

/** Two upright strokes, as on every button that pauses, in an outline without a filling. */
function drawPaused(paint: Paint, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { pixels, theme } = paint;
  const { quiet } = theme.pixels;
  pixels.frame(x, y, x + w, y + h, 1, quiet);
  if (w < PAUSE_FROM) return;
  for (const from of [x + 4, x + 8]) pixels.fill(from, y + 3, from + 2, y + h - 3, quiet);
  const label = w > LABEL_FROM ? fitText(o.labels ?? [], w - 22, theme) : "";
  if (label) paint.text(label, x + 14, y + h / 2, theme.colours.fg2);
}

function drawWait(paint: Paint, state: number, x: number, w: number, y: number, h: number, o: MarkOptions) {
  const { pixels, theme, tiles } = paint;
  const look = WAIT_LOOK[state]!;
  const ink = theme.pixels[look.ink];
  if (w < PATTERN_FROM) {
    pixels.fill(x, y, x + w, y + h, ink);
    return;
  }
  const border = state === STATE.stuck && h > 10 ? 2 : 1;
  pixels.tile(x, y, x + w, y + h, tiles[state]!);
  const lead = o.lead ?? LEAD;
  const label = o.labels && w > LABEL_FROM ? fitText(o.labels, w - 10 - lead, theme) : "";
  if (label) {
    const text = textWidth(label, theme);
    const rest = w - lead - text - 8;
    const ground = rest < 7 && !o.open ? w - lead - border : text + 7;
    pixels.fill(x + lead, y, x + lead + ground, y + h, theme.pixels[look.tint]);
    paint.text(label, x + lead + 3, y + h / 2, theme.colours.fg);
  }
  pixels.frame(x, y, x + w, y + h, border, ink, o.open);
  if (w >= ROUND_FROM && !o.open) pixels.round(x, y, x + w, y + h);
}

/** A frame with a ground, for what is neither doing nor waiting: a hold, an event that is set. */
export function drawFrame(
  paint: Paint,
  x: number,
  w: number,
  y: number,
  h: number,
  look: { ink: Token; tint: Token },
): void {
  const { pixels, theme } = paint;
  pixels.fill(x, y, x + w, y + h, theme.pixels[look.tint]);
  pixels.frame(x, y, x + w, y + h, 1, theme.pixels[look.ink]);
  if (w >= ROUND_FROM) pixels.round(x, y, x + w, y + h);
}

/** A task or span: neutral, because the state row above it carries the colour. */
export function drawBox(
  paint: Paint,
  label: string,
  x0: number,
  x1: number,
  y: number,
  h: number,
  failed: boolean,
): void {
  const { pixels, theme } = paint;
  const x = Math.round(x0);
  let w = Math.max(1, Math.round(x1) - x);
  if (w > 4) w -= 1;
  pixels.fill(
    x,
    y,
    x + w,
    y + h,
    theme.highContrast && w < BOX_EDGE_FROM ? theme.pixels.quiet : theme.pixels.task,
  );
  if (w < BOX_EDGE_FROM) {
    if (failed) pixels.fill(x, y, x + w, y + h, theme.pixels.stuck);
    return;
  }
  if (theme.highContrast) pixels.frame(x, y, x + w, y + h, 1, theme.pixels["task-edge"]);
  pixels.fill(x, y, x + Math.min(2, w), y + h, failed ? theme.pixels.stuck : theme.pixels["task-edge"]);
  const text = w > LABEL_FROM ? fitText([label], w - 9, theme) : "";
  if (text) paint.text(text, x + 6, y + h / 2, theme.colours.fg);
}

/** The end of a process. `room`: pixels to the right of it for the label. */
export function drawExit(
  paint: Paint,
  label: string,
  clean: boolean,
  x: number,
  y: number,
  h: number,
  room: number,
): void {
  const { pixels, theme } = paint;
  const left = Math.round(x);
  pixels.fill(left, y - 1, left + 2, y + h + 1, clean ? theme.pixels.quiet : theme.pixels.stuck);
  const text = room > 30 ? fitText([label], room - 8, theme) : "";
  if (text) paint.text(text, left + 6, y + h / 2, clean ? theme.colours.fg2 : theme.colours.fg);
}

/** Outline of what is selected: apart from the mark by a halo of background. */
export function drawSelected({ context, theme }: Pen, x0: number, x1: number, y: number, h: number): void {
  const left = Math.round(x0);
  const w = Math.max(6, Math.round(x1) - left) + 3;
  for (const [colour, width] of [
    [theme.colours.bg, 4],
    [theme.colours.select, 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    roundRect(context, left - 2, y - 2, w, h + 4, 4);
    context.stroke();
  }
}

export function drawHover({ context, theme }: Pen, x0: number, x1: number, y: number, h: number): void {
  const left = Math.round(x0);
  context.strokeStyle = theme.colours.fg;
  context.lineWidth = 1;
  roundRect(context, left - 0.5, y - 0.5, Math.max(2, Math.round(x1) - left), h + 1, 2);
  context.stroke();
}
