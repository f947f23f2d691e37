/** What lanes are drawn with: marks as pixels first, then all texts, then the few lines that lie on top. */
import { Pixels, type PixelTile } from "./pixels.ts";
import { pixelRatio } from "./scale.ts";
import type { Theme } from "./theme.ts";

interface Text {
  text: string;
  x: number;
  middle: number;
  colour: string;
}

type Line = (context: CanvasRenderingContext2D) => void;

/** What is drawn on top of the pixels of one part of the picture. */
interface Part {
  texts: Text[];
  lines: Line[];
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
  #from = 0;
  readonly #parts = new Map<unknown, Part>();
  #part!: Part;

  /**
   * Begins a picture of this size, which will stand on what the canvas shows already; `from`: which height of what is
   * drawn is at its upper edge.
   */
  begin(context: CanvasRenderingContext2D, theme: Theme, width: number, height: number, from = 0): void {
    this.#context = context;
    this.theme = theme;
    this.tiles = theme.waitTiles;
    this.veils = [];
    this.pixels.begin(width, height, from);
    this.#from = from;
    this.#parts.clear();
    this.part(undefined);
  }

  /** Begins the same picture again, from another height on: what is not forgotten stays drawn. */
  again(context: CanvasRenderingContext2D, from: number): void {
    this.#context = context;
    this.veils = [];
    this.pixels.move(from);
    this.#from = from;
  }

  /** What is drawn from now on belongs to this part, and is all of it. */
  part(of: unknown): void {
    this.#part = { texts: [], lines: [] };
    this.#parts.set(of, this.#part);
  }

  /** The part is not in sight any more, or will be drawn anew. */
  forget(of: unknown): void {
    this.#parts.delete(of);
  }

  /** A text of 11 pixels, on top of all marks. */
  text(text: string, x: number, middle: number, colour: string): void {
    this.#part.texts.push({ text, x, middle, colour });
  }

  /** Something drawn on top of marks and texts. */
  after(draw: Line): void {
    this.#part.lines.push(draw);
  }

  finish(): void {
    const context = this.#context;
    this.pixels.draw(context);
    // Marks are veiled, texts never are.
    context.fillStyle = this.theme.colours["range-veil"];
    for (const [x, width] of this.veils) context.fillRect(x, 0, width, VEIL_HEIGHT);
    context.font = `11px ${this.theme.font}`;
    context.textBaseline = "alphabetic";
    // Whole pixels of the screen, as those below.
    const ratio = pixelRatio();
    context.save();
    context.translate(0, -Math.round(this.#from * ratio) / ratio);
    let colour = "";
    for (const { texts } of this.#parts.values())
      for (const text of texts) {
        if (text.colour !== colour) context.fillStyle = colour = text.colour;
        context.fillText(text.text, text.x, text.middle + 4);
      }
    for (const { lines } of this.#parts.values()) for (const draw of lines) draw(context);
    context.restore();
  }
}
