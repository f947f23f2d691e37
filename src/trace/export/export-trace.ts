/** A trace's bytes in, text in another format out, in portions. */
import { CarefulReader, type TraceFault } from "../careful-reader.ts";
import { Csv } from "./csv.ts";
import type { Exporter, TraceNames } from "./exporter.ts";
import type { ExportFormat } from "./formats.ts";
import { type HtmlParts, htmlPage } from "./html.ts";
import { JsonLines } from "./json-lines.ts";
import { Perfetto } from "./perfetto.ts";
import { Outline } from "./svg/outline.ts";
import { Svg, type SvgOptions } from "./svg/svg.ts";

/** Begins reading the trace from its start; called again for formats that need two passes. */
export type TraceBytes = () => AsyncIterable<Uint8Array>;

/** What some formats need besides the trace. */
export interface ExportOptions {
  svg?: SvgOptions;
  /** Required for `html`. */
  html?: Omit<HtmlParts, "note">;
  /** One sentence on what is wrong with the trace, for a page to show. */
  note?: (fault: TraceFault) => string;
}

type TextFormat = Exclude<ExportFormat, "html">;

export class TraceExport {
  readonly #bytes: TraceBytes;
  /** Bytes read so far, of all passes. */
  read = 0;
  /** What is wrong with the trace; known once `text` has come to its end. */
  fault: TraceFault | undefined;
  events = 0;

  constructor(bytes: TraceBytes) {
    this.#bytes = bytes;
  }

  /** How often the bytes are read for a format. */
  static passes(format: ExportFormat): number {
    return format === "svg" || format === "html" ? 2 : 1;
  }

  /** What can be read of the trace, as text; what cannot is told by `fault`. @throws what reading the bytes throws */
  async *text(format: ExportFormat, options: ExportOptions = {}): AsyncGenerator<string> {
    if (format === "html") {
      yield* this.#page(options);
      return;
    }
    let outline: Outline | undefined;
    if (format === "svg") {
      const reader = new CarefulReader();
      outline = new Outline(reader.names);
      for await (const batch of this.#batches(reader)) outline.push(batch);
      outline.end();
    }
    const reader = new CarefulReader();
    const exporter = exporterOf(format, reader.names, outline, options.svg ?? {});
    for await (const batch of this.#batches(reader)) {
      const text = exporter.push(batch);
      this.events = reader.events;
      if (text !== "") yield text;
    }
    this.#look(reader);
    if (reader.events > 0) yield exporter.end();
  }

  async *#page({ html, note }: ExportOptions): AsyncGenerator<string> {
    if (!html) throw new TypeError("A page needs the timeline's script and style.");
    const reader = new CarefulReader();
    for await (const _ of this.#batches(reader));
    this.#look(reader);
    if (reader.events === 0) return;
    const parts = this.fault && note ? { ...html, note: note(this.fault) } : html;
    yield* htmlPage(parts, this.#beginning(reader.good));
  }

  #look(reader: CarefulReader): void {
    this.fault = reader.fault;
    this.events = reader.events;
  }

  /** The first bytes of the trace, as many as are good. */
  async *#beginning(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    for await (const portion of this.#bytes()) {
      this.read += portion.length;
      yield portion.length > left ? portion.subarray(0, left) : portion;
      left -= portion.length;
      if (left <= 0) return;
    }
  }

  async *#batches(reader: CarefulReader) {
    for await (const portion of this.#bytes()) {
      this.read += portion.length;
      yield* reader.push(portion);
      if (reader.broken) return;
    }
  }
}

function exporterOf(
  format: TextFormat,
  names: TraceNames,
  outline: Outline | undefined,
  options: SvgOptions,
): Exporter {
  switch (format) {
    case "perfetto":
      return new Perfetto(names);
    case "json":
      return new JsonLines(names);
    case "csv":
      return new Csv(names);
    case "svg":
      return new Svg(names, outline ?? new Outline(names), options);
    default:
      return format satisfies never;
  }
}
