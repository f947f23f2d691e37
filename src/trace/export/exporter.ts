/** What turns a trace into text, batch by batch, so that a trace of any length needs little memory. */
import type { DictionaryName } from "../columns.ts";
import type { EventBatch } from "../reader.ts";

export type TraceNames = Readonly<Record<DictionaryName, readonly string[]>>;

export interface Exporter {
  /** The text for these events, which may be empty. */
  push(batch: EventBatch): string;
  /** The rest, once there are no more events. */
  end(): string;
}
