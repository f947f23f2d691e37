/**
 * The timeline as a picture: one pass tells what there is ({@link Outline}), a second draws it. What it keeps depends on
 * the picture's width and the number of lanes, not on the events.
 */
import { KIND } from "../../../protocol/events.ts";
import type { Row } from "../../event-row.ts";
import type { EventBatch } from "../../reader.ts";
import { STATE } from "../../states.ts";
import type { Visitor } from "../../walk/visitor.ts";
import { Walk } from "../../walk/walk.ts";
import type { Hold, LevelName, WalkedObject } from "../../walk/walked-object.ts";
import type { Box, Stretch, WalkedProcess } from "../../walk/walked-process.ts";
import type { Exporter, TraceNames } from "../exporter.ts";
import { exitWords, stateWords } from "../state-words.ts";
import { axis, flags, legend, limit, rowName, type Scale, xOf } from "./frame.ts";
import { layOut, type SvgRow } from "./layout.ts";
import { type Bar, boxMark, exitMark, holdMark, patterns, stateMark } from "./marks.ts";
import { DRAWN_FROM, MergedLevel, MergedStates } from "./merged.ts";
import type { Outline } from "./outline.ts";
import { type Palette, paletteOf, type SvgTheme } from "./palette.ts";
import { escapeXml, FONT, fitText, px, rectAt, textAt } from "./text.ts";

export interface SvgOptions {
  theme?: SvgTheme;
  /** Pixels. */
  width?: number;
  /** Visible range, in microseconds of the run; all of it when absent. */
  from?: number;
  to?: number;
  /** Keys of the rows to draw, in their order, as the timeline has them; all when absent. */
  rows?: readonly string[];
}

const WIDTH = 1200;
const GUTTER = 170;
const MARGIN = 12;
const HEAD = 52;
/** Free room after the run's end, for the labels that stand there. */
const AIR = 64;
const LEGEND_HEIGHT = 32;
const HINT_HEIGHT = 18;
const WAITER = 3.4;
const MOST_WAITERS = 3;

export class Svg implements Exporter, Visitor {
  readonly #walk: Walk;
  readonly #outline: Outline;
  readonly #palette: Palette;
  readonly #width: number;
  readonly #scale: Scale;
  readonly #rows: SvgRow[];
  readonly #lanes = new Map<string, SvgRow>();
  readonly #marks: string[] = [];
  readonly #merged = new Map<SvgRow, MergedStates>();
  readonly #levels = new Map<string, MergedLevel>();
  readonly #holds = new Map<number, number[]>();
  readonly #sets = new Map<number, number>();
  readonly #seen = new Set<number>();
  /** Where the last box of a lane ends, in pixels: what adds nothing to it is left out. */
  readonly #boxEnds = new Map<number, number>();

  /** `outline` is that of the same trace, read to its end. */
  constructor(names: TraceNames, outline: Outline, options: SvgOptions = {}) {
    this.#walk = new Walk(names, [this]);
    this.#outline = outline;
    this.#palette = paletteOf(options.theme ?? "light");
    this.#width = options.width ?? WIDTH;
    const to = options.to ?? outline.walk.end;
    const air = options.to === undefined ? AIR : 0;
    const right = this.#width - MARGIN - air;
    this.#scale = { from: options.from ?? 0, to: Math.max(to, 1), left: GUTTER, right };
    this.#rows = layOut(outline, HEAD, options.rows);
    for (const row of this.#rows) {
      if (row.kind === "process" || row.kind === "task")
        this.#lanes.set(`${row.kind} ${row.process.id}`, row);
      else if (row.kind !== "section") this.#lanes.set(`object ${row.object.id}`, row);
    }
  }

  push(batch: EventBatch): string {
    this.#walk.push(batch);
    return "";
  }

  /** The bar's place in a lane; undefined when it is out of sight. */
  #bar(row: SvgRow, from: number, to: number): Bar | undefined {
    if (to < this.#scale.from || from > this.#scale.to) return undefined;
    const x0 = Math.max(this.#scale.left, xOf(this.#scale, from));
    const x1 = Math.min(this.#scale.right, xOf(this.#scale, to));
    const top = row.kind === "lock" ? 4 : (row.height - row.bar) / 2;
    return { x: x0, w: x1 - x0, y: row.top + top, h: row.bar };
  }

  stretch(process: WalkedProcess, stretch: Stretch, open: boolean): void {
    const row = this.#lanes.get(`process ${process.id}`);
    const bar = row && this.#bar(row, stretch.from, stretch.to);
    if (!row || !bar || stretch.state === STATE.none) return;
    if (stretch.state === STATE.exited) {
      const { exit } = process;
      const clean = exit?.code === 0 && exit.signal === "";
      const room = this.#width - MARGIN - bar.x;
      this.#marks.push(exitMark(this.#palette, exitWords(process), clean, bar, room));
      return;
    }
    this.#seen.add(stretch.state);
    if (bar.w < DRAWN_FROM) {
      let merged = this.#merged.get(row);
      if (!merged) {
        merged = new MergedStates(this.#scale.right - this.#scale.left);
        this.#merged.set(row, merged);
      }
      merged.add(stretch.state, bar.x - this.#scale.left, bar.x - this.#scale.left + bar.w);
      return;
    }
    const command = process.info.kind === "command";
    const plain = stretch.state === STATE.running && !command;
    const labels = plain ? [process.info.target] : stateWords(this.#walk, process, stretch);
    if (stretch.state === STATE.running && command)
      this.#marks.push(boxMark(this.#palette, bar, labels[0]!, false));
    else
      this.#marks.push(
        stateMark(this.#palette, stretch.state, bar, labels, open && stretch.state === STATE.stuck),
      );
  }

  box(process: WalkedProcess, box: Box): void {
    const row = box.row === 0 ? this.#lanes.get(`task ${process.id}`) : undefined;
    const bar = row && this.#bar(row, box.from, box.to);
    if (!bar || bar.x + bar.w < (this.#boxEnds.get(process.id) ?? 0)) return;
    this.#boxEnds.set(process.id, Math.floor(bar.x + bar.w) + 1);
    this.#marks.push(boxMark(this.#palette, { ...bar, w: Math.max(1, bar.w) }, box.name, box.failed));
  }

  hold(object: WalkedObject, { process, from, to, contended, forever }: Hold): void {
    const row = this.#lanes.get(`object ${object.id}`);
    const bar = row && this.#bar(row, from, to);
    if (!bar) return;
    const permits = object.info.type.endsWith("Semaphore")
      ? Math.max(1, Math.min(object.info.size ?? 1, 4))
      : 1;
    const rows = this.#holds.get(object.id) ?? [];
    this.#holds.set(object.id, rows);
    let permit = rows.findIndex((end) => end <= bar.x);
    if (permit < 0) permit = Math.min(rows.length, permits - 1);
    // Of holds within one pixel the first is seen.
    if (bar.w < 1 && bar.x < (rows[permit] ?? 0)) return;
    rows[permit] = Math.max(bar.x + 1, bar.x + bar.w);
    const h = bar.h / permits;
    const own = {
      ...bar,
      w: Math.max(1, bar.w),
      y: bar.y + permit * h,
      h: Math.max(2, permits > 1 ? h - 1 : h),
    };
    const look = forever ? "forever" : contended ? "contended" : "free";
    this.#marks.push(holdMark(this.#palette, own, this.#walk.processName(process), look));
  }

  level(object: WalkedObject, name: LevelName, time: number, value: number): void {
    if (!this.#lanes.has(`object ${object.id}`)) return;
    const key = `${object.id} ${name}`;
    let level = this.#levels.get(key);
    if (!level) {
      const { left, right } = this.#scale;
      level = new MergedLevel(right - left, (at) => xOf(this.#scale, at) - left);
      this.#levels.set(key, level);
    }
    level.set(time, value);
  }

  row(row: Row, kind: number): void {
    if (kind === KIND["event.set"] || kind === KIND["barrier.break"]) {
      if (!this.#sets.has(row.object)) this.#sets.set(row.object, row.time);
    } else if (kind === KIND["event.clear"] || kind === KIND["barrier.reset"])
      this.#unset(row.object, row.time);
  }

  #unset(id: number, time: number): void {
    const since = this.#sets.get(id);
    this.#sets.delete(id);
    const row = this.#lanes.get(`object ${id}`);
    if (since === undefined || row?.kind !== "event") return;
    const bar = this.#bar(row, since, time);
    if (!bar) return;
    const w = Math.max(1, bar.w - 1);
    const word = fitText([row.object.info.type === "Event" ? "set" : "broken"], w - 10);
    const edge = ` rx="2" stroke="${this.#palette.signal}"`;
    this.#marks.push(rectAt(bar.x + 0.5, bar.y + 0.5, w, bar.h - 1, this.#palette.signalTint, edge));
    if (word) this.#marks.push(textAt(word, bar.x + 5, bar.y + bar.h / 2 + 4, this.#palette.fg));
  }

  gap(from: number, to: number, events: number): void {
    const x0 = Math.max(this.#scale.left, xOf(this.#scale, from));
    const x1 = Math.min(this.#scale.right, Math.max(x0 + 2, xOf(this.#scale, to)));
    if (x1 <= x0) return;
    const words = `${events} events dropped`;
    this.#marks.push(
      `<g>${rectAt(x0, HEAD, x1 - x0, this.#bottom - HEAD, "url(#p-gap)")}<title>${escapeXml(words)}</title></g>`,
    );
    const label = fitText([words], x1 - x0 - 8);
    if (label) this.#marks.push(textAt(label, x0 + 4, HEAD + 15, this.#palette.fg2));
  }

  get #bottom(): number {
    const last = this.#rows.at(-1);
    return last ? last.top + last.height : HEAD;
  }

  end(): string {
    this.#walk.finish();
    for (const id of [...this.#sets.keys()]) this.#unset(id, this.#walk.end);
    for (const level of this.#levels.values()) level.advance(this.#walk.end);
    const palette = this.#palette;
    const hints = this.#outline.hints.filter(({ hint }) => hint.message !== "");
    const height = this.#bottom + LEGEND_HEIGHT + hints.length * HINT_HEIGHT + (hints.length > 0 ? 10 : 0);
    const words = this.#title();
    const rows = this.#rows.map((row) => this.#row(row));
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${this.#width}" height="${px(height)}" viewBox="0 0 ${this.#width} ${px(height)}" font-family='${FONT}' font-size="11">`,
      `<title>${escapeXml(words)}</title><defs>${patterns(palette)}</defs>`,
      rectAt(0, 0, this.#width, height, palette.bg),
      ...rows.map(({ ground }) => ground),
      axis(palette, this.#scale, HEAD, this.#bottom),
      ...rows.map(({ front }) => front),
      ...this.#marks,
      flags(palette, this.#scale, this.#outline.hints, HEAD, this.#bottom),
      textAt(words, 10, 19, palette.fg, ' font-size="13" font-weight="600"'),
      legend(palette, this.#seen, 10, this.#bottom + 10),
      ...hints.map(({ hint, closed }, index) => {
        const line = `${hint.kind} (${hint.certainty}) at ${(closed / 1e6).toFixed(3)} s: ${hint.message}`;
        const colour = hint.severity === "error" ? palette.stuck : palette.fg2;
        const y = this.#bottom + LEGEND_HEIGHT + 13 + index * HINT_HEIGHT;
        return textAt(fitText([line], this.#width - 20), 10, y, colour);
      }),
      "</svg>\n",
    ].join("\n");
  }

  #title(): string {
    const { info, end, exitStatus, ended } = this.#walk;
    const name = info ? info.program.split(/[/\\]/).slice(-2).join("/") : "";
    const status = ended && !Number.isNaN(exitStatus) ? `, exit ${exitStatus}` : "";
    return `${name ? `${name}: ` : ""}${(end / 1e6).toFixed(3)} s, ${this.#walk.processes.size} processes${status}`;
  }

  /** A row without its marks: what lies below the grid, and what lies above it. */
  #row(row: SvgRow): { ground: string; front: string } {
    const palette = this.#palette;
    if (row.kind === "section")
      return {
        ground: rectAt(0, row.top, this.#width, row.height, palette.section),
        front: textAt(row.name, 10, row.top + 15, palette.fg2, ' font-weight="600"'),
      };
    const name = rowName(palette, row.name, row.depth, row.top + row.height / 2, GUTTER);
    const line = rectAt(0, row.top + row.height - 0.5, this.#width, 0.5, palette.grid);
    if (row.kind === "process" || row.kind === "task") {
      const merged = this.#merged.get(row);
      const top = row.top + (row.height - row.bar) / 2;
      return { ground: line, front: name + (merged?.draw(palette, this.#scale.left, top, row.bar) ?? "") };
    }
    return { ground: line, front: name + this.#levelOf(row) };
  }

  #levelOf(row: SvgRow & { object: WalkedObject }): string {
    const { object } = row;
    const palette = this.#palette;
    const { left } = this.#scale;
    const level = (name: LevelName) => this.#levels.get(`${object.id} ${name}`);
    if (row.kind === "lock") {
      const data = level("waiting")?.path(
        left,
        row.top + row.height - 2,
        MOST_WAITERS * WAITER,
        MOST_WAITERS,
        true,
      );
      return data ? `<path d="${data}" fill="${palette.lock}" opacity="0.8"/>` : "";
    }
    if (row.kind !== "queue" && row.kind !== "pool") return "";
    const queue = row.kind === "queue";
    const name = queue ? "items" : "running";
    const bound = object.info.size ?? 0;
    const most = Math.max(bound, this.#outline.most(object, name), 1);
    const base = row.top + row.height - 5;
    const tall = row.height - 14;
    const area = level(name)?.path(left, base, tall, most, true) ?? "";
    const fill = queue ? palette.queueTint : palette.runningFill;
    const edge = queue ? palette.queue : palette.running;
    const dots = queue && area ? `<path d="${area}" fill="url(#p-queue)" opacity="0.7"/>` : "";
    const shape = area ? `<path d="${area}" fill="${fill}" stroke="${edge}" stroke-width="1.2"/>` : "";
    const floor = rectAt(left, base, this.#scale.right - left, 1, palette.rule);
    const full =
      queue && bound > 0 ? limit(palette, this.#scale, base - (bound / most) * tall, `full at ${bound}`) : "";
    return shape + dots + floor + full;
  }
}
