/**
 * One event per line, as JSON. Fields are the trace's columns; those that say nothing (0, none) are left out, NaN is
 * null. `process`, `object` and `site` are names, with the ids beside them.
 */
import type { EventBatch } from "../reader.ts";
import type { Exporter, TraceNames } from "./exporter.ts";

export interface JsonEvent {
  seq: number;
  /** Microseconds since the run began. */
  time: number;
  kind: string;
  process?: string;
  processId?: number;
  branch?: number;
  object?: string;
  objectId?: number;
  op?: number;
  other?: number;
  value?: number | null;
  /** Milliseconds. */
  timeout?: number;
  site?: string;
  text?: string;
}

export class JsonLines implements Exporter {
  readonly #names: TraceNames;

  constructor(names: TraceNames) {
    this.#names = names;
  }

  push(batch: EventBatch): string {
    let lines = "";
    for (let at = 0; at < batch.length; at++)
      lines += `${JSON.stringify(jsonEvent(this.#names, batch, at))}\n`;
    return lines;
  }

  end(): string {
    return "";
  }
}

function jsonEvent(names: TraceNames, batch: EventBatch, at: number): JsonEvent {
  const event: JsonEvent = {
    seq: batch.seq[at]!,
    time: batch.time[at]!,
    kind: names.kind[batch.kind[at]!] ?? `kind ${batch.kind[at]}`,
  };
  const process = batch.process[at]!;
  if (process) {
    event.process = names.process[process] ?? "";
    event.processId = process;
  }
  const object = batch.object[at]!;
  if (object) {
    event.object = names.object[object] ?? "";
    event.objectId = object;
  }
  if (batch.branch[at]) event.branch = batch.branch[at]!;
  if (batch.op[at]) event.op = batch.op[at]!;
  if (batch.other[at]) event.other = batch.other[at]!;
  const value = batch.value[at]!;
  if (Number.isNaN(value)) event.value = null;
  else if (value !== 0) event.value = value;
  const timeout = batch.timeout[at]!;
  if (!Number.isNaN(timeout)) event.timeout = timeout;
  const site = names.site[batch.site[at]!];
  if (site) event.site = site;
  const text = batch.text(at);
  if (text !== null) event.text = text;
  return event;
}
