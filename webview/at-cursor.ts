/** The state at the cursor: what happens at this very moment, and what everybody does. */
import { HELD, type ProcessLane } from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { STATE } from "../src/trace/states.ts";
import type { Steps } from "../src/trace/steps.ts";
import { el } from "./dom.ts";
import { count, moment } from "./format.ts";
import { t } from "./l10n.ts";
import { shownText } from "./output-text.ts";
import { type Links, link } from "./pieces.ts";
import type { Selection } from "./store.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { objectReadout, processReadout, processState, targetOf, verbOf } from "./words.ts";

/** One thing that happens: to whom, and what it is from then on. */
export interface Happening {
  who: string;
  what: string;
  selection: Selection;
}

/** Everybody is listed up to so many; a longer list is the table's. */
const MOST = 40;

/** What happens at a moment, in one line; of many things the first. */
export function happeningText(model: RunModel, time: number, most: number, between: string): string {
  const all = happenings(model, time);
  const some = all.slice(0, most).map(({ who, what }) => t("{0}: {1}", who, what));
  if (all.length > most) some.push(t("and {0} more", all.length - most));
  return [moment(time), ...some].join(between);
}

/** What begins or ends at exactly this moment, in the order of the lanes. */
export function happenings(model: RunModel, time: number): Happening[] {
  const found: Happening[] = [];
  for (const lane of model.processes.values()) {
    const selection: Selection = { kind: "process", process: lane.id };
    const index = lane.track.at(time);
    if (index >= 0 && lane.track.start[index] === time)
      found.push({ who: lane.name, what: beginning(model, lane, index), selection });
    for (const row of lane.boxes.rows) {
      const last = row.at(time);
      for (let i = last; i >= 0 && i >= last - 1; i--) {
        if (row.start[i] === time)
          found.push({ who: lane.name, what: t("begins {0}", row.name(i)), selection });
        else if (row.end[i] === time)
          found.push({
            who: lane.name,
            what: row.failed[i] ? t("{0} fails", row.name(i)) : t("ends {0}", row.name(i)),
            selection,
          });
      }
    }
  }
  for (const lane of model.objects.values()) {
    const changes =
      lane.kind === "lock"
        ? startsAt(lane.holders, time)
        : lane.kind === "event"
          ? startsAt(lane.track, time)
          : lane.kind === "queue"
            ? stepsAt(lane.depth, time)
            : stepsAt(lane.running, time) || stepsAt(lane.queued, time);
    if (!changes) continue;
    const { text } = objectReadout(model, lane, time);
    const held = lane.kind === "lock" && lane.holders.state[lane.holders.at(time)] !== HELD.free;
    const selection: Selection = { kind: "object", object: lane.id };
    found.push({ who: lane.name, what: held ? t("held by {0}", text) : text, selection });
  }
  for (const mark of model.marks)
    if (mark.time === time)
      found.push({
        who: model.processName(mark.process),
        what: t("notes {0}", mark.name),
        selection: { kind: "process", process: mark.process },
      });
  const { output } = model;
  const last = output.at(time);
  let first = last;
  while (first >= 0 && last - first < MOST && output.time[first] === time) first--;
  for (let index = first + 1; index <= last; index++) {
    const { process, text, dropped } = output.line(index);
    if (dropped === 0)
      found.push({
        who: model.processName(process),
        what: t("prints {0}", shownText(text)),
        selection: { kind: "process", process },
      });
  }
  return found;
}

/** What a process does from the beginning of an interval on. */
function beginning(model: RunModel, lane: ProcessLane, index: number): string {
  const { track } = lane;
  if (track.state[index] !== STATE.arbiter) return processState(model, lane, track.start[index]!);
  return t("asks: {0}", `${verbOf(track, index)} ${targetOf(model, track, index)}`.trim());
}

const startsAt = (track: { start: Float64Array; at(time: number): number }, time: number): boolean =>
  track.start[track.at(time)] === time;
const stepsAt = (steps: Steps, time: number): boolean => steps.time[steps.at(time)] === time;

/** The moment as a card: what happens at it, then what each process does. */
export function momentCard(model: RunModel, time: number, theme: Theme, links: Links): Node[] {
  const nodes: Node[] = [
    el("header", { class: "card-head" }, [el("h2", {}, [el("span", { text: t("At {0}", moment(time)) })])]),
  ];
  const now = happenings(model, time);
  if (now.length > 0) {
    const section = el("section", {}, [el("h3", {}, [el("span", { text: t("Happens here") })])]);
    for (const { who, what, selection } of now)
      section.append(
        el("p", { class: "behind" }, [
          link(who, () => links.select(selection)),
          el("span", { class: "grow", text: what }),
        ]),
      );
    nodes.push(section);
  }
  const lanes = [...model.processes.values()];
  const section = el("section", {}, [
    el("h3", {}, [el("span", { text: t("Processes") }), el("span", { text: count(lanes.length) })]),
  ]);
  for (const lane of lanes.slice(0, MOST)) {
    const swatch = new Swatch(theme);
    swatch.show(processReadout(model, lane, time).state);
    section.append(
      el("p", { class: "behind" }, [
        el("span", { class: "swatch-place" }, [swatch.canvas]),
        link(lane.name, () => links.select({ kind: "process", process: lane.id })),
        el("span", { class: "grow", text: processState(model, lane, time) }),
      ]),
    );
  }
  if (lanes.length > MOST)
    section.append(el("p", { class: "subtitle", text: t("The table has all of them.") }));
  nodes.push(section);
  return nodes;
}
