/** A difference of two runs in words. */
import type { Difference } from "./compare.ts";
import { durationText, figures, percentText } from "./words.ts";

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

export function differenceWords({ what, name, figure, before, after, unit }: Difference): DifferenceWords {
  const thing = [what, name].filter(Boolean).join(" ");
  if (before === null || after === null)
    return {
      thing,
      figure: "",
      before: before === null ? "" : "is there",
      after: after === null ? "" : "is there",
    };
  const value = (number: number) =>
    unit === "ms" ? durationText(number) : unit === "share" ? percentText(number) : countText(number);
  return { thing, figure, before: value(before), after: value(after) };
}

const countText = (count: number): string => (Number.isInteger(count) ? String(count) : figures(count));
