/** What surrounds the lanes: axis, names, flags of hints, the legend. */
import { STATE } from "../../states.ts";
import { type Bar, stateMark } from "./marks.ts";
import type { OutlineHint } from "./outline.ts";
import type { Palette } from "./palette.ts";
import { fitText, px, rectAt, textAt, textWidth } from "./text.ts";

export interface Scale {
  from: number;
  to: number;
  /** Pixels of the picture at which the lanes begin and end. */
  left: number;
  right: number;
}

export const xOf = ({ from, to, left, right }: Scale, time: number): number =>
  left + ((time - from) / Math.max(1, to - from)) * (right - left);

const TICK_EVERY = 110;

/** Steps of 1, 2 or 5 times a power of ten. */
function step(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
}

export function axis(palette: Palette, scale: Scale, top: number, bottom: number): string {
  const span = Math.max(1, scale.to - scale.from);
  const by = Math.max(1, step(span, (scale.right - scale.left) / TICK_EVERY));
  let marks = "";
  for (let tick = Math.ceil(scale.from / by) * by; tick <= scale.to; tick += by) {
    const x = xOf(scale, tick);
    marks += rectAt(x, top, 1, bottom - top, palette.grid) + rectAt(x, top - 6, 1, 6, palette.quiet);
    const label = timeText(tick, by);
    if (x + 4 + textWidth(label) < scale.right) marks += textAt(label, x + 4, top - 6, palette.fg2);
  }
  return marks;
}

function timeText(us: number, by: number): string {
  if (by < 1e5) return `${(us / 1000).toFixed(by >= 1000 ? 0 : by >= 100 ? 1 : by >= 10 ? 2 : 3)} ms`;
  return `${(us / 1e6).toFixed(by >= 1e6 ? 0 : 1)} s`;
}

/** Where something can never go on from: a line through all lanes and its name on the axis. */
export function flags(
  palette: Palette,
  scale: Scale,
  hints: readonly OutlineHint[],
  top: number,
  bottom: number,
): string {
  let marks = "";
  for (const { hint, closed } of hints) {
    if (hint.severity !== "error" || hint.certainty !== "certain") continue;
    if (closed < scale.from || closed > scale.to) continue;
    const x = xOf(scale, closed);
    const label = `${hint.kind.replaceAll("-", " ")} ${(closed / 1e6).toFixed(3)} s`;
    const wide = textWidth(label) + 8;
    const left = Math.max(scale.left, Math.min(x, scale.right - wide));
    marks += rectAt(x, top - 18, 1, bottom - top + 18, palette.stuck);
    marks += rectAt(left, top - 20, wide, 16, palette.stuck, ' rx="2"');
    marks += textAt(label, left + 4, top - 8, palette.bg);
  }
  return marks;
}

/** A row's name in the gutter, indented by depth. */
export function rowName(palette: Palette, name: string, depth: number, middle: number, room: number): string {
  const left = 10 + depth * 12;
  const text = fitText([name], room - left - 6);
  const guide = depth > 0 ? rectAt(left - 8, middle - 11, 1, 22, palette.rule) : "";
  return guide + textAt(text || name.slice(0, 3), left, middle + 4, palette.fg);
}

const LEGEND: readonly [number, string][] = [
  [STATE.running, "running"],
  [STATE.lock, "waits for a lock"],
  [STATE.queue, "waits for a queue"],
  [STATE.process, "waits for a process"],
  [STATE.signal, "waits for a signal"],
  [STATE.stuck, "can never go on"],
  [STATE.sleeping, "sleeping"],
  [STATE.starting, "starting"],
  [STATE.paused, "paused by the debugger"],
];

/** Samples of the states that occur, in one line. */
export function legend(palette: Palette, seen: ReadonlySet<number>, left: number, y: number): string {
  let x = left;
  let marks = "";
  for (const [state, words] of LEGEND) {
    if (!seen.has(state)) continue;
    const sample: Bar = { x, y, w: 22, h: 12 };
    marks += stateMark(palette, state, sample, []) + textAt(words, x + 27, y + 10, palette.fg2);
    x += 27 + textWidth(words) + 16;
  }
  return marks;
}

/** A dashed line across a lane with a word above its right end. */
export function limit(palette: Palette, scale: Scale, y: number, words: string): string {
  const wide = textWidth(words);
  return (
    `<path d="M${px(scale.left)} ${px(y)}H${px(scale.right)}" stroke="${palette.quiet}" stroke-dasharray="3 3" fill="none"/>` +
    rectAt(scale.right - wide - 8, y + 2, wide + 6, 13, palette.bg) +
    textAt(words, scale.right - wide - 5, y + 12.5, palette.fg2)
  );
}
