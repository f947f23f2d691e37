/** A part of the run in figures: where the time of all processes went. */
import type { RunModel } from "../src/trace/model.ts";
import { STATE } from "../src/trace/states.ts";
import { el } from "./dom.ts";
import { statesWithin } from "./figures.ts";
import { duration, many, percent, rangeText } from "./format.ts";
import { t } from "./l10n.ts";
import type { Span } from "./questions.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { stateWords } from "./words.ts";

const BAR = 284;

export function rangeCard(model: RunModel, range: Span, now: number, theme: Theme): Node[] {
  const sums: number[] = [];
  let alive = 0;
  for (const lane of model.processes.values()) {
    const times = statesWithin(lane, range, now);
    if (times.some((time) => time > 0)) alive++;
    times.forEach((time, state) => {
      sums[state] = (sums[state] ?? 0) + time;
    });
  }
  const parts = sums
    .map((time, state) => ({ state, time }))
    .filter(({ state, time }) => time > 0 && state !== STATE.exited);
  const all = Math.max(
    1,
    parts.reduce((sum, { time }) => sum + time, 0),
  );
  const bar = new Swatch(theme, BAR);
  bar.showParts(parts.map(({ state, time }) => [state, time / all] as const));
  const body = el("tbody");
  for (const { state, time } of parts.sort((a, b) => b.time - a.time)) {
    const swatch = new Swatch(theme);
    swatch.show(state);
    body.append(
      el("tr", {}, [
        el("td", {}, [
          el("span", { class: "member" }, [
            el("span", { class: "swatch-place" }, [swatch.canvas]),
            el("span", { class: "name", text: stateWords(state) }),
          ]),
        ]),
        el("td", { class: "figure", text: duration(time) }),
        el("td", { class: "figure", text: percent(time / all) }),
      ]),
    );
  }
  return [
    el("header", { class: "card-head" }, [
      el("h2", {}, [el("span", { text: rangeText(range.from, range.to) })]),
      el("p", { class: "subtitle", text: duration(range.to - range.from) }),
    ]),
    el("section", {}, [
      el("h3", {}, [
        el("span", { text: t("Where the time went") }),
        el("span", { text: t("{0}, {1}", many(alive, t("{0} process"), t("{0} processes")), duration(all)) }),
      ]),
      bar.canvas,
      el("table", { class: "mini times" }, [body]),
    ]),
  ];
}
