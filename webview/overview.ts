/** The whole run in a strip, with the visible range as a brush. */
import { seek } from "../src/trace/detail.ts";
import type { RunModel } from "../src/trace/model.ts";
import { STATE, STATES } from "../src/trace/states.ts";
import { fitCanvas } from "./dom.ts";
import { t } from "./l10n.ts";
import { drawText, fitText, type Pen, roundRect, textWidth } from "./marks.ts";
import { drawNoteMarks } from "./note-flags.ts";
import { Pixels } from "./pixels.ts";
import { pixelRatio } from "./scale.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";

export const OVERVIEW_HEIGHT = 48;
const BUCKET = 3;
const HANDLE = { width: 6, height: 18 };
const GRAB = 7;
/** A run's name begins beside the brush's handle; pixels it may take. */
const NAME_AT = 8;
const MOST_NAME = 320;
const HANGING = [STATE.stuck, STATE.lock, STATE.queue, STATE.process, STATE.signal];
/** How often the shares are counted anew while a run grows, in milliseconds. */
const EVERY = 250;

export class Overview {
  readonly canvas = document.createElement("canvas");
  readonly #store: Store;
  #shares = new Float64Array(0);
  #buckets = 0;
  #counted = { at: 0, events: -1, width: 0, hints: 0, now: 0, length: 0 };
  #of: RunModel | undefined;
  readonly #pixels = new Pixels();
  /** Theme and screen that the shares were drawn for. */
  #painted = -1;
  #ratio = 0;
  /** Kept between counts; `states` are those that are drawn. */
  readonly #sums = {
    states: [STATE.running, ...HANGING],
    before: new Float64Array(STATES.length),
    after: new Float64Array(STATES.length),
  };
  #drag: { edge: "from" | "to" | "all"; grip: number } | undefined;
  #width = 1;
  /** The run's length while a drag goes on, so that a growing run does not move under the pointer. */
  #length = 1;

  constructor(store: Store) {
    this.#store = store;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute(
      "aria-label",
      t("The whole run; the keys plus, minus and the arrows change the visible range"),
    );
    this.canvas.addEventListener("pointerdown", (event) => this.#press(event));
    this.canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"] as const)
      this.canvas.addEventListener(name, () => {
        this.#drag = undefined;
      });
  }

  #length0(): number {
    return this.#store.whole;
  }

  #time(event: PointerEvent): number {
    const { left, width } = this.canvas.getBoundingClientRect();
    return ((event.clientX - left) / width) * this.#length;
  }

  #edge(event: PointerEvent): "from" | "to" | "all" | undefined {
    const { from, to } = this.#store;
    const time = this.#time(event);
    const grab = (GRAB / this.#width) * this.#length;
    if (Math.abs(time - from) < grab) return "from";
    if (Math.abs(time - to) < grab) return "to";
    return time > from && time < to ? "all" : undefined;
  }

  #press(event: PointerEvent): void {
    this.#length = this.#length0();
    this.canvas.setPointerCapture(event.pointerId);
    const store = this.#store;
    const edge = this.#edge(event);
    if (edge === undefined) {
      const half = (store.to - store.from) / 2;
      store.show(this.#time(event) - half, this.#time(event) + half);
    }
    this.#drag = { edge: edge ?? "all", grip: this.#time(event) - store.from };
  }

  #move(event: PointerEvent): void {
    if (!this.#drag) {
      this.#length = this.#length0();
      const edge = this.#edge(event);
      this.canvas.style.cursor = edge === "all" ? "grab" : edge ? "ew-resize" : "pointer";
      return;
    }
    const store = this.#store;
    const time = this.#time(event);
    const { edge, grip } = this.#drag;
    if (edge === "all") store.show(time - grip, time - grip + (store.to - store.from));
    else if (edge === "from") store.show(Math.min(time, store.to - 1), store.to, store.following);
    else store.show(store.from, Math.max(time, store.from + 1));
  }

  /** `run`: the name of the one that it is of, where there are two. */
  draw(scene: Scene, run?: string): void {
    const { theme, width } = scene;
    const length = scene.whole;
    this.#width = width;
    const context = fitCanvas(this.canvas, width, OVERVIEW_HEIGHT);
    if (scene.model.events === 0) return;
    this.#count(scene, length);
    if (this.#painted !== theme.version || this.#ratio !== pixelRatio()) this.#paintShares(scene);
    this.#pixels.draw(context);
    const floor = OVERVIEW_HEIGHT - 4;
    context.globalAlpha = 0.6;
    context.fillStyle = theme.colours.quiet;
    context.fillRect(0, floor, width, 1);
    context.globalAlpha = 1;
    this.#brush(context, scene, length);
    if (run !== undefined) drawName({ context, theme }, run, width);
  }

  /** Draws what was counted: again only when that, or the theme, is another. */
  #paintShares(scene: Scene): void {
    const { theme } = scene;
    this.#painted = theme.version;
    this.#ratio = pixelRatio();
    const pixels = this.#pixels;
    const tiles = theme.waitTiles;
    pixels.begin(scene.width, OVERVIEW_HEIGHT);
    const floor = OVERVIEW_HEIGHT - 4;
    const ceiling = 10;
    const most = Math.max(1, scene.model.processes.size);
    const unit = (floor - ceiling) / most;
    for (let bucket = 0; bucket < this.#buckets; bucket++) {
      const at = bucket * STATES.length;
      const x = bucket * BUCKET;
      const running = this.#shares[at + STATE.running]! * unit;
      pixels.fill(x, floor - running, x + BUCKET, floor, theme.pixels["running-fill"]);
      let top = ceiling;
      for (const state of HANGING) {
        const tall = this.#shares[at + state]! * unit;
        if (tall < 0.3) continue;
        pixels.tile(x, top, x + BUCKET, top + tall, tiles[state]!);
        top += tall;
      }
    }
  }

  #brush(context: CanvasRenderingContext2D, scene: Scene, length: number): void {
    const { theme, width, from, to } = scene;
    const x0 = Math.round((from / length) * width);
    const x1 = Math.round((to / length) * width);
    context.fillStyle = theme.colours.veil;
    context.fillRect(0, 0, x0, OVERVIEW_HEIGHT);
    context.fillRect(x1, 0, width - x1, OVERVIEW_HEIGHT);
    context.strokeStyle = theme.colours.quiet;
    context.lineWidth = 1;
    context.strokeRect(x0 + 0.5, 0.5, Math.max(1, x1 - x0 - 1), OVERVIEW_HEIGHT - 1);
    for (const x of [x0, x1]) {
      const left = Math.min(Math.max(x - HANDLE.width / 2, 0), width - HANDLE.width);
      roundRect(context, left + 0.5, OVERVIEW_HEIGHT / 2 - 9 + 0.5, HANDLE.width - 1, HANDLE.height - 1, 2);
      context.fillStyle = theme.colours.bg;
      context.fill();
      context.strokeStyle = theme.colours.fg2;
      context.stroke();
      context.fillStyle = theme.colours.fg2;
      context.fillRect(Math.floor(left + HANDLE.width / 2), OVERVIEW_HEIGHT / 2 - 4, 1, 8);
    }
    scene.model.hints.forEach(({ hint, closed }, index) => {
      context.globalAlpha = scene.hintAlpha(index);
      const x = Math.round((closed / length) * width);
      const token = hint.severity === "error" ? "stuck" : hint.severity === "warning" ? "lock" : "running";
      context.fillStyle = theme.colours[token];
      context.beginPath();
      context.moveTo(x - 4, 1);
      context.lineTo(x + 4, 1);
      context.lineTo(x, 8);
      context.fill();
    });
    context.globalAlpha = 1;
    drawNoteMarks(context, scene, width, OVERVIEW_HEIGHT, length);
    if (scene.cursorShown || scene.live) {
      context.fillStyle = theme.colours.fg;
      context.fillRect(
        Math.min(width - 1, Math.round((scene.cursor / length) * width)),
        0,
        1,
        OVERVIEW_HEIGHT,
      );
    }
  }

  /** Counts how many processes were in which state, per bucket, when that may have changed. */
  #count(scene: Scene, length: number): void {
    const { model, width, now } = scene;
    const last = this.#counted;
    const at = performance.now();
    const same =
      last.width === width && last.events === model.events && last.now === now && last.length === length;
    const other = this.#of !== model;
    this.#of = model;
    if (
      !other &&
      (same ||
        (scene.growing &&
          at - last.at < EVERY &&
          last.width === width &&
          last.hints === model.hints.length &&
          last.events > 0))
    )
      return;
    this.#counted = { at, events: model.events, width, hints: model.hints.length, now, length };
    const buckets = Math.ceil(width / BUCKET);
    this.#buckets = buckets;
    const size = buckets * STATES.length;
    if (this.#shares.length !== size) this.#shares = new Float64Array(size);
    else this.#shares.fill(0);
    const each = (length / width) * BUCKET;
    this.#painted = -1;
    const { states, before, after } = this.#sums;
    for (const { track } of model.processes.values()) {
      if (track.length === 0) continue;
      const { detail } = track;
      let moment = track.start[0]!;
      const end = Math.max(now, moment);
      let bucket = Math.floor(moment / each);
      let i = 0;
      before.fill(0);
      while (moment < end && bucket < buckets) {
        moment = Math.min(end, (bucket + 1) * each);
        i = seek(track.start, track.length, moment, i);
        detail.spent(moment, i, after);
        for (const state of states)
          this.#shares[bucket * STATES.length + state]! += (after[state]! - before[state]!) / each;
        before.set(after);
        bucket++;
      }
    }
  }
}

/** In the upper left corner, on a ground of its own. */
function drawName(pen: Pen, name: string, width: number): void {
  const { context, theme } = pen;
  const shown = fitText([name], Math.min(MOST_NAME, width / 2), theme);
  if (shown === "") return;
  context.fillStyle = theme.colours.bg;
  context.fillRect(NAME_AT, 1, textWidth(shown, theme) + 8, 15);
  drawText(pen, shown, NAME_AT + 4, 8.5, theme.colours.fg2);
}
