/** Interleave's own colours, derived from the theme's, and the patterns that go with them. */
import { STATES, type StateName } from "../src/trace/states.ts";
import { type Colour, contrast, css, mix, parse } from "./colour.ts";
import type { Pixel, PixelTile } from "./pixels.ts";
import { pixelRatio } from "./scale.ts";

const TOKENS = [
  "bg",
  "fg",
  "fg2",
  "fg3",
  "quiet",
  "rule",
  "grid",
  "task",
  "task-edge",
  "running",
  "running-fill",
  "running-ink",
  "lock",
  "queue",
  "signal",
  "stuck",
  "lock-tint",
  "queue-tint",
  "signal-tint",
  "stuck-tint",
  "lock-faint",
  "quiet-faint",
  "select",
  "row-selected",
  "section",
  "veil",
  "range-veil",
] as const;
export type Token = (typeof TOKENS)[number];
export type PatternName = "lock" | "queue" | "process" | "signal" | "stuck" | "gap";

const BLACK: Colour = [0, 0, 0, 1];
const WHITE: Colour = [255, 255, 255, 1];

/** Ink and tint of the states that are drawn as a patterned bar. */
const WAIT_TOKENS: Partial<Record<StateName, { ink: Token; tint: Token; pattern: PatternName }>> = {
  lock: { ink: "lock", tint: "lock-tint", pattern: "lock" },
  queue: { ink: "queue", tint: "queue-tint", pattern: "queue" },
  process: { ink: "signal", tint: "signal-tint", pattern: "process" },
  signal: { ink: "signal", tint: "signal-tint", pattern: "signal" },
  stuck: { ink: "stuck", tint: "stuck-tint", pattern: "stuck" },
};

/** The same by the state's number. */
export const WAIT_LOOK = STATES.map((state) => WAIT_TOKENS[state]);

const NO_TILE: PixelTile = { width: 1, height: 1, pixels: new Uint32Array(1) };

export class Theme {
  readonly colours = {} as Record<Token, string>;
  /** The same for those who write pixels. */
  readonly pixels = {} as Record<Token, Pixel>;
  kind: "dark" | "light" | "hc" | "hc-light" = "dark";
  font = "sans-serif";
  /** Counts changes, for what is drawn once per theme. */
  version = 0;
  #patterns = new Map<PatternName, CanvasPattern>();
  #tiles: PixelTile[] = [];
  #ratio = 0;

  get highContrast(): boolean {
    return this.kind === "hc" || this.kind === "hc-light";
  }

  /** Reads the theme anew and sets the `--il-` variables of the page. */
  read(): void {
    const body = document.body;
    const style = getComputedStyle(body);
    const variable = (name: string) => parse(style.getPropertyValue(`--vscode-${name}`));
    const list = body.classList;
    const light = list.contains("vscode-light") || list.contains("vscode-high-contrast-light");
    const hc = list.contains("vscode-high-contrast");
    this.kind = hc ? (light ? "hc-light" : "hc") : light ? "light" : "dark";
    this.font = style.getPropertyValue("--vscode-font-family").trim() || "sans-serif";
    const bg = variable("editor-background") ?? (light ? WHITE : BLACK);
    const fg = variable("foreground") ?? (light ? BLACK : WHITE);
    const chart = (name: string, fallback: Colour) => variable(`charts-${name}`) ?? fallback;
    const blue = chart("blue", [60, 140, 240, 1]);
    const yellow = chart("yellow", [200, 160, 0, 1]);
    const green = chart("green", [90, 170, 80, 1]);
    const purple = chart("purple", [150, 100, 190, 1]);
    const red = chart("red", [230, 60, 60, 1]);
    const focus = variable("focusBorder") ?? blue;
    const frame = variable("contrastBorder");
    const over = (colour: Colour, share: number) => mix(colour, bg, share);
    const ink = (colour: Colour) => (hc ? colour : mix(colour, fg, 0.8));
    const tint = (colour: Colour, share: number) => (hc ? bg : over(colour, share));
    let share = hc ? 1 : light ? 0.74 : 0.62;
    while (share < 1 && contrast(over(blue, share), bg) < 3) share += 0.05;
    const fill = over(blue, Math.min(1, share));
    const colours: Record<Token, Colour> = {
      bg,
      fg,
      fg2: hc ? fg : over(fg, 0.8),
      fg3: hc ? fg : over(fg, 0.76),
      quiet: over(fg, 0.6),
      rule: variable("panel-border") ?? frame ?? over(fg, 0.2),
      grid: over(fg, hc ? 0.18 : 0.07),
      task: hc ? bg : over(fg, 0.13),
      "task-edge": hc && frame ? frame : over(fg, 0.6),
      running: blue,
      "running-fill": fill,
      "running-ink": contrast(WHITE, fill) > contrast(BLACK, fill) ? WHITE : BLACK,
      lock: ink(yellow),
      queue: ink(green),
      signal: ink(purple),
      stuck: light && !hc ? mix(red, fg, 0.8) : red,
      "lock-tint": tint(yellow, 0.15),
      "queue-tint": tint(green, 0.13),
      "signal-tint": tint(purple, 0.13),
      "stuck-tint": tint(red, 0.15),
      "lock-faint": hc ? yellow : over(ink(yellow), 0.8),
      "quiet-faint": over(over(fg, 0.6), 0.5),
      select: focus,
      "row-selected": hc ? bg : over(focus, light ? 0.08 : 0.12),
      section: variable("sideBar-background") ?? bg,
      veil: [bg[0], bg[1], bg[2], 0.62],
      "range-veil": [bg[0], bg[1], bg[2], 0.38],
    };
    for (const token of TOKENS) {
      this.colours[token] = css(colours[token]);
      const [red, green, blue, alpha] = colours[token];
      this.pixels[token] = ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
      body.style.setProperty(`--il-${token}`, this.colours[token]);
    }
    body.dataset["theme"] = this.kind;
    this.#patterns.clear();
    this.#tiles = [];
    this.version++;
  }

  /** Reads the theme whenever VS Code changes it. */
  watch(changed: () => void): void {
    const again = () => {
      this.read();
      changed();
    };
    const observer = new MutationObserver(again);
    observer.observe(document.body, {
      attributes: true,
      attributeFilter: ["class", "data-vscode-theme-kind"],
    });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  }

  /** A pattern as a fill, in the screen's space: it stays put while what it fills moves. */
  pattern(name: PatternName, context: CanvasRenderingContext2D): CanvasPattern {
    const ratio = this.#newRatio();
    let pattern = this.#patterns.get(name);
    if (!pattern) {
      pattern = context.createPattern(this.#tile(name, ratio), "repeat")!;
      pattern.setTransform(new DOMMatrix().scale(1 / ratio));
      this.#patterns.set(name, pattern);
    }
    return pattern;
  }

  /** The patterns of the states that wait, on their tints, by the state's number. */
  get waitTiles(): readonly PixelTile[] {
    const ratio = this.#newRatio();
    if (this.#tiles.length === 0)
      this.#tiles = WAIT_LOOK.map((look) => (look ? this.#pixelTile(look, ratio) : NO_TILE));
    return this.#tiles;
  }

  #pixelTile({ pattern, tint }: { pattern: PatternName; tint: Token }, ratio: number): PixelTile {
    const canvas = this.#tile(pattern, ratio);
    const { width, height } = canvas;
    const context = canvas.getContext("2d")!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = this.colours[tint];
    context.fillRect(0, 0, width, height);
    return { width, height, pixels: new Uint32Array(context.getImageData(0, 0, width, height).data.buffer) };
  }

  #newRatio(): number {
    const ratio = pixelRatio();
    if (ratio !== this.#ratio) {
      this.#patterns.clear();
      this.#tiles = [];
      this.#ratio = ratio;
    }
    return ratio;
  }

  #tile(name: PatternName, ratio: number): HTMLCanvasElement {
    const { width, height, draw } = TILES[name];
    const tile = document.createElement("canvas");
    tile.width = Math.round(width * ratio);
    tile.height = Math.round(height * ratio);
    const context = tile.getContext("2d")!;
    context.scale(tile.width / width, tile.height / height);
    const ink: Token = name === "process" ? "signal" : name === "gap" ? "quiet" : name;
    context.fillStyle = context.strokeStyle = this.colours[ink];
    draw(context);
    return tile;
  }
}

interface Tile {
  width: number;
  height: number;
  draw(context: CanvasRenderingContext2D): void;
}

function lines(
  context: CanvasRenderingContext2D,
  width: number,
  ...ends: [number, number, number, number][]
) {
  context.lineWidth = width;
  context.beginPath();
  for (const [x0, y0, x1, y1] of ends) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.stroke();
}

const TILES: Record<PatternName, Tile> = {
  lock: {
    width: 6,
    height: 6,
    draw: (c) => lines(c, 1.2, [-1.5, 1.5, 1.5, -1.5], [-1, 7, 7, -1], [4.5, 7.5, 7.5, 4.5]),
  },
  queue: {
    width: 5,
    height: 5,
    draw: (c) => {
      for (const at of [1.25, 3.75]) {
        c.beginPath();
        c.arc(at, at, 0.95, 0, 2 * Math.PI);
        c.fill();
      }
    },
  },
  process: { width: 8, height: 4, draw: (c) => c.fillRect(0, 1, 8, 1) },
  signal: { width: 4, height: 8, draw: (c) => c.fillRect(1, 0, 1, 8) },
  stuck: { width: 7, height: 7, draw: (c) => lines(c, 0.9, [-1, -1, 8, 8], [-1, 8, 8, -1]) },
  gap: { width: 12, height: 12, draw: (c) => lines(c, 1, [-1, 13, 13, -1]) },
};
