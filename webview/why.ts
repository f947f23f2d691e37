/** Why was this waiting: the chain from a wait back to its cause, each link of which can be selected. */
import type { BlameLink } from "../src/analysis/path/blame.ts";
import { VERBS } from "../src/protocol/events.ts";
import type { RunModel } from "../src/trace/model.ts";
import { isWait, STATE } from "../src/trace/states.ts";
import { el } from "./dom.ts";
import type { Enquiry } from "./enquiry.ts";
import { duration } from "./format.ts";
import { t } from "./l10n.ts";
import { type Links, link, siteLink } from "./pieces.ts";
import type { Scene } from "./scene.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { stateWords } from "./words.ts";

/** The section for the selected interval; undefined when that is no wait. */
export function whySection(
  scene: Scene,
  run: number,
  enquiry: Enquiry<"why">,
  theme: Theme,
  links: Links,
): HTMLElement | undefined {
  const { model, selection } = scene;
  if (selection?.kind !== "interval") return undefined;
  const track = model.processes.get(selection.process)?.track;
  if (!track || !isWait(track.state[selection.index] ?? STATE.none)) return undefined;
  const time = track.start[selection.index]!;
  // What is over changes no more.
  const events = track.isOpen(selection.index) ? model.events : 0;
  const chain = enquiry.want({ about: "why", process: selection.process, time }, run, events);
  const section = el("section", { class: "why" }, [
    el("h3", {}, [el("span", { text: t("Why was this waiting?") })]),
  ]);
  if (!chain) section.append(el("p", { class: "subtitle", text: t("Looking back through the run …") }));
  else if (chain.length === 0)
    section.append(el("p", { class: "subtitle", text: t("The trace does not tell.") }));
  else
    section.append(
      el(
        "ol",
        { class: "chain" },
        chain.map((each, at) => item(model, chain, at, each, theme, links)),
      ),
    );
  return section;
}

function item(
  model: RunModel,
  chain: readonly BlameLink[],
  at: number,
  each: BlameLink,
  theme: Theme,
  links: Links,
): HTMLElement {
  const swatch = new Swatch(theme);
  swatch.show(each.state);
  const process = link(model.processName(each.process), () => {
    const index = model.processes.get(each.process)?.track.at(each.from) ?? -1;
    links.select(
      index < 0
        ? { kind: "process", process: each.process }
        : { kind: "interval", process: each.process, index },
    );
  });
  return el("li", {}, [
    el("p", { class: "behind" }, [
      el("span", { class: "swatch-place" }, [swatch.canvas]),
      process,
      el("span", { class: "grow", text: doing(model, each) }),
      siteLink(model.site(each.site), links),
    ]),
    el("p", { class: "subtitle", text: ending(model, chain, at, each) }),
  ]);
}

function doing(model: RunModel, { state, object, other, verb, from, to }: BlameLink): string {
  // Where the line is broken, a figure keeps its unit.
  const time = duration(to - from).replace(" ", "\u00a0");
  if (!isWait(state)) return t("{0}, {1}", stateWords(state), time);
  const target = object
    ? model.objectName(object)
    : VERBS[verb - 1] === "join"
      ? model.processName(other)
      : t("any of several");
  return t("{0}, {1}", t("waits for {0}", target), time);
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
