/** What two runs are compared by, in words. */
import type { Compared, Difference, Figure } from "../src/analysis/compare.ts";
import { STATE } from "../src/trace/states.ts";
import { ms } from "./columns.ts";
import { count, percent } from "./format.ts";
import { t } from "./l10n.ts";
import { stateWords } from "./words.ts";

const THINGS: Record<Compared, string> = {
  run: t("Run"),
  process: t("Process"),
  lock: t("Lock"),
  queue: t("Queue"),
  signal: t("Signal"),
  pool: t("Pool"),
};

const FIGURES: Record<Figure, string> = {
  exists: t("is there"),
  length: t("length"),
  "processes that run at once": t("processes that run at once"),
  hints: t("hints"),
  running: stateWords(STATE.running),
  lock: stateWords(STATE.lock),
  queue: stateWords(STATE.queue),
  process: stateWords(STATE.process),
  signal: stateWords(STATE.signal),
  stuck: stateWords(STATE.stuck),
  sleeping: stateWords(STATE.sleeping),
  "longest wait": t("longest wait"),
  tasks: t("tasks"),
  acquired: t("acquired"),
  contended: t("had to wait"),
  "waited for": t("wait, total"),
  held: t("held, total"),
  "in use": t("in use"),
  items: t("items"),
  "most items in it": t("most items in it"),
  "stay of an item": t("stay of an item, mean"),
  "waited for items": t("wait for items, total"),
  "waited for room": t("wait for room, total"),
  signals: t("signals"),
  failed: t("failed"),
  utilisation: t("utilisation"),
  "mean time in the queue": t("time in the queue, mean"),
  "mean task": t("task, mean"),
};

export const thingWords = ({ what, name }: Difference): string =>
  [THINGS[what], name].filter(Boolean).join(" ");

export const figureWords = ({ figure }: Difference): string => FIGURES[figure];

/** A figure of one of the runs; `–` where it has no such thing. */
export function valueWords(value: number | null, { figure, unit }: Difference): string {
  if (value === null) return "–";
  if (figure === "exists") return t("yes");
  return unit === "ms" ? ms(value) : unit === "share" ? percent(value) : countWords(value);
}

/** By how much it is more or less: `+12.0 ms, +8.0 %`. */
export function changeWords(difference: Difference): string {
  const { before, after, unit } = difference;
  if (before === null) return t("only in the second");
  if (after === null) return t("only in the first");
  const change = after - before;
  if (change === 0) return t("none");
  const sign = change > 0 ? "+" : "−";
  const size = Math.abs(change);
  // Shares are told as they are: a share of a share says little.
  if (unit === "share") return `${sign}${percent(size)}`;
  const by = unit === "ms" ? ms(size) : countWords(size);
  return before === 0 ? `${sign}${by}` : `${sign}${by}, ${sign}${percent(size / Math.abs(before))}`;
}

const countWords = (value: number): string => (Number.isInteger(value) ? count(value) : value.toFixed(2));
