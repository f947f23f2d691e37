/** A part of the run in figures: where the time of all processes went, what they waited for, and what hints say of it. */
import type { CauseWaits, LongWait } from "../src/analysis/statistics/cause-waits.ts";
import type { ProcessLane } from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { isWait, STATE, STATES, type StateName } from "../src/trace/states.ts";
import { el } from "./dom.ts";
import { type Figures, statesWithin } from "./figures.ts";
import { count, duration, many, moment, percent, rangeText } from "./format.ts";
import { SEVERITY_ICON } from "./hint-card.ts";
import { hintName } from "./hint-words.ts";
import { icon } from "./icons.ts";
import { t } from "./l10n.ts";
import { type Links, link, siteLink } from "./pieces.ts";
import { type Span, WHOLE_RUN } from "./questions.ts";
import type { Store } from "./store.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { button } from "./ui.ts";
import { waitChart } from "./wait-chart.ts";
import { stateWords } from "./words.ts";

const BAR = 284;
const MOST_HINTS = 4;

export interface RangeCardParts {
  store: Store;
  range: Span;
  now: number;
  /** Of this range, once they are known. */
  figures: Figures;
  theme: Theme;
  links: Links;
}

export function rangeCard(parts: RangeCardParts): Node[] {
  const { store, range, now, figures, theme, links } = parts;
  const { model } = store;
  const here = timesOf(model, range, now);
  const whole = timesOf(model, WHOLE_RUN, now);
  return [
    el("header", { class: "card-head" }, [
      el("h2", {}, [el("span", { text: rangeText(range.from, range.to) })]),
      el("p", {
        class: "subtitle",
        text: t(
          "{0}, {1} of {2}",
          duration(range.to - range.from),
          many(here.intervals, t("{0} interval"), t("{0} intervals")),
          count(whole.intervals),
        ),
      }),
    ]),
    timesSection(here, whole, theme),
    ...waitSections(figures.waits, range, model, links),
    ...hintsWithin(model, range, links),
    el("section", { class: "actions" }, [
      button({
        label: t("Zoom to range"),
        look: "secondary",
        press: () => store.jump(range.from, range.to),
      }).element,
      button({
        label: t("Clear"),
        title: t("Back to the whole run"),
        look: "secondary",
        press: () => store.choose(undefined),
      }).element,
    ]),
  ];
}

interface Times {
  /** Microseconds by state, of all processes, and their sum. */
  states: number[];
  all: number;
  alive: number;
  /** Stretches in one state each that lie in it, or reach into it. */
  intervals: number;
}

function timesOf(model: RunModel, span: Span, now: number): Times {
  const states = Array<number>(STATES.length).fill(0);
  let alive = 0;
  let intervals = 0;
  for (const lane of model.processes.values()) {
    const times = statesWithin(lane, span, now);
    if (times.some((time) => time > 0)) alive++;
    times.forEach((time, state) => {
      states[state]! += time;
    });
    intervals += intervalsWithin(lane, span, now);
  }
  states[STATE.exited] = 0;
  return { states, all: states.reduce((sum, time) => sum + time, 0), alive, intervals };
}

function intervalsWithin({ track, exit }: ProcessLane, { from, to }: Span, now: number): number {
  if (track.length === 0) return 0;
  const end = Math.min(to, now);
  // That it has exited is no stretch of its life.
  const last = exit && end >= exit.time ? track.at(exit.time) - 1 : track.at(end);
  const first = Math.max(0, track.at(from));
  if (end <= track.start[0]! || (exit && from >= exit.time)) return 0;
  // One that begins where the range ends is not in it.
  const over = last > first && track.start[last]! >= end ? 1 : 0;
  return Math.max(0, last - first + 1 - over);
}

/** `−34 pt`: by how many points of a hundred a share differs. */
function pointsText(by: number): string {
  const points = Math.round(by * 100);
  if (points === 0) return t("same");
  return t("{0} pt", `${points < 0 ? "−" : "+"}${Math.abs(points)}`);
}

function timesSection(here: Times, whole: Times, theme: Theme): HTMLElement {
  const share = ({ states, all }: Times, state: number) => states[state]! / Math.max(1, all);
  const shown = here.states
    .map((time, state) => ({ state, time, share: share(here, state), usual: share(whole, state) }))
    // What there is none of here, and is elsewhere, is worth a row as well.
    .filter(({ time, usual }) => time > 0 || (here.all > 0 && Math.round(usual * 100) > 0));
  const bar = new Swatch(theme, BAR);
  // What is idle leaves the rest of the bar free.
  const drawn = shown.filter(({ time, state }) => time > 0 && state !== STATE.none);
  bar.showParts(drawn.map(({ state, share }) => [state, share] as const));
  const body = el("tbody");
  for (const { state, time, share, usual } of shown.sort((a, b) => b.time - a.time || b.usual - a.usual)) {
    const swatch = new Swatch(theme);
    swatch.show(state);
    const by = pointsText(share - usual);
    const compared = el("td", { class: `figure${by === t("same") ? " quiet" : ""}`, text: by });
    compared.title = t("{0} of the whole run", percent(usual));
    body.append(
      el("tr", {}, [
        el("td", { class: "most-room" }, [
          el("span", { class: "member", attributes: { title: stateWords(state) } }, [
            el("span", { class: "swatch-place" }, [swatch.canvas]),
            el("span", { class: "name", text: state === STATE.arbiter ? t("arbiter") : stateWords(state) }),
          ]),
        ]),
        el("td", { class: "figure", text: time > 0 ? percent(share) : "–" }),
        el("td", { class: "figure", text: time > 0 ? duration(time) : "–" }),
        compared,
      ]),
    );
  }
  const head = [t("State"), t("Share"), t("Time"), t("vs run")].map((text, index) =>
    el("th", { text, class: index === 0 ? "" : "figure", attributes: { scope: "col" } }),
  );
  head.at(-1)!.title = t("Share of the range less that of the whole run, in percentage points");
  return el("section", {}, [
    el("h3", {}, [
      el("span", { text: t("Where the time went") }),
      el("span", {
        text: t("{0}, {1}", many(here.alive, t("{0} process"), t("{0} processes")), duration(here.all)),
      }),
    ]),
    bar.canvas,
    el("table", { class: "mini times" }, [el("thead", {}, [el("tr", {}, head)]), body]),
  ]);
}

const CAUSE_WORDS: Partial<Record<StateName, string>> = {
  lock: t("Waits for locks"),
  queue: t("Waits for queues"),
  process: t("Waits for processes"),
  signal: t("Waits for signals"),
};

/** What cost most: locks and queues before what is waited for because of them, such as the end of a process. */
function mainCause(waits: readonly CauseWaits[]): CauseWaits | undefined {
  return waits.find(({ state }) => state === "lock" || state === "queue") ?? waits[0];
}

function waitSections(
  waits: readonly CauseWaits[] | undefined,
  range: Span,
  model: RunModel,
  links: Links,
): HTMLElement[] {
  if (!waits)
    return [el("section", {}, [el("p", { class: "subtitle", text: t("Looking through the run …") })])];
  const cause = mainCause(waits);
  if (!cause) return [];
  const sections = [longestSection(cause, range, model, links)];
  // The list tells of all that there are.
  if (cause.count > cause.longest.length)
    sections.unshift(
      el("section", {}, [
        el("h3", {}, [
          el("span", { text: CAUSE_WORDS[cause.state] ?? "" }),
          el("span", { text: t("{0}, log scale", count(cause.count)) }),
        ]),
        waitChart(cause),
      ]),
    );
  return sections;
}

function longestSection(
  { state, count: all, longest }: CauseWaits,
  range: Span,
  model: RunModel,
  links: Links,
): HTMLElement {
  const body = el("tbody");
  const [first] = longest;
  const object = first!.object;
  const same = longest.every((wait) => wait.object === object && wait.for === first!.for);
  for (const wait of longest) {
    const whole = wait.to - wait.from;
    const length = el("td", { class: "figure length", text: duration(wait.length) });
    if (whole > wait.length) length.title = t("{0} in all", duration(whole));
    const from = moment(wait.from);
    const when = wait.from < range.from ? t("since {0}", from) : t("at {0}", from);
    const site = siteLink(wait.site, links);
    body.append(
      el("tr", {}, [
        el("td", { class: "most-room" }, [
          link(
            model.processName(wait.process),
            () => {
              const index = intervalOf(model, wait);
              if (index < 0) links.select({ kind: "process", process: wait.process });
              else links.show({ kind: "interval", process: wait.process, index }, wait);
            },
            model.processName(wait.process),
          ),
        ]),
        length,
        // Below one another: the name has the room.
        el("td", { class: "when" }, [when, ...(same || !wait.for ? [] : [el("br"), wait.for])]),
        el("td", { class: "figure" }, [site]),
      ]),
    );
  }
  const heading = all > longest.length ? t("Longest waits") : (CAUSE_WORDS[state] ?? t("Longest waits"));
  const [before, after] = (longest.length > 1 ? t("all for {0}") : t("for {0}")).split("{0}");
  const target = link(first!.for, () => links.select({ kind: "object", object }));
  return el("section", {}, [
    el("h3", {}, [
      el("span", { text: heading }),
      same && object ? el("span", {}, [before ?? "", target, after ?? ""]) : "",
    ]),
    el("table", { class: "mini longest" }, [body]),
  ]);
}

/** The interval in which a process's lane shows a wait; −1 where another of its waits hides it. */
function intervalOf(model: RunModel, { process, object, from, to }: LongWait): number {
  const track = model.processes.get(process)?.track;
  if (!track) return -1;
  for (let i = Math.max(0, track.at(from)); i < track.length && track.start[i]! < to; i++)
    if (isWait(track.state[i]!) && track.object[i] === object) return i;
  return -1;
}

function hintsWithin(model: RunModel, { from, to }: Span, links: Links): HTMLElement[] {
  const found = model.hints
    .map(({ hint, closed }, index) => ({ hint, closed, index }))
    .filter(({ hint, closed }) => closed <= to && hint.time * 1000 >= from);
  if (found.length === 0) return [];
  const section = el("section", { class: "hints-within" });
  for (const { hint, index } of found.slice(0, MOST_HINTS))
    section.append(
      el("div", { class: "hint-within" }, [
        el("span", { class: `glyph ${hint.severity}` }, [icon(SEVERITY_ICON[hint.severity])]),
        el("p", {}, [
          el("strong", { text: hintName(hint.kind) }),
          ` ${hint.message} `,
          link(t("Open hint"), () => links.select({ kind: "hint", hint: index })),
        ]),
      ]),
    );
  const more = found.length - MOST_HINTS;
  if (more > 0)
    section.append(
      el("p", { class: "subtitle", text: many(more, t("and {0} more hint"), t("and {0} more hints")) }),
    );
  return [section];
}
