/** A difference of two runs in words. */
import type { Difference, Figure } from "./compare.ts";
import { durationText, figures, percentText } from "./words.ts";

export const IS_THERE = "is there";
/** What the times of a process are called, where their names alone say too little. */
export const TIME_WORDS: Readonly<Partial<Record<Figure, string>>> = {
  lock: "waits for a lock",
  queue: "waits for a queue",
  process: "waits for a process",
  signal: "waits for a signal",
  stuck: "can never go on",
};

/** Names are as they stand in the trace, not escaped for anything. */
export interface DifferenceWords {
  /** `lock log`. */
  thing: string;
  /** Empty when the thing itself came or went. */
  figure: string;
  /** Empty where the run has no such thing. */
  before: string;
  after: string;
}

/** @param t answers a text in the reader's language */
export function differenceWords(
  { what, name, figure, before, after, unit }: Difference,
  t: (text: string) => string = (text) => text,
): DifferenceWords {
  const thing = [t(what), name].filter(Boolean).join(" ");
  if (before === null || after === null)
    return {
      thing,
      figure: "",
      before: before === null ? "" : t(IS_THERE),
      after: after === null ? "" : t(IS_THERE),
    };
  const value = (number: number) =>
    unit === "ms" ? durationText(number) : unit === "share" ? percentText(number) : countText(number);
  return { thing, figure: t(TIME_WORDS[figure] ?? figure), before: value(before), after: value(after) };
}

const countText = (count: number): string => (Number.isInteger(count) ? String(count) : figures(count));
