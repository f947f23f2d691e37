/** Columns that several tables have. */
import type { TallyReport } from "../src/analysis/statistics/tally.ts";
import type { ObjectLane } from "../src/trace/lanes.ts";
import { duration } from "./format.ts";
import { t } from "./l10n.ts";
import { type Links, siteLink } from "./pieces.ts";
import type { TableColumn } from "./table.ts";

/** A link to a line in a cell. */
export function siteColumn<T>(name: string, site: (item: T) => string, links: Links): TableColumn<T> {
  return {
    name,
    align: "left",
    width: "110px",
    sort: site,
    node: (item) => ({ element: siteLink(site(item), links), update: () => {} }),
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
  names: readonly [mean: string, longest: string],
  tally: (item: T) => TallyReport | undefined,
): TableColumn<T>[] =>
  (["mean", "longest"] as const).map((key, index) =>
    figureColumn(names[index]!, 100, (item) => figureOf(tally(item), key), ms),
  );

/** A part of a tally; NaN when nothing was counted. */
export const figureOf = (
  tally: TallyReport | undefined,
  key: "mean" | "longest" | "total",
): number | undefined => tally && (tally.count === 0 ? Number.NaN : tally[key]);

export const ms = (value: number): string => duration(value * 1000);

/** What a table of objects says while it has none. */
export const emptyText = (events: number, none: string): string =>
  events === 0 ? t("Nothing has run yet.") : none;
