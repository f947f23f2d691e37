/** Small samples of a state, drawn by the very function that draws the lanes. */
import { STATE } from "../src/trace/states.ts";
import { fitCanvas } from "./dom.ts";
import { drawMark } from "./marks.ts";
import { Paint } from "./paint.ts";
import { pixelRatio } from "./scale.ts";
import type { Theme } from "./theme.ts";

const HEIGHT = 10;
const WIDTH = 14;

/** A share bar's parts: states with their shares of the width. */
export type Parts = readonly (readonly [state: number, share: number])[];

/** The same for all: each is drawn at once. */
const paint = new Paint();

/** A canvas that shows a state, or several side by side, and stays right when the theme changes. */
export class Swatch {
  readonly canvas = document.createElement("canvas");
  readonly #theme: Theme;
  readonly #width: number;
  #shown = "";

  constructor(theme: Theme, width = WIDTH) {
    this.#theme = theme;
    this.#width = width;
    this.canvas.className = "swatch";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  show(state: number): void {
    this.showParts(state === STATE.none ? [] : [[state, 1]]);
  }

  showParts(parts: Parts): void {
    const key = `${this.#theme.version} ${pixelRatio()} ${parts.map(([s, w]) => `${s}:${w.toFixed(3)}`).join(" ")}`;
    this.canvas.hidden = parts.length === 0;
    if (key === this.#shown) return;
    this.#shown = key;
    const context = fitCanvas(this.canvas, this.#width, HEIGHT);
    paint.begin(context, this.#theme, this.#width, HEIGHT);
    let x = 0;
    for (const [state, share] of parts) {
      const end = x + share * this.#width;
      if (state === STATE.exited) {
        context.fillStyle = this.#theme.colours.quiet;
        context.fillRect(this.#width / 2 - 1, 0, 2, HEIGHT);
      } else if (end - x >= 1) drawMark(paint, state, x, end, 0, HEIGHT, { tight: parts.length === 1 });
      x = end;
    }
    paint.finish();
  }
}
