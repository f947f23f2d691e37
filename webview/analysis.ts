/** Answers questions about a run by walking through its trace: once for as long as nothing is added to it. */
import { blame } from "../src/analysis/path/blame.ts";
import { criticalPath, type PathSegment } from "../src/analysis/path/critical-path.ts";
import { History } from "../src/analysis/path/history.ts";
import { pathReport } from "../src/analysis/path/path-report.ts";
import { WaitsByCause } from "../src/analysis/statistics/cause-waits.ts";
import { Statistics } from "../src/analysis/statistics/statistics.ts";
import { Story } from "../src/analysis/story/story.ts";
import { TraceFormatError, TraceReader } from "../src/trace/reader.ts";
import type { Visitor } from "../src/trace/walk/visitor.ts";
import { Walk } from "../src/trace/walk/walk.ts";
import type { KeptBytes } from "./kept-bytes.ts";
import type { FiguresAnswer, PathAnswer, Question, Span } from "./questions.ts";

const MOST_SENTENCES = 300;
const MOST_WAITS = 4;

export class Analysis {
  readonly #bytes: KeptBytes;
  /** What the last walk for a history found, and how many bytes there were then. */
  #known: { bytes: number; history: History; walk: Walk } | undefined;

  constructor(bytes: KeptBytes) {
    this.#bytes = bytes;
  }

  async answer(question: Question): Promise<unknown> {
    switch (question.about) {
      case "why": {
        const { history } = await this.#history();
        return blame(history, question.process, question.time);
      }
      case "path": {
        const { history, walk } = await this.#history();
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

  async #history(): Promise<{ history: History; walk: Walk }> {
    const bytes = this.#bytes.length;
    if (this.#known?.bytes === bytes) return this.#known;
    this.#known = undefined;
    const history = new History();
    const walk = await this.#walk([history]);
    this.#known = { bytes, history, walk };
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
