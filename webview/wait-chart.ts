/** How long waits were, as a histogram on a logarithmic scale: half of them, 95 of 100 and the longest are marked. */
import type { CauseWaits } from "../src/analysis/statistics/cause-waits.ts";
import { PER_DECADE } from "../src/analysis/statistics/spread.ts";
import { count, duration } from "./format.ts";
import { t } from "./l10n.ts";

const SVG = "http://www.w3.org/2000/svg";
/** As the card has it at its first width; it grows with it. */
const WIDTH = 284;
const BARS = 62;
/** One line of text for each mark: they never lie on one another. */
const LINE = 13;
const MARKS = 3 * LINE;
const AXIS = 16;
/** About so wide is a letter of the marks. */
const LETTER = 6.4;
/** Buckets in a bar: the first of these that leaves enough bars. */
const STEPS = [50, 20, 10, 5, 2, 1];
const FEWEST_BARS = 12;
/** A scale is at least so long, in buckets. */
const SHORTEST_SCALE = PER_DECADE / 2;
/** Ends of the axis keep this free of labels. */
const LABEL_ROOM = 34;

function node(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text) element.textContent = text;
  return element;
}

/** Bars of equal width on the scale. `from`: bucket that the first begins with. */
export function barsOf({ first, counts }: CauseWaits["spread"]): {
  from: number;
  step: number;
  bars: number[];
} {
  const length = Math.max(counts.length, SHORTEST_SCALE);
  const step = STEPS.find((each) => length / each >= FEWEST_BARS) ?? 1;
  const middle = first + counts.length / 2;
  const from = Math.max(0, Math.floor(Math.min(first, middle - length / 2) / step) * step);
  const end = Math.max(first + counts.length, middle + length / 2);
  const bars = Array<number>(Math.ceil((end - from) / step)).fill(0);
  counts.forEach((number, index) => {
    bars[Math.floor((first + index - from) / step)]! += number;
  });
  return { from, step, bars };
}

/** `10 µs`, `100 ms`, `2 s`: round numbers only. */
function tickText(us: number): string {
  if (us < 1000) return `${us} µs`;
  return us < 1e6 ? `${us / 1000} ms` : `${count(us / 1e6)} s`;
}

/** Round lengths of time between two, in microseconds: powers of ten, or also 2 and 5 times these where they are near. */
function ticksBetween(from: number, to: number): number[] {
  const near = Math.log10(to / from) < 2;
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(from)); 10 ** decade <= to; decade++)
    for (const times of near ? [1, 2, 5] : [1]) ticks.push(Math.round(times * 10 ** decade));
  return [...new Set(ticks)].filter((tick) => tick >= from && tick <= to);
}

export function waitChart({ state, count: all, p50, p95, spread, longest }: CauseWaits): SVGSVGElement {
  const { from, step, bars } = barsOf(spread);
  const scale = WIDTH / (bars.length * step);
  const x = (us: number) =>
    Math.min(WIDTH - 1, Math.max(0, (Math.log10(Math.max(us, 1)) * PER_DECADE - from) * scale));
  const floor = MARKS + BARS;
  const most = longest[0]!.length;
  const words = t(
    "{0} waits: half of them up to {1}, 95 of 100 up to {2}, the longest {3}",
    ...[count(all), duration(p50), duration(p95), duration(most)],
  );
  const chart = node("svg", {
    class: `wait-chart ${state}`,
    viewBox: `0 0 ${WIDTH} ${floor + AXIS}`,
    role: "img",
    "aria-label": words,
  }) as SVGSVGElement;
  const highest = Math.max(...bars);
  bars.forEach((number, index) => {
    if (number === 0) return;
    // What there is at all is seen.
    const height = Math.max(1.5, (number / highest) * BARS);
    chart.append(
      node("rect", {
        x: (index * step * scale).toFixed(2),
        y: (floor - height).toFixed(2),
        width: Math.max(1, step * scale - 1).toFixed(2),
        height: height.toFixed(2),
      }),
    );
  });
  chart.append(node("path", { class: "floor", d: `M0,${floor + 0.5}H${WIDTH}` }));
  let free = 0;
  for (const tick of ticksBetween(
    10 ** (from / PER_DECADE),
    10 ** ((from + bars.length * step) / PER_DECADE),
  )) {
    const at = x(tick);
    const label = tickText(tick);
    const half = (label.length * LETTER) / 2;
    chart.append(node("path", { class: "floor", d: `M${at.toFixed(1)},${floor}v3` }));
    if (at - half < free || at + half > WIDTH) continue;
    free = at + half + LABEL_ROOM / 4;
    chart.append(node("text", { x: at.toFixed(1), y: floor + 13, "text-anchor": "middle" }, label));
  }
  const marks: [name: string, us: number][] = [
    [t("p50 {0}", duration(p50)), p50],
    [t("p95 {0}", duration(p95)), p95],
    [t("longest {0}", duration(most)), most],
  ];
  const lines = marks.flatMap(([, us], row) => {
    const d = `M${x(us).toFixed(1)},${row * LINE + 2}V${floor}`;
    return [node("path", { class: "halo", d }), node("path", { class: "mark", d })];
  });
  const labels = marks.flatMap(([label, us], row) => {
    const at = x(us);
    const width = label.length * LETTER;
    const left = at + 4 + width > WIDTH;
    // The lines of other marks go on behind it.
    const ground = { x: (left ? at - 5 - width : at + 2).toFixed(1), y: row * LINE + 1, width: width + 3 };
    const place = { class: "mark", x: (at + (left ? -4 : 4)).toFixed(1), y: row * LINE + 11 };
    return [
      node("rect", { class: "ground", ...ground, height: LINE - 1 }),
      node("text", { ...place, "text-anchor": left ? "end" : "start" }, label),
    ];
  });
  chart.append(...lines, ...labels);
  return chart;
}
