/** Goes through a trace without keeping the extension host for long. No `vscode` here. */
import { setImmediate } from "node:timers/promises";
import type { CarefulReader } from "../trace/careful-reader.ts";
import type { EventBatch } from "../trace/reader.ts";
import type { TraceSource } from "./trace-source.ts";

/** The host is not kept longer than this (ms) at a time. */
const TURN_MS = 8;

/** Where somebody is in a source that may still grow. */
export class BatchCursor {
  readonly #source: TraceSource;
  readonly #reader: CarefulReader;
  readonly #take: (batch: EventBatch) => void;
  #read = 0;
  /** One after another: two at once would read the same. */
  #work: Promise<void> = Promise.resolve();

  /** @param take gets every readable batch, once and in order */
  constructor(source: TraceSource, reader: CarefulReader, take: (batch: EventBatch) => void) {
    this.#source = source;
    this.#reader = reader;
    this.#take = take;
  }

  /**
   * Goes on to where the source ends now; not further, for a run may record faster than anybody reads.
   * @throws Error when the source cannot be read; what was read until then is not read again
   */
  advance(): Promise<void> {
    const end = this.#source.length;
    const done = this.#work.then(() => this.#advance(end));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #advance(end: number): Promise<void> {
    let turn = performance.now();
    while (this.#read < end && !this.#reader.broken) {
      const portion = await this.#source.read(this.#read);
      // Shorter than it said it was: there is nothing to wait for.
      if (portion.length === 0) return;
      this.#read += portion.length;
      for (const batch of this.#reader.push(portion)) {
        this.#take(batch);
        if (performance.now() - turn < TURN_MS) continue;
        await setImmediate();
        turn = performance.now();
      }
    }
  }
}

/** Hands every readable batch to `take`. @throws Error when the source cannot be read */
export const readBatches = (
  source: TraceSource,
  reader: CarefulReader,
  take: (batch: EventBatch) => void,
): Promise<void> => new BatchCursor(source, reader, take).advance();
