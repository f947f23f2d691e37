/** What is different between two recorded runs, as a page of Markdown. No `vscode` here: it is tested by itself. */

import { compare, hintsOnlyIn } from "../analysis/compare.ts";
import { differenceWords } from "../analysis/compare-text.ts";
import { durationText, printable } from "../analysis/words.ts";
import type { Hint } from "../protocol/hints.ts";
import type { TraceFacts } from "./trace-facts.ts";

/** A run by its name. */
export interface ComparedRun {
  name: string;
  facts: TraceFacts;
}

/** Puts words into the reader's language. Its name is what the texts are collected by. */
export interface Wording {
  t(text: string): string;
  hint(hint: Hint): Pick<Hint, "message" | "fix">;
}
const ENGLISH: Wording = { t: (text) => text, hint: (hint) => hint };

export function comparisonPage(before: ComparedRun, after: ComparedRun, l10n = ENGLISH): string {
  const differences = compare(before.facts.report, after.facts.report).map((each) =>
    differenceWords(each, l10n.t),
  );
  const sides = [l10n.t("before"), l10n.t("after")];
  return [
    `# ${plain(before.name)} → ${plain(after.name)}`,
    "",
    ...table(["", ...sides], runRows(l10n, before, after)),
    "",
    `## ${l10n.t("What is different")}`,
    "",
    ...(differences.length === 0
      ? [l10n.t("Nothing notable.")]
      : table(
          ["", "", ...sides],
          differences.map(({ thing, figure, before, after }) => [thing, figure, before || "–", after || "–"]),
        )),
    "",
    ...hintSection(l10n, l10n.t("Hints that only the first run has"), before, after),
    ...hintSection(l10n, l10n.t("Hints that only the second run has"), after, before),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function runRows(l10n: Wording, ...runs: [ComparedRun, ComparedRun]): string[][] {
  const unknown = l10n.t("unknown");
  const row = (title: string, text: (facts: TraceFacts) => string) => [
    title,
    ...runs.map(({ facts }) => text(facts)),
  ];
  return [
    row(
      l10n.t("program"),
      ({ run }) => [run?.program, ...(run?.args ?? [])].filter(Boolean).join(" ") || unknown,
    ),
    row(l10n.t("recorded"), ({ run }) => (run?.startedAt ? new Date(run.startedAt).toISOString() : unknown)),
    row(l10n.t("length"), ({ length }) => durationText(length)),
    row(l10n.t("exit status"), ({ exitStatus }) =>
      exitStatus === undefined
        ? l10n.t("cut short")
        : Number.isNaN(exitStatus)
          ? unknown
          : String(exitStatus),
    ),
    row(l10n.t("events"), ({ events }) => String(events)),
    row(l10n.t("hints"), ({ report }) => String(report.hints.length)),
  ];
}

/** Hints of a run that the other has none like. */
function hintSection(l10n: Wording, title: string, run: ComparedRun, other: ComparedRun): string[] {
  const own = hintsOnlyIn(run.facts.report, other.facts.report);
  if (own.length === 0) return [];
  return [
    `## ${title}`,
    "",
    ...own.map((hint) => {
      const { message, fix } = l10n.hint(hint);
      const sure = l10n.t(hint.certainty);
      return `- **${plain(hint.kind)}** (${plain(sure)}): ${plain(message)} ${plain(fix)}`;
    }),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((cells) => line(cells.map(plain)))];
}

/** Texts come from the trace: none is markup. None of them begins a line. */
const plain = (text: string): string => printable(text).replace(/[\\`*_[\]<>|~&$]/g, "\\$&");
