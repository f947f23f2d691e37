/** Plays a run back: moves the cursor from event to event, or with a clock that may run slower and faster than it did. */
import { momentAfter, momentBefore } from "../src/trace/moments.ts";
import { reducedMotion } from "./dom.ts";
import type { Store } from "./store.ts";

/** How much faster than the run itself. */
export const SPEEDS: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Shares of the visible range: beyond the one the cursor is brought back into view, to where the other is. */
const EDGE = 0.97;
const BEGIN = 0.08;

export class Playback {
  readonly #store: Store;
  /** The run whose events it goes along: one of two. */
  along: Store;
  #speed = 1;
  /** The clock: microseconds of the run, and when it showed them (performance clock). */
  #clock = { run: 0, at: 0 };

  constructor(store: Store) {
    this.#store = store;
    this.along = store;
  }

  /** Where it ends: with the longer of two runs. */
  get #end(): number {
    return Math.max(this.#store.model.end, this.#store.reach);
  }

  get playing(): boolean {
    return this.#store.playing;
  }

  get speed(): number {
    return this.#speed;
  }

  /** One of {@link SPEEDS}; others are taken as the nearest. */
  set speed(speed: number) {
    const distance = (candidate: number) => Math.abs(Math.log(candidate / Math.max(speed, 1e-6)));
    this.#speed = SPEEDS.reduce((best, each) => (distance(each) < distance(best) ? each : best));
    this.#store.changed();
  }

  /** So many steps along {@link SPEEDS}. */
  faster(by: number): void {
    const index = SPEEDS.indexOf(this.#speed) + by;
    this.speed = SPEEDS[Math.min(Math.max(0, index), SPEEDS.length - 1)]!;
  }

  /** Begins at the cursor, or at the left edge where there is none; at the run's end, from its beginning. */
  play(): void {
    const store = this.#store;
    if (store.model.events === 0 || store.playing) return;
    const from = store.pinned ?? (store.live ? store.present : store.from);
    const begin = from >= this.#end && !store.live ? 0 : from;
    this.#clock = { run: begin, at: performance.now() };
    store.playing = true;
    this.#put(begin);
  }

  pause(): void {
    if (!this.#store.playing) return;
    this.#store.playing = false;
    this.#store.changed();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** To the next event, or with −1 to the one before; false where there is none. */
  step(by: 1 | -1): boolean {
    const store = this.#store;
    this.pause();
    const from = store.pinned ?? store.cursor;
    const { model } = this.along;
    const next = by > 0 ? momentAfter(model, from) : momentBefore(model, from);
    if (next === undefined) return false;
    this.#put(next, true);
    return true;
  }

  /** To a moment, in microseconds of the run. */
  go(time: number): void {
    this.pause();
    this.#put(time, true);
  }

  first(): void {
    this.pause();
    const first = momentAfter(this.along.model, -1);
    if (first !== undefined) this.#put(first, true);
  }

  /** While a run goes on, its present. */
  last(): void {
    this.pause();
    const store = this.#store;
    if (store.model.events === 0) return;
    if (store.live) {
      store.pin(undefined);
      store.follow(true);
    } else this.#put(this.along.model.end, true);
  }

  /** Moves on. To be called before each frame, with the frame's time by the performance clock. */
  advance(at: number): void {
    const store = this.#store;
    if (!store.playing) return;
    const end = store.live ? store.present : this.#end;
    const passed = Math.max(0, at - this.#clock.at) * 1000 * this.#speed;
    const run = Math.min(end, this.#clock.run + passed);
    this.#clock = { run, at };
    if (run >= end && !store.live) store.playing = false;
    // Where motion is to be spared, nothing glides: the cursor stands at one event until the next is due.
    const time = reducedMotion() ? (momentBefore(this.along.model, run + 0.5) ?? run) : run;
    if (time !== store.pinned || !store.playing) this.#put(time);
  }

  /** Puts the cursor somewhere, and sees to it that it is in view. */
  #put(time: number, gliding = false): void {
    const store = this.#store;
    store.pin(time, store.playing);
    const span = store.to - store.from;
    if (time >= store.from && time <= store.from + span * (gliding ? 1 : EDGE)) return;
    const at = gliding ? 0.5 : BEGIN;
    if (gliding) store.jump(time - span * at, time + span * (1 - at));
    else store.show(time - span * at, time + span * (1 - at));
  }
}
