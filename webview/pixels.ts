/**
 * What is drawn by the thousand: rectangles of colours and patterns, written as pixels into one picture that goes to
 * the canvas at once. So a frame costs what its pixels cost, however many marks there are.
 */
import { pixelRatio } from "./scale.ts";

/** A colour as a pixel: alpha, blue, green, red, from the highest byte down. */
export type Pixel = number;

/** A pattern with its ground, in pixels of the screen. It stays put while what it fills moves sideways. */
export interface PixelTile {
  width: number;
  height: number;
  pixels: Uint32Array;
}

export class Pixels {
  readonly #canvas = document.createElement("canvas");
  readonly #context = this.#canvas.getContext("2d", { willReadFrequently: true })!;
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(this.#image.data.buffer);
  #ratio = 1;
  #width = 1;
  #height = 1;
  /** How far down of what is drawn the picture begins, in pixels of the screen. */
  #origin = 0;
  /** Rows that something was written into. */
  #top = 0;
  #bottom = 0;
  /** Something was written since the picture was last put down. */
  #changed = false;
  #radius = 0;
  /** How much of each pixel a round corner covers, from its outermost on. */
  #corner = new Float64Array(0);

  /** An empty picture of this size in CSS pixels; `from`: which height of what is drawn is at its upper edge. */
  begin(width: number, height: number, from = 0): void {
    const ratio = pixelRatio();
    const w = Math.max(1, Math.round(width * ratio));
    const h = Math.max(1, Math.round(height * ratio));
    if (w !== this.#width || h !== this.#height) {
      this.#canvas.width = this.#width = w;
      this.#canvas.height = this.#height = h;
      this.#image = new ImageData(w, h);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    } else this.#pixels.fill(0, this.#top * w, this.#bottom * w);
    if (ratio !== this.#ratio || this.#radius === 0) this.#round(ratio);
    this.#origin = Math.round(from * ratio);
    this.#top = h;
    this.#bottom = 0;
    this.#changed = true;
  }

  /** The same picture from another height on: what both have in common stays drawn. */
  move(from: number): void {
    const origin = Math.round(from * this.#ratio);
    const by = Math.min(this.#height, Math.max(-this.#height, origin - this.#origin));
    if (by === 0) return;
    const pixels = this.#pixels;
    const cells = Math.abs(by) * this.#width;
    if (by > 0) pixels.copyWithin(0, cells).fill(0, pixels.length - cells);
    else pixels.copyWithin(cells, 0).fill(0, 0, cells);
    this.#origin = origin;
    this.#touch(0, this.#height);
  }

  /** Whether all that lies between these heights is within the picture. */
  holds(y0: number, y1: number): boolean {
    return this.#at(y0) >= 0 && this.#at(y1) <= this.#height;
  }

  /** Empties the picture between two heights. */
  clear(y0: number, y1: number): void {
    const [top, bottom] = [this.#down(y0), this.#down(y1)];
    this.#touch(top, bottom);
    this.#pixels.fill(0, top * this.#width, bottom * this.#width);
  }

  /** Fills a rectangle, given by its edges. */
  fill(x0: number, y0: number, x1: number, y1: number, colour: Pixel): void {
    const top = this.#down(y0);
    const bottom = this.#down(y1);
    this.#touch(top, bottom);
    this.#fill(this.#across(x0), top, this.#across(x1), bottom, colour);
  }

  /** Fills a rectangle with a pattern. */
  tile(x0: number, y0: number, x1: number, y1: number, tile: PixelTile): void {
    const top = this.#down(y0);
    const bottom = this.#down(y1);
    this.#touch(top, bottom);
    this.#tile(this.#across(x0), top, this.#across(x1), bottom, tile);
  }

  /** A frame of so many CSS pixels, inside of the edges; `open`: without its right side. */
  frame(x0: number, y0: number, x1: number, y1: number, wide: number, ink: Pixel, open = false): void {
    this.fill(x0, y0, x1, y0 + wide, ink);
    this.fill(x0, y1 - wide, x1, y1, ink);
    this.fill(x0, y0, x0 + wide, y1, ink);
    if (!open) this.fill(x1 - wide, y0, x1, y1, ink);
  }

  /** Rounds off the corners of what was filled within these edges. */
  round(x0: number, y0: number, x1: number, y1: number): void {
    const radius = this.#radius;
    const [left, right] = [Math.round(x0 * this.#ratio), Math.round(x1 * this.#ratio)];
    const [top, bottom] = [this.#at(y0), this.#at(y1)];
    for (let y = 0; y < radius; y++)
      for (let x = 0; x < radius; x++) {
        const covered = this.#corner[y * radius + x]!;
        this.#fade(left + x, top + y, covered);
        this.#fade(right - 1 - x, top + y, covered);
        this.#fade(left + x, bottom - 1 - y, covered);
        this.#fade(right - 1 - x, bottom - 1 - y, covered);
      }
  }

  /** Puts the picture onto a canvas of the same size. */
  draw(context: CanvasRenderingContext2D): void {
    const top = Math.max(0, this.#top);
    const height = this.#bottom - top;
    if (height <= 0) return;
    if (this.#changed) this.#context.putImageData(this.#image, 0, 0, 0, top, this.#width, height);
    this.#changed = false;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#canvas, 0, top, this.#width, height, 0, top, this.#width, height);
    context.restore();
  }

  #across(x: number): number {
    return Math.min(this.#width, Math.max(0, Math.round(x * this.#ratio)));
  }

  /** The picture's row at a height; it may lie outside. */
  #at(y: number): number {
    return Math.round(y * this.#ratio) - this.#origin;
  }

  #down(y: number): number {
    return Math.min(this.#height, Math.max(0, this.#at(y)));
  }

  #touch(top: number, bottom: number): void {
    if (top < this.#top) this.#top = top;
    if (bottom > this.#bottom) this.#bottom = bottom;
    this.#changed = true;
  }

  #fill(left: number, top: number, right: number, bottom: number, colour: Pixel): void {
    const pixels = this.#pixels;
    const across = right - left;
    if (across <= 0) return;
    for (let y = top; y < bottom; y++) {
      const row = y * this.#width;
      // A call costs more than a few pixels.
      if (across > 16) pixels.fill(colour, row + left, row + right);
      else for (let x = left; x < right; x++) pixels[row + x] = colour;
    }
  }

  #tile(left: number, top: number, right: number, bottom: number, tile: PixelTile): void {
    const pixels = this.#pixels;
    for (let y = top; y < bottom; y++) {
      const row = y * this.#width;
      const line = ((y + this.#origin) % tile.height) * tile.width;
      let at = left % tile.width;
      for (let x = left; x < right; x++) {
        pixels[row + x] = tile.pixels[line + at]!;
        if (++at === tile.width) at = 0;
      }
    }
  }

  #fade(x: number, y: number, covered: number): void {
    if (x < 0 || x >= this.#width || y < 0 || y >= this.#height) return;
    const at = y * this.#width + x;
    const pixel = this.#pixels[at]!;
    const alpha = Math.round((pixel >>> 24) * covered);
    this.#pixels[at] = ((alpha << 24) | (pixel & 0xffffff)) >>> 0;
  }

  /** Corners of two CSS pixels. */
  #round(ratio: number): void {
    this.#ratio = ratio;
    const radius = Math.max(1, Math.round(2 * ratio));
    this.#radius = radius;
    this.#corner = new Float64Array(radius * radius);
    const fine = 8;
    for (let i = 0; i < radius * radius * fine * fine; i++) {
      const x = i % (radius * fine);
      const y = Math.floor(i / (radius * fine));
      const [dx, dy] = [radius - (x + 0.5) / fine, radius - (y + 0.5) / fine];
      if (dx * dx + dy * dy <= radius * radius)
        this.#corner[Math.floor(y / fine) * radius + Math.floor(x / fine)]! += 1 / (fine * fine);
    }
  }
}
