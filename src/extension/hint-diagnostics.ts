/** A hint as entries of the list of problems. */
import * as vscode from "vscode";
import type { Hint, Severity } from "../protocol/hints.ts";
import { callAt, type HintPlace } from "./hint-places.ts";
import { hintWords } from "./hint-words.ts";
import { INTERNAL_COMMANDS } from "./ids.ts";

/** A place of a hint in a file that is the one that ran. Lines and columns from 0. */
export interface PlacedSite extends HintPlace {
  /** What stood in the line. */
  text: string;
  /** Where the line is now. */
  now: number;
}

export interface PlacedHint {
  hint: Hint;
  /** Which hint of its recording, from 0. */
  index: number;
  trace: vscode.Uri;
  marked: PlacedSite[];
  related: PlacedSite[];
  /** The code that it is about has been edited since. */
  stale: boolean;
}

/** Names that are told one by one. */
const NAMES = 3;

const SEVERITIES: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** One for each line concerned, which names the others; one for the trace where no line can be pointed at. */
export function hintDiagnostics(placed: PlacedHint): [vscode.Uri, vscode.Diagnostic][] {
  const { hint, marked, related, stale, trace } = placed;
  if (stale) return [];
  if (marked.length === 0) {
    const text = vscode.l10n.t("The lines concerned have changed since this was recorded, or are not known.");
    return [[trace, diagnostic(hint, new vscode.Range(0, 0, 0, 0), [told(hint), hintWords(hint).fix, text])]];
  }
  return marked.map((site) => {
    const entry = diagnostic(hint, rangeOf(site), [told(hint), whoIsHere(site), hintWords(hint).fix]);
    entry.relatedInformation = [...marked, ...related]
      .filter((other) => other !== site)
      .map(
        (other) =>
          new vscode.DiagnosticRelatedInformation(
            new vscode.Location(vscode.Uri.file(other.file), rangeOf(other)),
            whoIsHere(other),
          ),
      );
    return [vscode.Uri.file(site.file), entry];
  });
}

function diagnostic(hint: Hint, range: vscode.Range, lines: string[]): vscode.Diagnostic {
  const text = lines.filter((line) => line !== "").join("\n");
  const entry = new vscode.Diagnostic(range, text, SEVERITIES[hint.severity]);
  entry.source = "Interleave";
  const args = encodeURIComponent(JSON.stringify([hint.kind]));
  entry.code = {
    value: hint.kind,
    target: vscode.Uri.parse(`command:${INTERNAL_COMMANDS.explainHint}?${args}`),
  };
  return entry;
}

/** The message, with how sure it is where that is not "it happened". */
function told(hint: Hint): string {
  const { message } = hintWords(hint);
  switch (hint.certainty) {
    case "certain":
      return message;
    case "proven":
      return vscode.l10n.t("Proven, in another order of events: {0}", message);
    case "possible":
      return vscode.l10n.t("Possible: {0}", message);
    default:
      return hint.certainty satisfies never;
  }
}

function whoIsHere({ role, processes }: PlacedSite): string {
  const more = processes.length - NAMES;
  const names = processes.slice(0, more === 1 ? NAMES + 1 : NAMES).join(vscode.l10n.t(", "));
  const who = more > 1 ? vscode.l10n.t("{0} and {1} more", names, more) : names;
  if (who === "")
    return role === "made" ? vscode.l10n.t("Made here.") : vscode.l10n.t("This line is concerned.");
  switch (role) {
    case "waits":
      return vscode.l10n.t("Waits here: {0}.", who);
    case "holds":
      return vscode.l10n.t("Took here what it holds: {0}.", who);
    case "made":
      return vscode.l10n.t("Made here, by {0}.", who);
    case "other":
      return vscode.l10n.t("Concerned, too: {0}.", who);
    default:
      return role satisfies never;
  }
}

function rangeOf({ now, column, text }: PlacedSite): vscode.Range {
  const { start, end } = callAt(text, column);
  return new vscode.Range(now, start, now, end);
}
