/** One mark: a state as a bar. The same function draws lanes, swatches and the bars in tables. */
import { STATE } from "../src/trace/states.ts";
import { type Theme, WAIT_LOOK } from "./theme.ts";

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
  pen: Pen,
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
  if (state === STATE.running) drawRunning(pen, left, w, y, h, o);
  else if (state === STATE.sleeping) drawSleep(pen, left, w, y, h, o);
  else if (state === STATE.starting) drawStarting(pen, left, w, y, h, o);
  else if (state === STATE.arbiter) {
    pen.context.fillStyle = pen.theme.colours.quiet;
    pen.context.fillRect(left, Math.round(y + h / 2) - 2, w, 4);
  } else if (WAIT_LOOK[state]) drawWait(pen, state, left, w, y, h, o);
}

function drawRunning(pen: Pen, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { context, theme } = pen;
  context.fillStyle = theme.colours["running-fill"];
  roundRect(context, x, y, w, h, w >= 6 ? 2 : 0);
  context.fill();
  const label = o.labels && w > LABEL_FROM ? fitText(o.labels, w - 10, theme) : "";
  if (label) drawText(pen, label, x + 5, y + h / 2, theme.colours["running-ink"]);
}

function drawSleep(pen: Pen, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { context, theme } = pen;
  const middle = Math.round(y + h / 2);
  context.fillStyle = theme.colours.quiet;
  context.fillRect(x, middle - 1, w, 2);
  if (w > 6) {
    context.fillRect(x, middle - 4, 1, 8);
    context.fillRect(x + w - 1, middle - 4, 1, 8);
  }
  const label = o.labels && w >= SLEEP_LABEL_FROM ? fitText(o.labels, w - 16, theme) : "";
  if (!label) return;
  context.fillStyle = theme.colours.bg;
  context.fillRect(x + 4, y, textWidth(label, theme) + 6, h);
  drawText(pen, label, x + 7, y + h / 2, theme.colours.fg2);
}

function drawStarting(pen: Pen, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { context, theme } = pen;
  context.strokeStyle = theme.colours.running;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  roundRect(context, x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1, w >= 6 ? 2 : 0);
  context.stroke();
  context.setLineDash([]);
  const label = w > LABEL_FROM ? fitText(o.labels ?? [], w - 10, theme) : "";
  if (label) drawText(pen, label, x + 5, y + h / 2, theme.colours.fg2);
}

function drawWait(pen: Pen, state: number, x: number, w: number, y: number, h: number, o: MarkOptions): void {
  const { context, theme } = pen;
  const look = WAIT_LOOK[state]!;
  const ink = theme.colours[look.ink];
  if (w < 5) {
    context.fillStyle = ink;
    context.fillRect(x, y, w, h);
    return;
  }
  const radius = w >= 6 && !o.open ? 2 : 0;
  const border = state === STATE.stuck && h > 10 ? 2 : 1;
  roundRect(context, x, y, w, h, radius);
  context.fillStyle = theme.colours[look.tint];
  context.fill();
  context.fillStyle = theme.pattern(look.pattern, context);
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = border;
  const half = border / 2;
  if (o.open) {
    context.beginPath();
    context.moveTo(x + w, y + half);
    context.lineTo(x + half, y + half);
    context.lineTo(x + half, y + h - half);
    context.lineTo(x + w, y + h - half);
  } else roundRect(context, x + half, y + half, w - border, h - border, radius);
  context.stroke();
  const lead = o.lead ?? LEAD;
  const label = o.labels && w > LABEL_FROM ? fitText(o.labels, w - 10 - lead, theme) : "";
  if (!label) return;
  const text = textWidth(label, theme);
  const rest = w - lead - text - 8;
  context.fillStyle = theme.colours[look.tint];
  const ground = rest < 7 && !o.open ? w - lead - border : text + 7;
  context.fillRect(x + lead, y + border, ground, h - 2 * border);
  drawText(pen, label, x + lead + 3, y + h / 2, theme.colours.fg);
}

/** A task or span: neutral, because the state row above it carries the colour. */
export function drawBox(
  pen: Pen,
  label: string,
  x0: number,
  x1: number,
  y: number,
  h: number,
  failed: boolean,
): void {
  const { context, theme } = pen;
  const x = Math.round(x0);
  let w = Math.max(1, Math.round(x1) - x);
  if (w > 4) w -= 1;
  context.fillStyle = theme.colours.task;
  context.fillRect(x, y, w, h);
  if (theme.highContrast) {
    context.strokeStyle = theme.colours["task-edge"];
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, Math.max(0, w - 1), h - 1);
  }
  context.fillStyle = failed ? theme.colours.stuck : theme.colours["task-edge"];
  context.fillRect(x, y, Math.min(2, w), h);
  const text = w > LABEL_FROM ? fitText([label], w - 9, theme) : "";
  if (text) drawText(pen, text, x + 6, y + h / 2, theme.colours.fg);
}

/** The end of a process. `room`: pixels to the right of it for the label. */
export function drawExit(
  pen: Pen,
  label: string,
  clean: boolean,
  x: number,
  y: number,
  h: number,
  room: number,
): void {
  const { context, theme } = pen;
  context.fillStyle = clean ? theme.colours.quiet : theme.colours.stuck;
  context.fillRect(Math.round(x), y - 1, 2, h + 2);
  const text = room > 30 ? fitText([label], room - 8, theme) : "";
  if (text) drawText(pen, text, Math.round(x) + 6, y + h / 2, clean ? theme.colours.fg2 : theme.colours.fg);
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
