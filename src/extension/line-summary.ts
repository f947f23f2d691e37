/** One line's figures in a few words. No `vscode` here: it is tested by itself. */
import type { LineReport } from "../analysis/statistics/line-usage.ts";

/** Waits of less in all (ms) are not worth a word in the code. */
const WORTH_MS = 1;

export interface LineSummary {
  /** In milliseconds; undefined when not worth telling. */
  wait: number | undefined;
  hold: number | undefined;
  waited: number;
  asked: number;
}

/** Undefined when nothing took long enough to be told. */
export function summaryOf(reports: readonly LineReport[]): LineSummary | undefined {
  // A sleep waits for nobody.
  const own = reports.filter(({ verb }) => verb !== "sleep");
  const sum = (of: (report: LineReport) => number) => own.reduce((total, report) => total + of(report), 0);
  const wait = sum((report) => report.wait.total);
  const hold = sum((report) => report.hold.total);
  if (wait < WORTH_MS && hold < WORTH_MS) return undefined;
  return {
    wait: wait < WORTH_MS ? undefined : wait,
    hold: hold < WORTH_MS ? undefined : hold,
    waited: sum(({ waited }) => waited),
    asked: sum(({ asked }) => asked),
  };
}
