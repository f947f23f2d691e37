/** Bytes of a trace in, changes of its model out: what runs beside a view, in a thread of its own. */
import { ChangeTaker, type RunChange } from "./change.ts";
import { RunModel } from "./model.ts";
import { TraceFormatError, TraceReader } from "./reader.ts";

export class RunBuilder {
  readonly #reader = new TraceReader();
  readonly #model = new RunModel(this.#reader.names);
  readonly #changes = new ChangeTaker(this.#model);
  /** Sentence about a trace that cannot be read further; later bytes are not looked at. */
  broken: string | undefined;

  /** Takes in bytes; `between` is called after each batch, so that much at once need not be waited for. */
  push(bytes: Uint8Array, between: () => void = () => {}): void {
    if (this.broken) return;
    try {
      for (const batch of this.#reader.push(bytes)) {
        this.#model.push(batch);
        between();
      }
    } catch (error) {
      if (!(error instanceof TraceFormatError)) throw error;
      this.broken = error.message;
    }
  }

  /** What is new since the last call; undefined when nothing is. */
  take(): RunChange | undefined {
    return this.#changes.take();
  }
}
