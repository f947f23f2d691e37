/** The lines of the program that take a lock, and what it costs there. */
import { el } from "./dom.ts";
import type { Figures } from "./figures.ts";
import { count, duration } from "./format.ts";
import { t } from "./l10n.ts";
import { type Links, siteLink } from "./pieces.ts";

const MOST = 20;

/** Undefined for what is no lock, was never asked for, or has no statistics yet. */
export function lockLines(object: number, figures: Figures, links: Links): HTMLElement | undefined {
  const lines = figures.locks.get(object)?.lines;
  if (!lines || lines.length === 0) return undefined;
  const head = el(
    "tr",
    {},
    [t("Line"), t("Acquired"), t("Waited"), t("Held")].map((text, index) =>
      el("th", { text, class: index === 0 ? "" : "figure", attributes: { scope: "col" } }),
    ),
  );
  const body = el("tbody");
  for (const { site, acquired, wait, hold } of lines.slice(0, MOST))
    body.append(
      el("tr", {}, [
        el("td", {}, [site ? siteLink(site, links) : t("unknown")]),
        el("td", { class: "figure", text: count(acquired) }),
        el("td", { class: "figure", text: duration(wait.total * 1000) }),
        el("td", { class: "figure", text: duration(hold.total * 1000) }),
      ]),
    );
  return el("section", {}, [
    el("h3", {}, [el("span", { text: t("By line") })]),
    el("table", { class: "mini" }, [el("thead", {}, [head]), body]),
  ]);
}
