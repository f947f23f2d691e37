/** Where processes printed: short strokes over their bars, one for all lines within a few pixels. */
import { grown, lastNotAbove, nextCapacity } from "../src/trace/grow.ts";
import type { OutputLog } from "../src/trace/output-log.ts";
import type { Paint } from "./paint.ts";
import type { Scene } from "./scene.ts";

const FIRST_CAPACITY = 16;
/** Lines within so many pixels have one stroke: where there are many they are a dotted line. */
const BUCKET = 4;
/** In microseconds: less than clocks tell apart. */
const EDGE = 1e-3;
const WIDE = 2;
const TALL = 3;
/** What has got other places is looked through again no more often than that, in milliseconds. */
const EVERY = 250;

interface Times {
  times: Float64Array;
  length: number;
}

/** When each process printed. */
export class PrintedTimes {
  /** Counts when they became others. */
  version = 0;
  #log: OutputLog | undefined;
  #logVersion = -1;
  #looked = 0;
  #lookedAt = 0;
  #processes = new Map<number, Times>();

  /** Takes in what has come since. */
  update(log: OutputLog): void {
    if (log === this.#log && log.version === this.#logVersion && log.length === this.#looked) return;
    if (log !== this.#log || log.version !== this.#logVersion) {
      const now = performance.now();
      if (log === this.#log && now - this.#lookedAt < EVERY) return;
      this.#lookedAt = now;
      this.#looked = 0;
      this.#processes = new Map();
    }
    this.version++;
    this.#log = log;
    this.#logVersion = log.version;
    for (; this.#looked < log.length; this.#looked++) {
      const process = log.process[this.#looked]!;
      let own = this.#processes.get(process);
      if (!own) {
        own = { times: new Float64Array(FIRST_CAPACITY), length: 0 };
        this.#processes.set(process, own);
      }
      if (own.length === own.times.length) own.times = grown(own.times, nextCapacity(own.length));
      own.times[own.length++] = log.time[this.#looked]!;
    }
  }

  /** Calls back with each stroke in sight: its left edge, in pixels. Costs what they cost, however many lines there are. */
  each(
    process: number,
    { from, to, width }: Pick<Scene, "from" | "to" | "width">,
    visit: (x: number) => void,
  ) {
    const own = this.#processes.get(process);
    if (!own) return;
    const { times, length } = own;
    // Buckets begin at whole multiples, so that strokes do not swim while panning.
    const bucket = (BUCKET * (to - from)) / width;
    let next = lastNotAbove(times, length, from - bucket) + 1;
    while (next < length && times[next]! <= to) {
      const end = (Math.floor(times[next]! / bucket) + 1) * bucket;
      visit(Math.round(((times[next]! - from) / (to - from)) * width));
      // The next one may be at the very edge.
      next = Math.max(next, lastNotAbove(times, length, end - EDGE, next)) + 1;
    }
  }
}

/** Over the bar whose upper edge is at `top`, in the `room` that there is between it and the lane's edge. */
export function drawPrinted(
  { pixels, theme }: Paint,
  scene: Scene,
  process: number,
  top: number,
  room: number,
) {
  const tall = Math.min(TALL, room - 1);
  const y = top - 1 - tall;
  scene.printed.each(process, scene, (x) => pixels.fill(x, y, x + WIDE, y + tall, theme.pixels.fg2));
}
