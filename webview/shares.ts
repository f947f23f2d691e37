/** Intervals too narrow to be drawn: what share of each bucket of pixels was spent in which state. */
import { seek } from "../src/trace/detail.ts";
import type { Intervals } from "../src/trace/intervals.ts";
import type { Scene } from "./scene.ts";

/** Narrower intervals are merged, into buckets of this many pixels. */
export const DRAWN_FROM = 3;
export const BUCKET = 2;

/** Microseconds in a bucket. Buckets begin at whole multiples of it, so that they keep their shape while panning. */
export const bucketLength = (
  { from, to, width }: Pick<Scene, "from" | "to" | "width">,
  pixels = BUCKET,
): number => (pixels * (to - from)) / width;

export class Shares {
  readonly #states: number;
  #shares = new Float64Array(0);
  #before: Float64Array;
  #after: Float64Array;
  #length = 1;
  /** Number of the first visible bucket, counted from the run's beginning. */
  #origin = 0;
  #buckets = 0;
  #first = 0;
  #last = -1;
  #scale = 1;
  #from = 0;

  constructor(states: number) {
    this.#states = states;
    this.#before = new Float64Array(states);
    this.#after = new Float64Array(states);
  }

  /** Empties all buckets of what a scene shows, each so many pixels wide. */
  reset(scene: Scene, pixels = BUCKET): void {
    this.#length = bucketLength(scene, pixels);
    this.#from = scene.from;
    this.#scale = scene.width / (scene.to - scene.from);
    this.#origin = Math.floor(scene.from / this.#length);
    this.#buckets = Math.ceil(scene.width / pixels) + 1;
    const size = this.#buckets * this.#states;
    if (this.#shares.length < size) this.#shares = new Float64Array(size);
    else this.#shares.fill(0, 0, size);
    this.#first = this.#buckets;
    this.#last = -1;
  }

  /** Adds what a track did between two moments, spread over the buckets; `index` is that of the first's interval. */
  add(track: Intervals, index: number, from: number, to: number): void {
    if (to <= from) return;
    const { detail, start, length } = track;
    const states = this.#states;
    const end = this.#bucket(to);
    let bucket = this.#bucket(from);
    if (bucket < this.#first) this.#first = bucket;
    if (end > this.#last) this.#last = end;
    let i = index;
    detail.spent(from, i, this.#before);
    for (; bucket <= end; bucket++) {
      const edge = Math.min(to, (this.#origin + bucket + 1) * this.#length);
      i = seek(start, length, edge, i);
      detail.spent(edge, i, this.#after);
      const at = bucket * states;
      for (let s = 0; s < states; s++)
        this.#shares[at + s]! += (this.#after[s]! - this.#before[s]!) / this.#length;
      [this.#before, this.#after] = [this.#after, this.#before];
    }
  }

  #bucket(time: number): number {
    return Math.min(this.#buckets - 1, Math.max(0, Math.floor(time / this.#length) - this.#origin));
  }

  /** Calls back with each bucket that holds something: its left edge in pixels, and its shares from 0 to 1. */
  each(visit: (x: number, share: (state: number) => number) => void): void {
    let at = 0;
    const share = (state: number) => this.#shares[at + state]!;
    for (let bucket = this.#first; bucket <= this.#last; bucket++) {
      at = bucket * this.#states;
      visit(((this.#origin + bucket) * this.#length - this.#from) * this.#scale, share);
    }
  }
}
