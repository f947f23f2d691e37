/** What the page may ask about the whole run: answered in the worker, from the trace's own bytes. Times in microseconds. */
import type { BlameLink } from "../src/analysis/path/blame.ts";
import type { PathShare } from "../src/analysis/path/path-report.ts";
import type { CauseWaits } from "../src/analysis/statistics/cause-waits.ts";
import type { StatisticsReport } from "../src/analysis/statistics/statistics.ts";
import type { Told } from "../src/analysis/story/story.ts";
import type { WaitAmong, WaitMark } from "../src/analysis/wait/all-waits.ts";
import type { WorkItem } from "../src/analysis/wait/work.ts";

/** A part of a run. */
export interface Span {
  from: number;
  to: number;
}

export const WHOLE_RUN: Span = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** The critical path as columns: stretches of one process each, in the order of time. */
export interface PathAnswer {
  process: Uint32Array;
  from: Float64Array;
  to: Float64Array;
  /** Microseconds, and what they consist of, largest first. */
  length: number;
  shares: PathShare[];
}

/** A wait beside its like, and what its process had to do; undefined where the trace does not tell. */
export interface WaitAnswer {
  among: WaitAmong | undefined;
  work: WorkItem | undefined;
}

/** What one walk finds out for the tables and for the card of a range. */
export interface FiguresAnswer {
  report: StatisticsReport;
  waits: CauseWaits[];
}

/** Question → what it needs, and what is answered. */
export interface Questions {
  /** Why a process was waiting at a moment: empty when it was not. */
  why: { needs: { process: number; time: number }; answer: BlameLink[] };
  /** `now`: how long what lasts still has lasted. */
  wait: { needs: { wait: WaitMark; now: number }; answer: WaitAnswer };
  path: { needs: { span: Span }; answer: PathAnswer };
  statistics: { needs: { span: Span }; answer: FiguresAnswer };
  /** What happened, in sentences: all of it when it is little. */
  story: { needs: { span: Span }; answer: Told[] };
}

export type QuestionName = keyof Questions;
export type Question = { [N in QuestionName]: { about: N } & Questions[N]["needs"] }[QuestionName];
export type AnswerTo<N extends QuestionName> = Questions[N]["answer"];
