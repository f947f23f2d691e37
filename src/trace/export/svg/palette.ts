/** The picture's colours: those that the timeline derives from VS Code's own light and dark themes. */

type Rgb = readonly [number, number, number];

/** What the derivation starts from: Light Modern and Dark Modern. */
const BASES = {
  light: { bg: "ffffff", fg: "3b3b3b", blue: "0063d3", yellow: "bf8803", green: "388a34", purple: "652d90" },
  dark: { bg: "1f1f1f", fg: "cccccc", blue: "59a4f9", yellow: "cca700", green: "89d185", purple: "b180d7" },
} as const;
const RED = { light: "e51400", dark: "f14c4c" } as const;
const SECTION = { light: "f8f8f8", dark: "181818" } as const;
const RUNNING_SHARE = { light: 0.74, dark: 0.62 } as const;

export type SvgTheme = keyof typeof BASES;

export interface Palette {
  bg: string;
  fg: string;
  fg2: string;
  quiet: string;
  rule: string;
  grid: string;
  section: string;
  task: string;
  running: string;
  runningFill: string;
  runningInk: string;
  lock: string;
  lockTint: string;
  queue: string;
  queueTint: string;
  signal: string;
  signalTint: string;
  stuck: string;
  stuckTint: string;
}

export function paletteOf(theme: SvgTheme): Palette {
  const base = BASES[theme];
  const light = theme === "light";
  const bg = rgb(base.bg);
  const fg = rgb(base.fg);
  const over = (colour: Rgb, share: number) => hex(mix(colour, bg, share));
  const ink = (colour: string) => hex(mix(rgb(colour), fg, 0.8));
  const red = rgb(RED[theme]);
  return {
    bg: hex(bg),
    fg: hex(fg),
    fg2: over(fg, 0.8),
    quiet: over(fg, 0.6),
    rule: over(fg, 0.2),
    grid: over(fg, 0.07),
    section: `#${SECTION[theme]}`,
    task: over(fg, 0.13),
    running: hex(rgb(base.blue)),
    runningFill: over(rgb(base.blue), RUNNING_SHARE[theme]),
    // The one of black and white that contrasts more with the fill.
    runningInk: light ? "#ffffff" : "#000000",
    lock: ink(base.yellow),
    lockTint: over(rgb(base.yellow), 0.15),
    queue: ink(base.green),
    queueTint: over(rgb(base.green), 0.13),
    signal: ink(base.purple),
    signalTint: over(rgb(base.purple), 0.13),
    stuck: light ? hex(mix(red, fg, 0.8)) : hex(red),
    stuckTint: over(red, 0.15),
  };
}

const rgb = (digits: string): Rgb => {
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

const hex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

const mix = (over: Rgb, under: Rgb, share: number): Rgb =>
  over.map((part, index) => Math.round(part * share + under[index]! * (1 - share))) as unknown as Rgb;
