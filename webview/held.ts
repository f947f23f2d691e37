/** Who held a lock while somebody waited for it: one bar, and a line for each hold. */
import type { RunModel } from "../src/trace/model.ts";
import { STATE } from "../src/trace/states.ts";
import type { Line, Section } from "./card.ts";
import type { Held } from "./describe.ts";
import { statesWithin } from "./figures.ts";
import { count, duration, shortName } from "./format.ts";
import { t } from "./l10n.ts";
import { fitText } from "./marks.ts";
import { drawHeldFrame } from "./object-lanes.ts";
import type { Paint } from "./paint.ts";
import type { Span } from "./questions.ts";
import type { Theme } from "./theme.ts";
import { wideCanvas } from "./wide-canvas.ts";

const BAR = 14;
/** Holds that are told one by one. */
const MOST = 8;
/** This share of a hold is as good as all of it. */
const ALL = 0.995;

/** `wait`: from when to when it was waited for. */
export function heldSection(
  model: RunModel,
  held: readonly Held[],
  wait: Span,
  now: number,
  theme: Theme,
): Section {
  const told = held.length > MOST + 1 ? held.slice(0, MOST) : held;
  const rest = held.slice(told.length);
  return {
    title: t("Held meanwhile by"),
    aside: duration(together(held)),
    picture: wideCanvas(theme, BAR, "", (paint, width) => drawHeld(paint, model, held, wait, width)),
    lines: told.map((part) => line(model, part, now)),
    ...(rest.length > 0
      ? { note: t("and {0} more, together {1}", count(rest.length), duration(together(rest))) }
      : {}),
  };
}

const together = (held: readonly Held[]): number => held.reduce((sum, { from, to }) => sum + to - from, 0);

function line(model: RunModel, part: Held, now: number): Line {
  return {
    who: { text: model.processName(part.process), select: { kind: "process", process: part.process } },
    text: heldText(model, part, now),
    site: part.site,
  };
}

/** How long it was held, and how much of that the holder ran: what it held it for, or waited itself. */
function heldText(model: RunModel, { process, from, to }: Held, now: number): string {
  const lane = model.processes.get(process);
  const length = duration(to - from);
  if (!lane) return length;
  const states = statesWithin(lane, { from, to }, now);
  const ran = states[STATE.running]! + states[STATE.arbiter]!;
  if (ran >= (to - from) * ALL) return t("{0}, ran", length);
  return ran <= (to - from) * (1 - ALL)
    ? t("{0}, did not run", length)
    : t("{0}, ran {1}", length, duration(ran));
}

function drawHeld(paint: Paint, model: RunModel, held: readonly Held[], wait: Span, width: number): void {
  const { theme } = paint;
  const scale = width / Math.max(1, wait.to - wait.from);
  for (const { process, from, to, state } of held) {
    const left = Math.round((from - wait.from) * scale);
    const w = Math.max(1, Math.round((to - wait.from) * scale) - left);
    const shown = w > 4 && left + w < width ? w - 1 : w;
    drawHeldFrame(paint, state, left, shown, 0, BAR);
    const name = model.processName(process);
    const text = shown > 20 ? fitText([name, shortName(name)], shown - 8, theme) : "";
    if (text) paint.text(text, left + 5, BAR / 2, theme.colours.fg);
  }
}
