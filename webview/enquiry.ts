/** One thing that the view wants to know about the whole run, as it was answered last. */
import type { AnswerTo, Question, QuestionName } from "./questions.ts";

export type Ask = <N extends QuestionName>(
  question: Extract<Question, { about: N }>,
) => Promise<AnswerTo<N> | undefined>;

/** A run that goes on is asked about again after so many milliseconds, or so many times what the last answer took. */
const AGAIN = 1000;
const AGAIN_TIMES = 10;

export class Enquiry<N extends QuestionName> {
  readonly #ask: Ask;
  readonly #changed: () => void;
  #of = "";
  #events = -1;
  #pending = false;
  #asked = 0;
  #cost = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #answer: AnswerTo<N> | undefined;

  constructor(ask: Ask, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /**
   * The answer as it is known; undefined while there is none yet. Asks when the question, or `of`, which says about
   * what run, is another, and now and then while the run becomes more: `events` counts what is known of it. `same`: what
   * makes a question another, where that is not all of it.
   */
  want(
    question: Extract<Question, { about: N }>,
    of: number,
    events: number,
    same: unknown = question,
  ): AnswerTo<N> | undefined {
    const key = `${of} ${JSON.stringify(same)}`;
    const now = performance.now();
    if (key !== this.#of) {
      this.#of = key;
      this.#answer = undefined;
      this.#events = -1;
      this.#asked = Number.NEGATIVE_INFINITY;
    }
    // One at a time: what is asked while a range is drawn is mostly another question when its turn comes.
    if (this.#pending || events === this.#events) return this.#answer;
    if (now - this.#asked < Math.max(AGAIN, this.#cost * AGAIN_TIMES)) {
      this.#later();
      return this.#answer;
    }
    this.#events = events;
    this.#pending = true;
    this.#asked = now;
    void this.#ask<N>(question).then((answer) => {
      this.#pending = false;
      this.#cost = performance.now() - now;
      if (key === this.#of && answer !== undefined) this.#answer = answer;
      this.#changed();
    });
    return this.#answer;
  }

  /** Somebody has to want it again, once it may be asked again. */
  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed();
    }, AGAIN);
  }
}
