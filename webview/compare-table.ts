/** What is different between two runs: their figures side by side, and hints that only one of them has. */
import {
  apart,
  type Compared,
  compareAll,
  type Difference,
  hintsOnlyIn,
  isNotable,
} from "../src/analysis/compare.ts";
import type { StatisticsReport } from "../src/analysis/statistics/statistics.ts";
import { retell, wordingOf } from "../src/analysis/tell.ts";
import type { Hint } from "../src/protocol/hints.ts";
import { changeWords, figureWords, thingWords, valueWords } from "./compare-words.ts";
import type { Details } from "./details.ts";
import { el, say } from "./dom.ts";
import { many } from "./format.ts";
import { CERTAINTY_WORDS, hintName } from "./hint-words.ts";
import { t } from "./l10n.ts";
import { shortNames } from "./run-names.ts";
import type { Selection } from "./store.ts";
import { Table } from "./table.ts";
import { button } from "./ui.ts";

interface CompareRow {
  key: string;
  thing: string;
  figure: string;
  before: string;
  after: string;
  change: string;
  /** By how much it differs, to sort by; what is in one run only comes before all else. */
  size: number;
  find(details: Details): Selection | undefined;
}

/** What both runs are called. */
export interface ComparedNames {
  first: string;
  store: { run: { title: string } };
}

export class CompareTable {
  readonly element: HTMLElement;
  readonly #runs: readonly [first: Details, second: Details];
  readonly #table: Table<CompareRow>;
  readonly #count = el("span", { class: "grow", attributes: { "aria-live": "polite" } });
  readonly #all = button({
    label: t("All figures"),
    title: t("Also those that are the same, or differ by less than a tenth"),
    press: () => {
      this.#everything = !this.#everything;
      this.#of = [];
      this.#runs[0].store.changed();
    },
  });
  #everything = false;
  /** What the rows were made from. */
  #of: readonly (StatisticsReport | undefined)[] = [];

  constructor(first: Details, second: Details, names: ComparedNames) {
    this.#runs = [first, second];
    const value = (name: string, text: (row: CompareRow) => string) => ({ name, width: "116px", text });
    const [before, after] = shortNames(names.first, names.store.run.title);
    this.#table = new Table<CompareRow>({
      label: t("Compare"),
      empty: () =>
        this.#of.includes(undefined) ? t("Looking through both runs …") : t("Nothing notable is different."),
      key: ({ key }) => key,
      choose: (row) => this.#choose(row),
      columns: [
        {
          name: t("Of"),
          align: "left",
          width: "164px",
          text: ({ thing }) => thing,
          sort: ({ thing }) => thing,
        },
        { name: t("Figure"), align: "left", text: ({ figure }) => figure, sort: ({ figure }) => figure },
        value(before, ({ before }) => before),
        value(after, ({ after }) => after),
        {
          name: t("Change"),
          width: "146px",
          text: ({ change }) => change,
          sort: ({ size }) => size,
        },
      ],
    });
    this.element = el("div", { class: "compare-view" }, [
      el("div", { class: "output-bar" }, [this.#count, this.#all.element]),
      this.#table.element,
    ]);
  }

  draw(): void {
    for (const { figures } of this.#runs) figures.want();
    const [first, second] = this.#runs.map(({ figures }) => figures.report);
    if (this.#of.length > 0 && first === this.#of[0] && second === this.#of[1]) return;
    this.#of = [first, second];
    this.#all.press(this.#everything);
    const rows = first && second ? this.#rows(first, second) : [];
    this.#table.update(rows);
  }

  #rows(first: StatisticsReport, second: StatisticsReport): CompareRow[] {
    const all = compareAll(first, second);
    const [lengths, others] = [all.filter(isLength), all.filter((each) => !isLength(each))];
    const notable = others.filter(isNotable);
    const hints = [...hintRows(first, second, 0), ...hintRows(second, first, 1)];
    const told = notable.length + hints.length + lengths.filter(isNotable).length;
    say(this.#count, many(told, t("{0} notable difference"), t("{0} notable differences")));
    return [
      ...lengths.map(differenceRow),
      ...hints,
      ...(this.#everything ? others : notable).map(differenceRow),
    ];
  }

  /** Selects it in the run that is told of, else in the one that has it. */
  #choose({ find }: CompareRow): void {
    const [first, second] = this.#runs;
    const order = second.bottom.element.isConnected ? [second, first] : [first, second];
    for (const details of order) {
      const selection = find(details);
      if (selection) return details.show({ selection, span: undefined });
    }
  }
}

/** How long they took is told in any case. */
const isLength = ({ what, figure }: Difference): boolean => what === "run" && figure === "length";

function differenceRow(difference: Difference): CompareRow {
  const { what, name, figure, before, after, unit } = difference;
  const change = before === null || after === null ? Number.POSITIVE_INFINITY : Math.abs(after - before);
  return {
    key: `${what} ${name} ${figure}`,
    thing: thingWords(difference),
    figure: figureWords(difference),
    before: valueWords(before, difference),
    after: valueWords(after, difference),
    change: changeWords(difference),
    // Times weigh most, as the list has them at first.
    size: unit === "ms" ? change * 1000 : change,
    find: (details) => selectionOf(what, name, details),
  };
}

function hintRows(run: StatisticsReport, other: StatisticsReport, index: 0 | 1): CompareRow[] {
  return hintsOnlyIn(run, other).map((hint, at) => ({
    key: `hint ${index} ${at}`,
    thing: t("Hint: {0}", hintName(hint.kind)),
    figure: `${CERTAINTY_WORDS[hint.certainty]}: ${retell(hint, t, wordingOf(document.documentElement.lang)).message}`,
    before: index === 0 ? t("yes") : "–",
    after: index === 1 ? t("yes") : "–",
    change: index === 0 ? t("only in the first") : t("only in the second"),
    size: Number.POSITIVE_INFINITY,
    find: (details) => hintOf(hint, details),
  }));
}

function hintOf({ kind, time, processes }: Hint, { store }: Details): Selection | undefined {
  const ids = JSON.stringify(processes);
  const hint = store.model.hints.findIndex(
    ({ hint }) => hint.kind === kind && hint.time === time && JSON.stringify(hint.processes) === ids,
  );
  return hint < 0 ? undefined : { kind: "hint", hint };
}

/** What a difference is about, by its name. */
function selectionOf(what: Compared, name: string, { store }: Details): Selection | undefined {
  const telling = apart();
  if (what === "process") {
    for (const lane of store.model.processes.values())
      if (telling(lane.name) === name) return { kind: "process", process: lane.id };
    return undefined;
  }
  const kind = what === "signal" ? "event" : what;
  for (const lane of store.model.objects.values())
    if (lane.kind === kind && telling(lane.name) === name) return { kind: "object", object: lane.id };
  return undefined;
}
