/** What hints are called, and how sure they are. */
import { hintTitle } from "../src/analysis/tell.ts";
import type { Certainty, HintKind } from "../src/protocol/hints.ts";
import { t } from "./l10n.ts";

export const CERTAINTY_WORDS: Record<Certainty, string> = {
  certain: t("certain"),
  proven: t("proven"),
  possible: t("possible"),
};

export const hintName = (kind: HintKind): string => t(hintTitle(kind));

/** The same on a flag, where it is no title: in English without its capital. */
export function hintFlag(kind: HintKind): string {
  const name = hintName(kind);
  return name === hintTitle(kind) ? kind.replaceAll("-", " ") : name;
}
