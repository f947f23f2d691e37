/** Why was this waiting: the chain from a wait back to its cause, each link of which can be selected. */
import type { BlameLink } from "../src/analysis/path/blame.ts";
import { VERBS } from "../src/protocol/events.ts";
import type { RunModel } from "../src/trace/model.ts";
import { isWait } from "../src/trace/states.ts";
import type { Line, Section } from "./card.ts";
import type { Piece } from "./describe.ts";
import { duration, upperFirst } from "./format.ts";
import { t } from "./l10n.ts";
import { stateWords } from "./words.ts";

/** `chain` is undefined while it is not known. */
export function whySection(model: RunModel, chain: readonly BlameLink[] | undefined, now: number): Section {
  const title = t("Why was this waiting?");
  if (!chain) return { title, note: t("Looking back through the run …") };
  if (chain.length === 0) return { title, note: t("The trace does not tell.") };
  return { title, lines: chain.map((each, at) => line(model, chain, at, each, now)), chain: true };
}

function line(model: RunModel, chain: readonly BlameLink[], at: number, each: BlameLink, now: number): Line {
  const index = model.processes.get(each.process)?.track.at(each.from) ?? -1;
  const who: Piece = {
    text: model.processName(each.process),
    select:
      index < 0
        ? { kind: "process", process: each.process }
        : { kind: "interval", process: each.process, index },
  };
  const what = upperFirst(doing(model, each));
  const how = ending(model, chain, at, each);
  return {
    state: each.state,
    who,
    text: duration(until(model, each, now) - each.from),
    site: model.site(each.site),
    note: how ? t("{0}. {1}", what, how) : t("{0}.", what),
  };
}

/** What goes on does so until now, and not only until the last event. */
function until(model: RunModel, { process, state, phase, from, to }: BlameLink, now: number): number {
  const lane = model.processes.get(process);
  if (!lane || lane.exit) return to;
  const { track } = lane;
  const goesOn = isWait(state) ? phase === undefined && isWait(track.lastState) : from >= track.lastStart;
  return goesOn ? Math.max(to, now) : to;
}

function doing(model: RunModel, { state, object, other, verb }: BlameLink): string {
  if (!isWait(state)) return stateWords(state);
  const target = object
    ? model.objectName(object)
    : VERBS[verb - 1] === "join"
      ? model.processName(other)
      : t("any of several");
  return t("waits for {0}", target);
}

/** How the wait ended, and who is to be looked at next. */
function ending(model: RunModel, chain: readonly BlameLink[], at: number, each: BlameLink): string {
  if (!isWait(each.state)) return at === 0 ? "" : t("That is where it began.");
  const by = each.by ? model.processName(each.by) : "";
  const circle = at === chain.length - 1 && chain.some(({ process }) => process === each.by);
  if (circle) return t("Never ended: {0} stands in this chain already.", by);
  switch (each.phase) {
    case "grant":
      return by ? t("Ended by {0}, which until then:", by) : t("Ended; the trace does not tell by whom.");
    case undefined:
      return by ? t("Never ended. {0} could have ended it, and at last:", by) : t("Never ended.");
    case "error":
      return t("Failed.");
    default:
      return by ? t("Given up. {0} could have ended it, and meanwhile:", by) : t("Given up.");
  }
}
