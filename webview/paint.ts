/** What lanes are drawn with: marks as pixels first, then all texts, then the few lines that lie on top. */
import { Pixels, type PixelTile } from "./pixels.ts";
import type { Theme } from "./theme.ts";

interface Text {
  text: string;
  x: number;
  middle: number;
  colour: string;
}

/** Higher than any picture. */
const VEIL_HEIGHT = 20_000;

export class Paint {
  readonly pixels = new Pixels();
  /** Stretches of the picture whose marks are veiled, in pixels. */
  veils: readonly (readonly [x: number, width: number])[] = [];
  theme!: Theme;
  /** Patterns by the state's number. */
  tiles: readonly PixelTile[] = [];
  #context!: CanvasRenderingContext2D;
  #texts: Text[] = [];
  #lines: ((context: CanvasRenderingContext2D) => void)[] = [];

  /** Begins a picture of this size, which will stand on what the canvas shows already. */
  begin(context: CanvasRenderingContext2D, theme: Theme, width: number, height: number): void {
    this.#context = context;
    this.theme = theme;
    this.tiles = theme.waitTiles;
    this.#texts = [];
    this.#lines = [];
    this.veils = [];
    this.pixels.begin(width, height);
  }

  /** A text of 11 pixels, on top of all marks. */
  text(text: string, x: number, middle: number, colour: string): void {
    this.#texts.push({ text, x, middle, colour });
  }

  /** Something drawn on top of marks and texts. */
  after(draw: (context: CanvasRenderingContext2D) => void): void {
    this.#lines.push(draw);
  }

  finish(): void {
    const context = this.#context;
    this.pixels.draw(context);
    // Marks are veiled, texts never are.
    context.fillStyle = this.theme.colours["range-veil"];
    for (const [x, width] of this.veils) context.fillRect(x, 0, width, VEIL_HEIGHT);
    context.font = `11px ${this.theme.font}`;
    context.textBaseline = "alphabetic";
    let colour = "";
    for (const text of this.#texts) {
      if (text.colour !== colour) context.fillStyle = colour = text.colour;
      context.fillText(text.text, text.x, text.middle + 4);
    }
    for (const draw of this.#lines) draw(context);
  }
}
