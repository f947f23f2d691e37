/** What the timeline shows, as one picture: title, axis, names, lanes, and what the marks mean. */
import { STATE, STATES } from "../src/trace/states.ts";
import { AXIS_HEIGHT, drawAxis } from "./axis.ts";
import { statesWithin } from "./figures.ts";
import { many, moment, rangeText } from "./format.ts";
import { GLYPHS, INDENT } from "./gutter.ts";
import { iconPaths } from "./icons.ts";
import { t } from "./l10n.ts";
import type { Row } from "./rows.ts";
import { atRatio } from "./scale.ts";
import type { Scene } from "./scene.ts";
import { Swatch } from "./swatch.ts";
import { stateWords } from "./words.ts";

/** Pixels of the picture for a CSS pixel: sharp on slides and in print, unless it becomes too large. */
const RATIOS = [2, 1];
/** No browser makes a canvas with a longer side; and pixels, each of four bytes. */
const MOST_SIDE = 16_000;
const MOST_PIXELS = 48_000_000;
/** Lanes are drawn in parts of so many pixels: what they are drawn with needs memory, too. */
const PART = 1000;
const HEAD = 30;
const PANE_HEAD = 24;
const LEGEND_LINE = 20;
/** What the legend takes at most. */
const LEGEND_ROOM = 120;
/** The line that says how many lanes there is no room for. */
const LEFT_OUT = 26;
const MARGIN = 10;
const SWATCH = 14;
/** In the order of the legend; what has no mark of its own is left out. */
const TOLD = [
  ...[STATE.running, STATE.lock, STATE.queue, STATE.process, STATE.signal, STATE.stuck],
  ...[STATE.sleeping, STATE.starting, STATE.paused],
];

/** The lanes of one run. */
export interface Pane {
  scene: Scene;
  title: string;
  /** The part of the rows to show, in pixels from the first row's top. */
  top: number;
  height: number;
  /** Draws a part of the lanes. */
  lanes(canvas: HTMLCanvasElement, scene: Scene, top: number, height: number): void;
}

export interface PictureParts {
  /** Width of the names. */
  gutter: number;
  /** On one scale, from top to bottom. */
  panes: readonly [Pane, ...Pane[]];
}

export interface Picture {
  png: Blob;
  /** So many lanes had no room in it. */
  left: number;
}

/** The picture as PNG. @throws Error when the browser makes none, for want of memory or of something to draw */
export async function takePicture(parts: PictureParts): Promise<Picture> {
  if (parts.panes[0].scene.model.events === 0) throw new Error(t("There is nothing to show yet."));
  const { ratio, placed, bottom } = fit(parts);
  const canvas = atRatio(ratio, () => drawPicture(parts, placed, bottom, ratio));
  const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!png) throw new Error(t("The picture is too large."));
  return { png, left: placed.reduce((sum, { left }) => sum + left, 0) };
}

/** As sharp as there is room for; what is too tall even so is cut off. */
function fit(parts: PictureParts): { ratio: number; placed: Placed[]; bottom: number } {
  const width = parts.gutter + parts.panes[0].scene.width;
  let room = 0;
  for (const ratio of RATIOS) {
    const rows = Math.min(MOST_SIDE, MOST_PIXELS / (width * ratio));
    room = Math.floor(rows / ratio) - LEGEND_ROOM;
    const { placed, bottom } = place(parts, Number.POSITIVE_INFINITY);
    if (bottom <= room) return { ratio, placed, bottom };
  }
  return { ratio: RATIOS.at(-1)!, ...place(parts, room) };
}

/** A pane as it is drawn: where, and which of its rows. */
interface Placed {
  pane: Pane;
  scene: Scene;
  rows: Row[];
  /** Where its lanes begin and how tall they are. */
  y: number;
  tall: number;
  /** So many lanes of it have no room. */
  left: number;
}

/** `room`: pixels there are from the picture's top to the legend. */
function place({ panes }: PictureParts, room: number): { placed: Placed[]; bottom: number } {
  let bottom = HEAD + AXIS_HEIGHT + 1;
  const heads = panes.length > 1 ? panes.length * PANE_HEAD : 0;
  const free = room - bottom - heads - panes.length;
  const wholes = panes.map(heightOf);
  const all = wholes.reduce((sum, each) => sum + each, 0);
  const placed = panes.map((pane, index): Placed => {
    // Where the pointer happens to be is nobody's concern; a cursor that was put somewhere is.
    const { pinned, now } = pane.scene;
    const scene: Scene = { ...pane.scene, cursorShown: pinned !== undefined, cursor: pinned ?? now };
    const { top, height } = pane;
    const whole = wholes[index]!;
    // What one needs less than its share, the other may have.
    const most = Math.max(free / panes.length, free - (all - whole));
    const cut = whole > most ? most - LEFT_OUT : whole;
    const shown = scene.rows.filter((row) => row.top + row.height > top && row.top < top + height);
    const rows = whole > most ? shown.filter((row) => row.top + row.height - top <= cut) : shown;
    const last = rows.at(-1);
    const tall = whole > most ? (last ? last.top + last.height - top : 1) : whole;
    const left = shown.slice(rows.length).filter(isLane).length;
    if (panes.length > 1) bottom += PANE_HEAD;
    const y = bottom;
    bottom += tall + 1 + (left > 0 ? LEFT_OUT : 0);
    return { pane, scene, rows, y, tall, left };
  });
  return { placed, bottom };
}

const isLane = ({ kind }: Row): boolean => kind !== "section" && kind !== "task";

/** Pixels of what is to be shown of it. */
function heightOf({ scene, top, height }: Pane): number {
  const last = scene.rows.at(-1);
  return Math.max(1, Math.min(height, (last ? last.top + last.height : 0) - top));
}

function drawPicture(
  parts: PictureParts,
  placed: readonly Placed[],
  bottom: number,
  ratio: number,
): HTMLCanvasElement {
  const { gutter, panes } = parts;
  const { scene } = placed[0]!;
  const { colours, font } = scene.theme;
  const width = gutter + scene.width;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  const lines = legendLines(context, legendOf(placed), width, font);
  const all = bottom + (lines.length > 0 ? lines.length * LEGEND_LINE + MARGIN : 0);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(all * ratio);
  context.scale(ratio, ratio);
  context.fillStyle = colours.bg;
  context.fillRect(0, 0, width, all);

  const end = Math.max(...placed.map((each) => each.scene.now));
  const range = t("{0} of {1}", rangeText(scene.from, Math.min(scene.to, end)), moment(end));
  const text = writer(context, font);
  const wide = text.width(range, 12);
  text.put(range, width - MARGIN - wide, HEAD / 2, { size: 12, colour: colours.fg2 });
  const room = width - wide - 4 * MARGIN;
  const title = panes.map((pane) => pane.title).join(" / ");
  text.put(title, MARGIN, HEAD / 2, { size: 13, weight: 600, colour: colours.fg, room });

  const part = document.createElement("canvas");
  const lay = (x: number, y: number) =>
    context.drawImage(part, x, y, part.width / ratio, part.height / ratio);
  drawAxis(part, scene);
  lay(gutter, HEAD);
  context.fillStyle = colours.rule;
  context.fillRect(0, HEAD - 1, width, 1);
  for (const { pane, scene, rows, y, tall, left } of placed) {
    for (let from = 0; from < tall; from += PART) {
      pane.lanes(part, scene, pane.top + from, Math.min(PART, tall - from));
      lay(gutter, y + from);
    }
    context.save();
    context.beginPath();
    context.rect(0, y, gutter - 1, tall);
    context.clip();
    for (const row of rows) drawName(context, text, row, y + row.top - pane.top, gutter, scene);
    context.restore();
    if (panes.length > 1) {
      context.fillStyle = colours.section;
      context.fillRect(0, y - PANE_HEAD, width, PANE_HEAD);
      const told = t("{0}, {1}", pane.title, moment(scene.now));
      text.put(told, MARGIN, y - PANE_HEAD / 2, { size: 12, weight: 600, colour: colours.fg });
    }
    context.fillStyle = colours.rule;
    context.fillRect(0, y - 1, width, 1);
    context.fillRect(0, y + tall, width, 1);
    context.fillRect(gutter - 1, y, 1, tall);
    if (left === 0) continue;
    const rest = many(
      left,
      t("{0} more lane, for which there is no room"),
      t("{0} more lanes, for which there is no room"),
    );
    text.put(rest, MARGIN, y + tall + 1 + LEFT_OUT / 2, { size: 12, weight: 600, colour: colours.fg });
    context.fillStyle = colours.rule;
  }
  context.fillRect(gutter - 1, HEAD, 1, AXIS_HEIGHT);

  const swatch = new Swatch(scene.theme, SWATCH);
  lines.forEach((line, i) => {
    const middle = bottom + MARGIN / 2 + (i + 0.5) * LEGEND_LINE;
    for (const { state, words, x } of line) {
      swatch.show(state);
      context.drawImage(swatch.canvas, x, middle - 5, SWATCH, 10);
      text.put(words, x + SWATCH + 6, middle, { size: 11, colour: colours.fg2 });
    }
  });
  return canvas;
}

interface TextLook {
  size: number;
  colour: string;
  weight?: number;
  /** Pixels it may take; it is cut with `…` beyond. */
  room?: number;
}
type Writer = ReturnType<typeof writer>;

function writer(context: CanvasRenderingContext2D, font: string) {
  const width = (text: string, size: number, weight = 400) => {
    context.font = `${weight} ${size}px ${font}`;
    return context.measureText(text).width;
  };
  const put = (text: string, x: number, middle: number, look: TextLook) => {
    const { size, colour, weight = 400, room = Number.POSITIVE_INFINITY } = look;
    let shown = text;
    for (let length = text.length - 1; length > 0 && width(shown, size, weight) > room; length--)
      shown = `${text.slice(0, length).trimEnd()}…`;
    context.font = `${weight} ${size}px ${font}`;
    context.textBaseline = "middle";
    context.fillStyle = colour;
    context.fillText(shown, x, middle + 0.5);
  };
  return { width, put };
}

/** A row's name, as the view has it beside its lane. */
function drawName(
  context: CanvasRenderingContext2D,
  text: Writer,
  row: Row,
  y: number,
  gutter: number,
  { theme }: Scene,
): void {
  const { colours } = theme;
  const middle = y + Math.min(row.height, row.kind === "lock" ? 22 : row.height) / 2;
  if (row.kind === "section") {
    context.fillStyle = colours.section;
    context.fillRect(0, y, gutter, row.height);
    const wide = text.width(row.note, 11);
    const room = gutter - MARGIN - 18;
    text.put(row.name, MARGIN, middle, { size: 11, weight: 600, colour: colours.fg, room });
    if (text.width(row.name, 11, 600) + wide + 3 * MARGIN < gutter)
      text.put(row.note, gutter - MARGIN - wide, middle, { size: 11, colour: colours.fg3 });
    return;
  }
  context.fillStyle = colours.rule;
  for (let level = 1; level <= row.depth; level++)
    context.fillRect(MARGIN + level * INDENT - INDENT / 2 - 2, y, 1, row.height);
  const glyph = GLYPHS[row.kind];
  if (glyph) {
    const { line, fill } = iconPaths(glyph);
    context.save();
    context.translate(MARGIN - 4, middle - 7);
    context.scale(14 / 16, 14 / 16);
    context.strokeStyle = context.fillStyle = colours.fg2;
    context.lineWidth = 1.15;
    if (line) context.stroke(line);
    if (fill) context.fill(fill);
    context.restore();
  }
  const x = MARGIN + row.depth * INDENT + (glyph ? 16 : 0);
  const quiet = row.kind === "task" || row.aside === true;
  const look = { size: row.kind === "task" ? 11 : 12, colour: quiet ? colours.fg3 : colours.fg };
  text.put(row.name, x, middle, { ...look, room: gutter - x - MARGIN });
}

/** States that the processes in sight are in at some time of the visible range. */
function legendOf(placed: readonly Placed[]): number[] {
  const seen = new Set<number>();
  for (const { rows, scene } of placed)
    for (const row of rows) {
      if (row.kind !== "process") continue;
      const spent = statesWithin(row.lane, scene, scene.now);
      for (let state = 0; state < STATES.length; state++) if (spent[state]! > 0) seen.add(state);
    }
  return TOLD.filter((state) => seen.has(state));
}

function legendLines(
  context: CanvasRenderingContext2D,
  states: readonly number[],
  width: number,
  font: string,
): { state: number; words: string; x: number }[][] {
  const lines: { state: number; words: string; x: number }[][] = [];
  const text = writer(context, font);
  let x = width;
  for (const state of states) {
    const words = stateWords(state);
    const wide = SWATCH + 6 + text.width(words, 11);
    if (x + wide > width - MARGIN) {
      lines.push([]);
      x = MARGIN;
    }
    lines.at(-1)!.push({ state, words, x });
    x += wide + 16;
  }
  return lines;
}
