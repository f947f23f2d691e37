/** Has the run's events looked at for deadlocks of other schedules, as they are recorded, and says what is found. */
import { Prediction } from "../analysis/predict/prediction.ts";
import { rowOf } from "../trace/event-row.ts";
import type { EventBatch } from "../trace/reader.ts";
import { nowMicros } from "./clock.ts";
import type { Session } from "./session.ts";

/** While the run goes on it is searched this often … */
const SEARCH_MS = 500;
/** … and for so long when it is over. */
const LAST_SEARCH_MICROS = 2_000_000;

export class Forecast {
  readonly #session: Session;
  readonly #prediction: Prediction;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(session: Session) {
    this.#session = session;
    this.#prediction = new Prediction({ site: (id) => session.siteText(id) });
  }

  batch(batch: EventBatch): void {
    if (this.#ended) return;
    const prediction = this.#prediction;
    for (let row = 0; row < batch.length; row++) prediction.row(rowOf(batch, row));
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const hint of prediction.take()) this.#session.hint(hint);
    }, SEARCH_MS);
  }

  /** The last look, once nothing more will happen. Of a run that was ended from outside nobody asks. */
  end(): void {
    const session = this.#session;
    session.recorder.flush();
    clearTimeout(this.#timer);
    this.#ended = true;
    if (session.stopping) return;
    const until = nowMicros() + LAST_SEARCH_MICROS;
    const { hints, cut } = this.#prediction.end(() => nowMicros() > until);
    for (const hint of hints) session.hint(hint);
    const { unseen } = this.#prediction;
    if (unseen > 0)
      session.listener.report(
        `Deadlocks of other schedules were not looked for in all of this run: what ${unseen} of its events began with is not known.`,
      );
    else if (cut)
      session.listener.report("Not every other schedule of this run could be looked at: there are too many.");
  }
}
