/** What a run waited for and held at each line. No `vscode` here: it is tested by itself. */
import { type LineReport, LineUsage } from "../analysis/statistics/line-usage.ts";
import { placeOf } from "../protocol/place.ts";
import { CarefulReader } from "../trace/careful-reader.ts";
import { Walk } from "../trace/walk/walk.ts";
import { readBatches } from "./trace-reading.ts";
import type { TraceSource } from "./trace-source.ts";

/** File → line, from 0 → what was asked for there. */
export type LineFigures = Map<string, Map<number, LineReport[]>>;

/** @throws Error when the source cannot be read. */
export async function figuresOf(source: TraceSource): Promise<LineFigures> {
  const reader = new CarefulReader();
  const usage = new LineUsage();
  const walk = new Walk(reader.names, [usage]);
  await readBatches(source, reader, (batch) => walk.push(batch));
  walk.finish();
  const figures: LineFigures = new Map();
  for (const report of usage.report(walk)) {
    const place = placeOf(report.site);
    if (!place || place.line < 1) continue;
    const lines = figures.get(place.file) ?? new Map<number, LineReport[]>();
    figures.set(place.file, lines);
    const line = place.line - 1;
    const reports = lines.get(line) ?? [];
    reports.push(report);
    lines.set(line, reports);
  }
  return figures;
}
