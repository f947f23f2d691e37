/** Answers questions about a run by walking through its trace: once for as long as nothing is added to it. */
import { blame } from "../src/analysis/path/blame.ts";
import { criticalPath, type PathSegment } from "../src/analysis/path/critical-path.ts";
import { History } from "../src/analysis/path/history.ts";
import { pathReport } from "../src/analysis/path/path-report.ts";
import { WaitsByCause } from "../src/analysis/statistics/cause-waits.ts";
import { Statistics } from "../src/analysis/statistics/statistics.ts";
import { Story } from "../src/analysis/story/story.ts";
import { AllWaits } from "../src/analysis/wait/all-waits.ts";
import { Work } from "../src/analysis/wait/work.ts";
import { TraceFormatError, TraceReader } from "../src/trace/reader.ts";
import type { Visitor } from "../src/trace/walk/visitor.ts";
import { Walk } from "../src/trace/walk/walk.ts";
import type { KeptBytes } from "./kept-bytes.ts";
import type { FiguresAnswer, PathAnswer, Question, Span, WaitAnswer } from "./questions.ts";

const MOST_SENTENCES = 300;
const MOST_WAITS = 4;

/** What one walk finds out for looking back. */
interface Known {
  /** How many bytes there were then. */
  bytes: number;
  walk: Walk;
  history: History;
  waits: AllWaits;
  work: Work;
}

export class Analysis {
  readonly #bytes: KeptBytes;
  #known: Known | undefined;

  constructor(bytes: KeptBytes) {
    this.#bytes = bytes;
  }

  async answer(question: Question): Promise<unknown> {
    switch (question.about) {
      case "why": {
        const { history } = await this.#knows();
        return blame(history, question.process, question.time);
      }
      case "wait": {
        const { waits, work } = await this.#knows();
        const { wait, now } = question;
        const ends = waits.find(wait) ?? { seq: wait.seq, endSeq: 0 };
        return { among: waits.among(wait, now), work: work.of(wait.process, ends) } satisfies WaitAnswer;
      }
      case "path": {
        const { history, walk } = await this.#knows();
        return pathAnswer(criticalPath(history, walk.end, within(question.span, walk.end)), walk);
      }
      case "statistics": {
        const statistics = new Statistics(question.span);
        const waits = new WaitsByCause(question.span, MOST_WAITS);
        const walk = await this.#walk([...statistics.visitors, waits]);
        return { report: statistics.report(walk), waits: waits.report(walk) } satisfies FiguresAnswer;
      }
      case "story": {
        const story = new Story(question.span, MOST_SENTENCES);
        await this.#walk([story], (walk) => story.of(walk));
        return story.told();
      }
    }
  }

  async #knows(): Promise<Known> {
    const bytes = this.#bytes.length;
    if (this.#known?.bytes === bytes) return this.#known;
    this.#known = undefined;
    const history = new History();
    const waits = new AllWaits();
    const work = new Work();
    const walk = await this.#walk([history, waits, work]);
    this.#known = { bytes, walk, history, waits, work };
    return this.#known;
  }

  /** Through all that is readable of the trace; others get their turn after each megabyte. */
  async #walk(visitors: readonly Visitor[], begun: (walk: Walk) => void = () => {}): Promise<Walk> {
    const reader = new TraceReader();
    const walk = new Walk(reader.names, visitors);
    begun(walk);
    try {
      for await (const bytes of this.#bytes.read()) for (const batch of reader.push(bytes)) walk.push(batch);
    } catch (error) {
      // The view says so already; what was read up to there is answered from.
      if (!(error instanceof TraceFormatError)) throw error;
    }
    walk.finish();
    return walk;
  }
}

const within = ({ from, to }: Span, end: number): Span => ({
  from: Math.max(0, Math.min(from, end)),
  to: Math.min(to, end),
});

function pathAnswer(path: readonly PathSegment[], walk: Walk): PathAnswer {
  const stretches: { process: number; from: number; to: number }[] = [];
  for (const { process, from, to } of path) {
    const last = stretches.at(-1);
    if (last?.process === process) last.to = to;
    else if (process && to > from) stretches.push({ process, from, to });
  }
  return {
    process: Uint32Array.from(stretches, ({ process }) => process),
    from: Float64Array.from(stretches, ({ from }) => from),
    to: Float64Array.from(stretches, ({ to }) => to),
    length: path.reduce((sum, { from, to }) => sum + (to - from), 0),
    shares: pathReport(path, walk).shares,
  };
}
