/** Reads a trace through once without keeping its events: is it whole, what ran, which files does it name? */
import { KIND, type RunInfo } from "../protocol/events.ts";
import type { Hint } from "../protocol/hints.ts";
import { hintOf } from "../trace/believed-hint.ts";
import { CarefulReader, type TraceFault } from "../trace/careful-reader.ts";
import type { EventBatch } from "../trace/reader.ts";
import { jsonFields, runInfo } from "../trace/walk/believed.ts";
import { BatchCursor } from "./trace-reading.ts";
import type { TraceSource } from "./trace-source.ts";

/** Hints that are remembered: the trace may say that there are millions. */
const MOST_HINTS = 1000;

/** Goes through a source as far as it has grown; `advance` again when it has grown further. */
export class TraceScan {
  readonly #reader = new CarefulReader();
  readonly #cursor: BatchCursor;
  readonly #hints: Hint[] = [];
  #run: RunInfo | undefined;
  #exitStatus: number | undefined;
  #end = 0;

  constructor(source: TraceSource) {
    this.#cursor = new BatchCursor(source, this.#reader, (batch) => this.#look(batch));
  }

  /** Bytes, from the start, that are whole and readable. */
  get good(): number {
    return this.#reader.good;
  }

  get events(): number {
    return this.#reader.events;
  }

  /** What ran; undefined when the trace does not say. */
  get run(): RunInfo | undefined {
    return this.#run;
  }

  /** What was found, each in the place that it has in a model of the run. */
  get hints(): readonly Hint[] {
    return this.#hints;
  }

  /** Exit status of the run; undefined when its end is not in the trace. */
  get exitStatus(): number | undefined {
    return this.#exitStatus;
  }

  /** Milliseconds since the run began, of the last event. */
  get length(): number {
    return this.#end / 1000;
  }

  /** What is wrong with the trace as a finished one. */
  get fault(): TraceFault | undefined {
    return this.#reader.fault;
  }

  /** Source files that the trace names, as it spells them. */
  files(): Set<string> {
    const files = new Set<string>();
    for (const site of this.#reader.names.site) {
      const file = /^(.+?)(?::\d+){1,2}$/.exec(site)?.[1];
      if (file) files.add(file);
    }
    if (this.#run) files.add(this.#run.program);
    return files;
  }

  /** @throws Error when the source cannot be read. */
  advance(): Promise<void> {
    return this.#cursor.advance();
  }

  #look(batch: EventBatch): void {
    this.#end = Math.max(this.#end, batch.time[batch.length - 1] ?? 0);
    for (let row = 0; row < batch.length; row++) {
      if (batch.kind[row] === KIND["run.begin"]) this.#run ??= parseRunInfo(batch.text(row));
      else if (batch.kind[row] === KIND["run.end"]) this.#exitStatus = batch.value[row]!;
      else if (batch.kind[row] === KIND.hint && this.#hints.length < MOST_HINTS) {
        const hint = hintOf(jsonFields(batch.text(row) ?? ""));
        if (hint) this.#hints.push(hint);
      }
    }
  }
}

/** A trace is somebody else's file: only a text that names a program is believed. */
function parseRunInfo(text: string | null): RunInfo | undefined {
  const fields = jsonFields(text ?? "");
  return typeof fields?.["program"] === "string" ? runInfo(fields) : undefined;
}
