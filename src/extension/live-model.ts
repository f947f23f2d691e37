/** The model of a run that is on, as far as it is recorded. No `vscode` here: it is tested by itself. */
import { CarefulReader } from "../trace/careful-reader.ts";
import { RunModel } from "../trace/model.ts";
import { BatchCursor } from "./trace-reading.ts";
import type { TraceSource } from "./trace-source.ts";

export class LiveModel {
  readonly #reader = new CarefulReader();
  readonly #model = new RunModel(this.#reader.names, false);
  readonly #cursor: BatchCursor;

  constructor(source: TraceSource) {
    this.#cursor = new BatchCursor(source, this.#reader, (batch) => this.#model.push(batch));
  }

  /** With all that the source has now. @throws Error when that cannot be read */
  async now(): Promise<RunModel> {
    await this.#cursor.advance();
    return this.#model;
  }
}
