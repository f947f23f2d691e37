/** Columns that several tables have. */
import type { TallyReport } from "../src/analysis/statistics/tally.ts";
import type { ObjectLane } from "../src/trace/lanes.ts";
import { el, say } from "./dom.ts";
import { duration } from "./format.ts";
import { t } from "./l10n.ts";
import { type Links, siteLink } from "./pieces.ts";
import { Swatch } from "./swatch.ts";
import type { TableColumn } from "./table.ts";
import type { Theme } from "./theme.ts";

/** Pixels of the longest bar in a column, and of one that would not be seen for its length. */
const BAR = 56;
const SHORTEST_BAR = 4;

/** A link to a line in a cell. */
export function siteColumn<T>(name: string, site: (item: T) => string, links: Links): TableColumn<T> {
  return {
    name,
    align: "left",
    width: "110px",
    sort: site,
    node: () => {
      const element = el("span");
      let shown = "";
      return {
        element,
        update: (item) => {
          const now = site(item);
          if (now === shown) return;
          shown = now;
          element.replaceChildren(siteLink(now, links));
        },
      };
    },
  };
}

/** Left out while no item has anything there. */
export const rare = <T>(
  column: TableColumn<T>,
  value: (item: T) => number | string | undefined,
): TableColumn<T> => ({ ...column, blank: (item) => !value(item) });

export const nameColumn = <T extends ObjectLane>(name: string): TableColumn<T> => ({
  name,
  align: "left",
  width: "130px",
  text: (lane) => lane.name,
  sort: (lane) => lane.name,
});

/** A figure of the statistics; `–` where there is none, `…` while they are being worked out. */
export const figureColumn = <T>(
  name: string,
  width: number,
  value: (item: T) => number | undefined,
  text: (value: number) => string,
): TableColumn<T> => ({
  name,
  width: `${width}px`,
  text: (item) => {
    const figure = value(item);
    return figure === undefined ? "…" : Number.isNaN(figure) ? "–" : text(figure);
  },
  sort: (item) => value(item) || 0,
});

/** Lengths of time, in milliseconds as the statistics have them: mean and longest. */
export const tallyColumns = <T>(
  names: readonly [mean: string, p95: string, longest: string],
  tally: (item: T) => TallyReport | undefined,
): TableColumn<T>[] =>
  (["mean", "p95", "longest"] as const).map((key, index) =>
    figureColumn(names[index]!, 74, (item) => figureOf(tally(item), key), ms),
  );

/** A part of a tally; NaN when nothing was counted. */
export const figureOf = (
  tally: TallyReport | undefined,
  key: "mean" | "p95" | "longest" | "total",
): number | undefined => tally && (tally.count === 0 ? Number.NaN : tally[key]);

/** Time waited by all, in milliseconds, as a bar beside its figure: as long as its share of the most in any row. */
export function waitTotal<T>(
  theme: Theme,
  name: string,
  state: number,
  total: (item: T) => number | undefined,
): TableColumn<T> {
  let most = 0;
  return {
    name,
    width: "132px",
    sort: (item) => total(item) || 0,
    blank: (item) => total(item) === 0,
    begin: (items) => {
      most = Math.max(0, ...items.map((item) => total(item) || 0));
    },
    node: () => {
      const bar = new Swatch(theme, BAR);
      const text = el("span");
      return {
        element: el("span", { class: "cell-bar" }, [bar.canvas, text]),
        update: (item) => {
          const length = total(item);
          const share = length ? Math.max(length / most, SHORTEST_BAR / BAR) : 0;
          bar.showParts([[state, share]]);
          bar.canvas.hidden = !length;
          say(text, length === undefined ? "…" : length ? ms(length) : t("none"));
        },
      };
    },
  };
}

export const ms = (value: number): string => duration(value * 1000);

/** What a table of objects says while it has none. */
export const emptyText = (events: number, none: string): string =>
  events === 0 ? t("Nothing has run yet.") : none;
