/** When a frame is drawn: as soon as something has changed, and now and then while things move by themselves. */

/** Between frames that only the clock asks for, in milliseconds. */
const TICK = 33;

export interface FrameEvents {
  /** Before it is known whether there is something to draw; `at` by the performance clock. */
  advance(at: number): void;
  draw(at: number): void;
  /** Things move by themselves. */
  goesOn(): boolean;
  fault(error: unknown): void;
}

export class Frames {
  readonly #events: FrameEvents;
  #scheduled = false;
  #dirty = true;
  #drawnAt = 0;

  constructor(events: FrameEvents) {
    this.#events = events;
    document.addEventListener("visibilitychange", () => this.request());
  }

  /** Has a frame drawn. */
  request(): void {
    this.#dirty = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      const at = performance.now();
      const events = this.#events;
      events.advance(at);
      if (this.#dirty || at - this.#drawnAt >= TICK) {
        this.#drawnAt = at;
        this.#dirty = false;
        try {
          events.draw(at);
        } catch (error) {
          events.fault(error);
        }
      }
      if (events.goesOn() && document.visibilityState === "visible") this.#schedule();
    });
  }
}
