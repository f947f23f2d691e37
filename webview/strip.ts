/** Lengths of many waits as marks along an axis, from no time to the longest. */
import { duration } from "./format.ts";
import { t } from "./l10n.ts";
import { drawSelected, textWidth } from "./marks.ts";
import type { Paint } from "./paint.ts";
import type { Token } from "./theme.ts";

export const STRIP_HEIGHT = 36;
/** Marks stand on the axis, and are at most this high; where several lie on one place, none is lower than that. */
const AXIS = 18;
const TALLEST = 14;
const LOWEST = 4;
const ALONE = 11;
const WIDTH = 2;
/** Room at both ends for the outline of a mark. */
const AIR = 5;
const LABEL = AXIS + 10;
const LABEL_GAP = 8;

/** Marks that stand on one place. */
export interface StripMark {
  x: number;
  count: number;
}

/** Where a length stands, in whole pixels. */
export const stripX = (length: number, longest: number, width: number): number =>
  AIR + Math.round((longest > 0 ? length / longest : 0) * Math.max(0, width - 2 * AIR - WIDTH));

/** How many waits there are of each length, as marks that never overlap: near ones are one. */
export function stripMarks(spread: Uint32Array, width: number): StripMark[] {
  const marks: StripMark[] = [];
  spread.forEach((count, step) => {
    if (count === 0) return;
    const x = stripX(step, spread.length - 1, width);
    const last = marks.at(-1);
    if (last && x < last.x + WIDTH) last.count += count;
    else marks.push({ x, count });
  });
  return marks;
}

/** Height of a mark that stands for so many: by their root, so that a single one is still seen beside hundreds. */
export const stripHeight = (count: number, most: number): number =>
  most === 1 ? ALONE : Math.round(LOWEST + (TALLEST - LOWEST) * Math.sqrt(count / most));

/** `own`: the length of the one that is selected. */
export function drawStrip(
  paint: Paint,
  width: number,
  ink: Token,
  { spread, longest, own }: { spread: Uint32Array; longest: number; own: number },
): void {
  const { pixels, theme } = paint;
  const marks = stripMarks(spread, width);
  const most = Math.max(1, ...marks.map(({ count }) => count));
  for (const { x, count } of marks)
    pixels.fill(x, AXIS - stripHeight(count, most), x + WIDTH, AXIS, theme.pixels[ink]);
  pixels.fill(0, AXIS, width, AXIS + 1, theme.pixels.quiet);
  const x = stripX(own, longest, width);
  const here = marks.findLast((mark) => mark.x <= x);
  const left = here?.x ?? x;
  const height = stripHeight(here?.count ?? 1, most);
  paint.after((context) => drawSelected({ context, theme }, left, left + WIDTH, AXIS - height, height + 1));
  const { fg, fg2 } = theme.colours;
  const end = duration(longest);
  const endLeft = width - textWidth(end, theme);
  paint.text("0", 0, LABEL, fg2);
  paint.text(end, endLeft, LABEL, fg2);
  // It stands below its mark, as far as the ends of the axis leave room.
  const label = t("this one");
  const wide = textWidth(label, theme);
  const first = textWidth("0", theme) + LABEL_GAP;
  const last = endLeft - LABEL_GAP - wide;
  if (last >= first) paint.text(label, Math.min(last, Math.max(first, left + 1 - wide / 2)), LABEL, fg);
}
