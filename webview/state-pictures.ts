/**
 * Swatches by the dozen. To the browser a canvas is a layer of its own, which it arranges and composes anew in every
 * frame; a background is none. So each state is drawn once, and all who show it share its picture.
 */
import { pixelRatio } from "./scale.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";

export class StatePictures {
  readonly #theme: Theme;
  /** Counts how often the pictures became others: when it is the same, what is shown needs no look. */
  version = 0;
  #drawnFor = "";
  /** As values of `background-image`, by the state's number, as far as they were asked for. */
  #images: string[] = [];

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  /** Before a frame: the theme or the screen may be another. */
  update(): void {
    const now = `${this.#theme.version} ${pixelRatio()}`;
    if (now === this.#drawnFor) return;
    this.#drawnFor = now;
    this.#images = [];
    this.version++;
  }

  image(state: number): string {
    this.#images[state] ??= this.#draw(state);
    return this.#images[state];
  }

  #draw(state: number): string {
    const swatch = new Swatch(this.#theme);
    swatch.show(state);
    return `url("${swatch.canvas.toDataURL()}")`;
  }
}
