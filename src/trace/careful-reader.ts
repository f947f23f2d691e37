/** Reads a trace that may be cut short, damaged or no trace at all: takes what is good and says what is wrong. */
import { KIND } from "../protocol/events.ts";
import { messageAt } from "./messages.ts";
import { type EventBatch, TraceFormatError, TraceReader } from "./reader.ts";
import { concat } from "./writer.ts";

export type TraceFault =
  /** Not a trace that this build can read; `message` says why. */
  | { kind: "unreadable"; message: string }
  /** The file ends in the middle of a message. */
  | { kind: "cut"; bytes: number }
  /** Damaged from this byte on. */
  | { kind: "damaged"; at: number }
  /** Whole messages only, but no end of the run: the recorder was killed or is still at it. */
  | { kind: "unfinished" };

export class CarefulReader {
  readonly #reader = new TraceReader();
  #rest: Uint8Array = new Uint8Array(0);
  #good = 0;
  #rows = 0;
  #ended = false;
  #fault: TraceFault | undefined;

  /** Names by id; they grow while reading. */
  get names(): TraceReader["names"] {
    return this.#reader.names;
  }

  /** Bytes, from the start, that are whole and readable. */
  get good(): number {
    return this.#good;
  }

  get events(): number {
    return this.#rows;
  }

  /** Nothing that follows can be read any more. */
  get broken(): boolean {
    return this.#fault !== undefined;
  }

  /** What is wrong with the bytes so far, taken as a whole trace. */
  get fault(): TraceFault | undefined {
    if (this.#fault) return this.#fault;
    if (this.#rest.length > 0) return { kind: "cut", bytes: this.#rest.length };
    if (this.#rows === 0) return { kind: "unreadable", message: "" };
    return this.#ended ? undefined : { kind: "unfinished" };
  }

  /** Decodes all complete messages. Never throws. */
  push(portion: Uint8Array): EventBatch[] {
    if (this.#fault) return [];
    const bytes = this.#rest.length === 0 ? portion : concat([this.#rest, portion]);
    const batches: EventBatch[] = [];
    let at = 0;
    try {
      for (;;) {
        const message = messageAt(bytes, at);
        if (!message) break;
        for (const batch of this.#reader.push(bytes.subarray(message.start, message.end))) {
          this.#rows += batch.length;
          this.#ended ||= batch.kind.includes(KIND["run.end"]);
          batches.push(batch);
        }
        at = message.end;
        this.#good += message.end - message.start;
      }
      this.#rest = bytes.slice(at);
    } catch (error) {
      this.#rest = new Uint8Array(0);
      if (this.#good > 0) this.#fault = { kind: "damaged", at: this.#good };
      else
        this.#fault = {
          kind: "unreadable",
          message: error instanceof TraceFormatError ? error.message : "",
        };
    }
    return batches;
  }
}
