/** What is different between two recorded runs, as a page of Markdown. No `vscode` here: it is tested by itself. */
import { compare, hintsOnlyIn } from "../analysis/compare.ts";
import { differenceWords } from "../analysis/compare-text.ts";
import { durationText, printable } from "../analysis/words.ts";
import type { TraceFacts } from "./trace-facts.ts";

/** A run by its name. */
export interface ComparedRun {
  name: string;
  facts: TraceFacts;
}

export function comparisonPage(before: ComparedRun, after: ComparedRun): string {
  const differences = compare(before.facts.report, after.facts.report).map(differenceWords);
  return [
    `# ${plain(before.name)} → ${plain(after.name)}`,
    "",
    ...table(["", "before", "after"], runRows(before, after)),
    "",
    "## What is different",
    "",
    ...(differences.length === 0
      ? ["Nothing notable."]
      : table(
          ["", "", "before", "after"],
          differences.map(({ thing, figure, before, after }) => [thing, figure, before || "–", after || "–"]),
        )),
    "",
    ...hintSection("Hints that only the first run has", before, after),
    ...hintSection("Hints that only the second run has", after, before),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function runRows(...runs: [ComparedRun, ComparedRun]): string[][] {
  const row = (title: string, text: (facts: TraceFacts) => string) => [
    title,
    ...runs.map(({ facts }) => text(facts)),
  ];
  return [
    row("program", ({ run }) => [run?.program, ...(run?.args ?? [])].filter(Boolean).join(" ") || "unknown"),
    row("recorded", ({ run }) => (run?.startedAt ? new Date(run.startedAt).toISOString() : "unknown")),
    row("length", ({ length }) => durationText(length)),
    row("exit status", ({ exitStatus }) =>
      exitStatus === undefined ? "cut short" : Number.isNaN(exitStatus) ? "unknown" : String(exitStatus),
    ),
    row("events", ({ events }) => String(events)),
    row("hints", ({ report }) => String(report.hints.length)),
  ];
}

/** Hints of a run that the other has none like. */
function hintSection(title: string, run: ComparedRun, other: ComparedRun): string[] {
  const own = hintsOnlyIn(run.facts.report, other.facts.report);
  if (own.length === 0) return [];
  return [
    `## ${title}`,
    "",
    ...own.map(
      ({ kind, certainty, message, fix }) =>
        `- **${plain(kind)}** (${certainty}): ${plain(message)} ${plain(fix)}`,
    ),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((cells) => line(cells.map(plain)))];
}

/** Texts come from the trace: none is markup. None of them begins a line. */
const plain = (text: string): string => printable(text).replace(/[\\`*_[\]<>|~&$]/g, "\\$&");
