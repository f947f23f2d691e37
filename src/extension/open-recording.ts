/** Opens a trace that is finished, whatever state its file is in. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { RunState } from "../protocol/view.ts";
import type { TraceFault } from "../trace/careful-reader.ts";
import { Recording } from "./recording.ts";
import { programTitle } from "./trace-name.ts";
import { TraceScan } from "./trace-scan.ts";
import { MemorySource, type TraceSource } from "./trace-source.ts";
import { sourceAt } from "./uri-source.ts";

/** A finished trace as a recording. Never throws: what is wrong with the file stands in the recording's state. */
export async function openRecording(uri: vscode.Uri, title = basename(uri.path)): Promise<Recording> {
  const state = { title, file: "", phase: "recorded" as const, exitStatus: null };
  let source: TraceSource | undefined;
  try {
    source = await sourceAt(uri);
    const scan = new TraceScan(source);
    await scan.advance();
    source.cut(scan.good);
    const known = {
      ...state,
      title: scan.run ? programTitle(scan.run.program) : title,
      file: scan.run?.program ?? "",
      exitStatus: scan.exitStatus ?? null,
      whole: { bytes: scan.good, length: scan.length },
      ...errorOf(scan, title),
    };
    // A trace that does not say when it began says nothing of files as they are now.
    const startedAt = scan.run?.startedAt ?? Number.NEGATIVE_INFINITY;
    return new Recording(source, known, { hints: scan.hints, files: scan.files(), startedAt });
  } catch (error) {
    await source?.close();
    const reason = error instanceof Error ? error.message : String(error);
    return new Recording(new MemorySource(new Uint8Array(0)), {
      ...state,
      error: { message: vscode.l10n.t("{0} cannot be read: {1}", title, reason) },
    });
  }
}

function errorOf(scan: TraceScan, title: string): Pick<RunState, "error"> {
  const { fault } = scan;
  if (!fault) return {};
  const nothing = fault.kind === "cut" && scan.good === 0;
  return { error: { message: faultMessage(nothing ? { kind: "unreadable", message: "" } : fault, title) } };
}

/** One sentence on what is wrong with a trace, for the user. */
export function faultMessage(fault: TraceFault, title: string): string {
  switch (fault.kind) {
    case "unreadable":
      return fault.message || vscode.l10n.t("{0} is not an Interleave trace.", title);
    case "cut":
      return vscode.l10n.t(
        "{0} was cut short: its last {1} bytes are incomplete, everything before them is shown.",
        title,
        fault.bytes,
      );
    case "damaged":
      return vscode.l10n.t(
        "{0} is damaged from byte {1} on; everything before it is shown.",
        title,
        fault.at,
      );
    case "unfinished":
      return vscode.l10n.t("{0} stops before the end of its run; everything up to there is shown.", title);
    default:
      return fault satisfies never;
  }
}
