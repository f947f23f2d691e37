/** All hints as a table. */
import type { Hint, HintSite } from "../src/protocol/hints.ts";
import type { FoundHint } from "../src/trace/found-hint.ts";
import { siteColumn } from "./columns.ts";
import { el } from "./dom.ts";
import { count, moment } from "./format.ts";
import { certaintyChip, SEVERITY_ICON } from "./hint-card.ts";
import { hintName } from "./hint-words.ts";
import { icon } from "./icons.ts";
import { t } from "./l10n.ts";
import { type Links, siteText } from "./pieces.ts";
import type { Store } from "./store.ts";
import { Table } from "./table.ts";

export interface HintRow extends FoundHint {
  index: number;
}

export function hintTable(store: Store, links: Links): Table<HintRow> {
  const where = ({ hint }: HintRow) => {
    const site = mainSite(hint);
    return site ? siteText(site) : "";
  };
  return new Table<HintRow>({
    label: t("Hints"),
    empty: () =>
      store.model.events === 0
        ? t("Nothing has run yet.")
        : t("No hints. {0} events looked at.", count(store.model.events)),
    key: (row) => String(row.index),
    choose: (row) => links.select({ kind: "hint", hint: row.index }),
    open: (row) => links.open(where(row)),
    columns: [
      {
        name: t("Hint"),
        align: "left",
        width: "200px",
        sort: ({ hint }) => hint.kind,
        node: ({ hint }) => ({
          element: el("span", { class: "hint-name" }, [
            el("span", { class: `glyph ${hint.severity}` }, [icon(SEVERITY_ICON[hint.severity])]),
            el("span", { text: hintName(hint.kind) }),
          ]),
          update: () => {},
        }),
      },
      {
        name: t("Certainty"),
        align: "left",
        width: "84px",
        sort: ({ hint }) => hint.certainty,
        node: ({ hint }) => ({ element: certaintyChip(hint.certainty), update: () => {} }),
      },
      { name: t("Since"), width: "80px", text: (row) => moment(row.closed), sort: (row) => row.closed },
      { name: t("What"), align: "left", text: ({ hint }) => hint.message },
      siteColumn(t("Where"), where, links),
    ],
  });
}

/** Where somebody waits whom the hint is about, not behind those; else whatever place it names first. */
function mainSite({ processes, sites }: Hint): HintSite | undefined {
  const core = new Set(processes.filter(({ role }) => role === "core").map(({ name }) => name));
  return sites.find(({ role, process }) => role === "waits" && core.has(process ?? "")) ?? sites[0];
}
