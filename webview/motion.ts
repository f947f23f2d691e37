/** The little that moves, and how long. */
import { reducedMotion } from "./dom.ts";
import type { Store } from "./store.ts";

/** Milliseconds of a jump in time, and of a new hint's fading in. */
const GLIDE = 120;
const FADE = 150;
/** A new hint is to be seen from its first frame on. */
const FIRST_ALPHA = 0.35;

/** The range to draw at this moment (performance clock): on its way while a jump goes on. */
export function drawnRange(store: Store, at: number): { from: number; to: number; moving: boolean } {
  const { from, to, glide } = store;
  const part = glide ? (at - glide.at) / GLIDE : 1;
  if (!glide || part >= 1 || reducedMotion()) {
    store.glide = undefined;
    return { from, to, moving: false };
  }
  const eased = 1 - (1 - part) ** 3;
  return {
    from: glide.from + (from - glide.from) * eased,
    to: glide.to + (to - glide.to) * eased,
    moving: true,
  };
}

/** How far hints have faded in, by their number. */
export class Fading {
  readonly #born = new Map<number, number>();

  begin(hint: number, at: number): void {
    if (!reducedMotion()) this.#born.set(hint, at);
  }

  alpha(hint: number, at: number): number {
    const born = this.#born.get(hint);
    if (born === undefined) return 1;
    const part = (at - born) / FADE;
    if (part >= 1) this.#born.delete(hint);
    return Math.min(1, FIRST_ALPHA + part * (1 - FIRST_ALPHA));
  }

  get active(): boolean {
    return this.#born.size > 0;
  }

  clear(): void {
    this.#born.clear();
  }
}
