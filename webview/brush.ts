/** Choosing a part of the run on the lanes: with Shift and a drag. */

import { at } from "./scale.ts";
import type { Store } from "./store.ts";

/** Pixels that a press may move and still be a click. */
const STILL = 3;

/** `timeAt`: the moment at so many pixels from the canvas's left edge, in microseconds of the run. */
export function listenBrush(canvas: HTMLElement, store: Store, timeAt: (x: number) => number): void {
  let began: { x: number; moved: boolean } | undefined;
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.shiftKey || event.button !== 0) return;
    began = { x: at(event).x, moved: false };
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!began || (!began.moved && Math.abs(at(event).x - began.x) < STILL)) return;
    began.moved = true;
    store.choose({ from: timeAt(began.x), to: timeAt(at(event).x) });
  });
  canvas.addEventListener("pointercancel", () => {
    began = undefined;
  });
  // A drag ends with a click, which is not meant for what lies under it.
  canvas.addEventListener(
    "click",
    (event) => {
      if (began?.moved) event.stopImmediatePropagation();
      began = undefined;
    },
    true,
  );
}
