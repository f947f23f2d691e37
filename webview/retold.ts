/** Hints in the language of the page, where the trace says from which text they come. */
import { retell, wordingOf } from "../src/analysis/tell.ts";
import type { RunModel } from "../src/trace/model.ts";
import { t } from "./l10n.ts";

/** Those from this one on. */
export function tellAnew({ hints }: RunModel, from: number): void {
  const wording = wordingOf(document.documentElement.lang);
  for (const { hint } of hints.slice(from)) Object.assign(hint, retell(hint, t, wording));
}
