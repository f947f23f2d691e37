/** Rows of measurements as Markdown, and the documents that show them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Unit } from "./figures.ts";
import type { Ratio } from "./measure.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface Row {
  figure: string;
  title: string;
  unit: Unit;
  /** Medians over the rounds. */
  ours: number;
  /** Null where there is nothing to compare with. */
  peer: string | null;
  theirs: number | null;
  /** Ours divided by theirs, round by round. */
  ratio: Ratio | null;
  /** For the ratio; where there is none, for ours. */
  aim: number | null;
  met: boolean | null;
  rounds: number;
  /** False when the rounds differ so much that something else kept the machine busy: believe nothing then. */
  steady: boolean;
  /** Also in the README. */
  readme: boolean;
}

export const format = (value: number, unit: Unit): string =>
  unit === "per s"
    ? `${Math.round(value).toLocaleString("en")} / s`
    : unit === "events"
      ? Math.round(value).toLocaleString("en")
      : `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;

export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ title, unit, ours, peer, theirs, ratio, aim, met, rounds, steady }) => [
    title,
    format(ours, unit),
    peer === null || theirs === null ? "" : `${peer}: ${format(theirs, unit)}`,
    ratio ? `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})` : "",
    aim === null ? "" : `${unit === "per s" ? "≥" : "≤"} ${aim}${peer === null ? ` ${unit}` : ""}`,
    met === null ? "" : `${met ? "yes" : "no"}${steady ? "" : " (unsteady)"}`,
    String(rounds),
  ]);
  const head = ["Figure", "Interleave", "Compared with", "Ratio (range)", "Aim", "Met", "Rounds"];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Puts a text between the bench's marks in a document of this repository. */
export function update(document: string, text: string): void {
  const file = join(ROOT, document);
  const old = readFileSync(file, "utf8");
  const marks = /(<!-- bench:begin -->\n)[\s\S]*?(<!-- bench:end -->)/;
  if (!marks.test(old)) throw new Error(`${document} has no <!-- bench:begin --> … <!-- bench:end -->`);
  writeFileSync(
    file,
    old.replace(marks, (_, begin, end) => `${begin}${text}\n${end}`),
  );
}
