/** The critical path in figures: how long, and what it consists of. */
import { STATES } from "../src/trace/states.ts";
import { el } from "./dom.ts";
import { duration, percent, rangeText } from "./format.ts";
import { t } from "./l10n.ts";
import type { PathAnswer, Span } from "./questions.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { stateWords } from "./words.ts";

/** What is less than this share of the path is summed up, but for the first few. */
const LEAST_SHARE = 0.005;
const FEW = 3;
const MOST = 20;

/** `span`: the part of the run that was asked about; undefined for all of it. */
export function pathCard(path: PathAnswer | undefined, span: Span | undefined, theme: Theme): Node[] {
  const head = el("header", { class: "card-head" }, [
    el("h2", {}, [el("span", { text: t("Critical path") })]),
    el("p", {
      class: "subtitle",
      text: span ? t("Of {0}", rangeText(span.from, span.to)) : t("What the run took as long as."),
    }),
  ]);
  if (!path) return [head, el("section", {}, [el("p", { text: t("Looking back through the run …") })])];
  const body = el("tbody");
  const told = path.shares.slice(0, MOST).filter(({ share }, index) => index < FEW || share >= LEAST_SHARE);
  for (const share of told) {
    const state = STATES.indexOf(share.state);
    const swatch = new Swatch(theme);
    swatch.show(state);
    const what = share.for ? t("{0}: {1}", stateWords(state), share.for) : stateWords(state);
    body.append(
      el("tr", {}, [
        el("td", {}, [el("span", { class: "swatch-place" }, [swatch.canvas])]),
        // In one cell: what is long has all the room that is left, in a second line if need be.
        el("td", {}, [
          el("span", { class: "name", text: share.process || t("nobody") }),
          " ",
          el("span", { class: "what", text: what }),
        ]),
        el("td", { class: "figure", text: duration(share.total * 1000) }),
        el("td", { class: "figure", text: percent(share.share) }),
      ]),
    );
  }
  const rest = path.shares.slice(told.length);
  const more = rest.length;
  const together = duration(rest.reduce((sum, { total }) => sum + total * 1000, 0));
  return [
    head,
    el("section", {}, [
      el("h3", {}, [
        el("span", { text: t("By cause") }),
        el("span", {}, [el("strong", { text: duration(path.length) })]),
      ]),
      el("table", { class: "mini shares" }, [body]),
      ...(more > 0
        ? [el("p", { class: "subtitle", text: t("and {0} more, together {1}", more, together) })]
        : []),
    ]),
  ];
}
