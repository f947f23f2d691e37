/** What is too narrow or too many to be drawn by itself, gathered by columns of pixels. */
import { STATE, STATES } from "../../states.ts";
import { WAIT_LOOK } from "./marks.ts";
import type { Palette } from "./palette.ts";
import { px } from "./text.ts";

/** Narrower intervals are merged, into buckets of this many pixels. */
export const DRAWN_FROM = 3;
const BUCKET = 2;
/** Waiting hangs from the ceiling in this order. */
const HANGING = [STATE.stuck, STATE.lock, STATE.queue, STATE.process, STATE.signal];

/** Shares of time by state, in buckets. */
export class MergedStates {
  readonly #shares: Float64Array;
  readonly #buckets: number;

  /** @param width pixels of the whole lane */
  constructor(width: number) {
    this.#buckets = Math.ceil(width / BUCKET);
    this.#shares = new Float64Array(this.#buckets * STATES.length);
  }

  /** Adds a stretch, in pixels from the lane's left edge. */
  add(state: number, x0: number, x1: number): void {
    for (let bucket = Math.max(0, Math.floor(x0 / BUCKET)); bucket < this.#buckets; bucket++) {
      const left = bucket * BUCKET;
      if (left >= x1) break;
      const part = Math.min(x1, left + BUCKET) - Math.max(x0, left);
      if (part > 0) this.#shares[bucket * STATES.length + state]! += part / BUCKET;
    }
  }

  /** Doing grows from the floor, waiting hangs from the ceiling; less than a pixel is left out. */
  draw(palette: Palette, x: number, y: number, h: number): string {
    const running = new Columns();
    const waiting = new Map(HANGING.map((state) => [state, new Columns()]));
    for (let bucket = 0; bucket < this.#buckets; bucket++) {
      const share = (state: number) => this.#shares[bucket * STATES.length + state]!;
      const left = x + bucket * BUCKET;
      const floor = Math.min(h, Math.round((share(STATE.running) + share(STATE.arbiter)) * h));
      running.add(left, y + h - floor, floor);
      let top = y;
      for (const [state, columns] of waiting) {
        const height = Math.min(Math.round(share(state) * h), y + h - top);
        columns.add(left, top, height);
        top += Math.max(0, height);
      }
    }
    return [
      running.path(palette.runningFill),
      ...[...waiting].map(([state, columns]) =>
        columns.path(palette[WAIT_LOOK[state]!.ink], ' opacity="0.6"'),
      ),
    ].join("");
  }
}

/** Upright rectangles of one colour as one path; equal neighbours become one. */
class Columns {
  #data = "";
  #last = { left: 0, right: 0, top: 0, height: 0 };

  add(left: number, top: number, height: number): void {
    const last = this.#last;
    if (last.right === left && last.top === top && last.height === height) last.right = left + BUCKET;
    else {
      this.#flush();
      this.#last = { left, right: left + BUCKET, top, height };
    }
  }

  #flush(): void {
    const { left, right, top, height } = this.#last;
    if (height >= 1) this.#data += `M${px(left)} ${px(top)}H${px(right)}v${px(height)}H${px(left)}z`;
  }

  path(fill: string, more = ""): string {
    this.#flush();
    return this.#data === "" ? "" : `<path d="${this.#data}" fill="${fill}"${more}/>`;
  }
}

/** A level over time as its mean per pixel. */
export class MergedLevel {
  readonly #areas: Float64Array;
  readonly #scale: (time: number) => number;
  #value = 0;
  #at = 0;

  /** @param scale microseconds to pixels from the lane's left edge */
  constructor(width: number, scale: (time: number) => number) {
    this.#areas = new Float64Array(Math.ceil(width));
    this.#scale = scale;
  }

  set(time: number, value: number): void {
    this.advance(time);
    this.#value = value;
  }

  advance(time: number): void {
    const to = Math.min(this.#areas.length, this.#scale(time));
    const from = Math.max(0, this.#at);
    if (to > from && this.#value > 0)
      for (let column = Math.floor(from); column < to; column++)
        this.#areas[column]! += (Math.min(to, column + 1) - Math.max(from, column)) * this.#value;
    this.#at = Math.max(this.#at, to);
  }

  /** The area under the level as a path's data, or its upper edge; `tall` pixels are as much as `most`. */
  path(x: number, base: number, tall: number, most: number, closed: boolean): string {
    let data = "";
    let drawn = base;
    let lowered = true;
    for (let column = 0; column <= this.#areas.length; column++) {
      const mean = column < this.#areas.length ? this.#areas[column]! : 0;
      const y = Math.round((base - (Math.min(mean, most) / most) * tall) * 2) / 2;
      if (y === drawn) continue;
      if (lowered) data += `M${px(x + column)} ${px(base)}`;
      else data += `H${px(x + column)}`;
      data += `V${px(y)}`;
      drawn = y;
      lowered = y === base;
      if (lowered && closed) data += "Z";
    }
    return data;
  }
}
