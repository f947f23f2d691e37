/** What a run waited for and held at each line. No `vscode` here: it is tested by itself. */
import { type LineReport, LineUsage } from "../analysis/statistics/line-usage.ts";
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
    const match = /^(.*):(\d+):\d+$/s.exec(report.site);
    if (!match) continue;
    const lines = figures.get(match[1]!) ?? new Map<number, LineReport[]>();
    figures.set(match[1]!, lines);
    const line = Number(match[2]) - 1;
    lines.set(line, [...(lines.get(line) ?? []), report]);
  }
  return figures;
}
