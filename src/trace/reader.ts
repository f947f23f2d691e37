/** Reads a trace as it grows: bytes in, batches of events out. */
import { type Column, type Table, tableFromIPC } from "@uwdata/flechette";
import { KIND } from "../protocol/events.ts";
import { TRACE_VERSION } from "../protocol/version.ts";
import { DICTIONARIES, type DictionaryName } from "./columns.ts";
import {
  MalformedStreamError,
  MESSAGE_DICTIONARY,
  MESSAGE_RECORDS,
  MESSAGE_SCHEMA,
  messageAt,
} from "./messages.ts";
import { concat, TraceWriter } from "./writer.ts";

/** The bytes are no trace, or of a version this build cannot read. The message says which, for a person. */
export class TraceFormatError extends Error {
  override name = "TraceFormatError";
}

/** Some consecutive events, one array per column. The arrays are views of the trace's own bytes. */
export interface EventBatch {
  length: number;
  seq: Uint32Array;
  /** Microseconds since the run began. */
  time: Float64Array;
  kind: Uint8Array;
  process: Uint32Array;
  branch: Uint32Array;
  object: Uint32Array;
  op: Uint32Array;
  other: Uint32Array;
  value: Float64Array;
  timeout: Float32Array;
  site: Uint32Array;
  text(row: number): string | null;
}

/**
 * Takes the bytes of a trace in any portions. What is not complete yet is kept for the next portion; `leftover`
 * says how much that is, so that a reader of a finished file can tell that it was cut short.
 */
export class TraceReader {
  /** Names by id; they grow while reading. */
  readonly names: Record<DictionaryName, string[]> = { kind: [], process: [], object: [], site: [] };
  #rest: Uint8Array = new Uint8Array(0);
  #schema: Uint8Array | undefined;
  /** Decoding needs some dictionary in place; names are looked up by id in `names`, so an empty one will do. */
  #noNames: Uint8Array | undefined;
  #noRows: Uint8Array | undefined;
  #read = 0;

  /** Bytes that do not form a complete message yet. */
  get leftover(): number {
    return this.#rest.length;
  }

  /** Bytes decoded so far. */
  get position(): number {
    return this.#read;
  }

  /**
   * Decodes all complete messages.
   * @throws TraceFormatError when the bytes are not a trace that this build can read.
   */
  push(portion: Uint8Array): EventBatch[] {
    const bytes = this.#rest.length === 0 ? portion : concat([this.#rest, portion]);
    const batches: EventBatch[] = [];
    let at = 0;
    try {
      for (;;) {
        const message = messageAt(bytes, at);
        if (!message) break;
        at = message.end;
        if (message.type === 0) continue;
        // Columns are typed views, which must begin at multiples of eight.
        const own = bytes.slice(message.start, message.end);
        if (message.type === MESSAGE_SCHEMA) this.#begin(own);
        else if (!this.#schema) throw new TraceFormatError("This file is not an Interleave trace.");
        else if (message.type === MESSAGE_DICTIONARY) this.#rename(own, message.dictionary);
        else if (message.type === MESSAGE_RECORDS) batches.push(this.#decode(own));
      }
    } catch (error) {
      if (error instanceof TraceFormatError) throw error;
      // Damage may come to light anywhere below, as whatever error it leads to there.
      throw new TraceFormatError(
        this.#schema
          ? `The trace is damaged at byte ${this.#read + at}: ${error instanceof MalformedStreamError ? error.message : "what stands there cannot be decoded"}.`
          : "This file is not an Interleave trace.",
      );
    }
    this.#read += at;
    this.#rest = at === bytes.length ? new Uint8Array(0) : bytes.slice(at);
    return batches;
  }

  #begin(schema: Uint8Array): void {
    const table = tableFromIPC(schema);
    const version = (table.schema.metadata as Map<string, string> | null)?.get("interleave.version");
    if (version === undefined) throw new TraceFormatError("This Arrow file is not an Interleave trace.");
    if (!/^\d{1,9}$/.test(version)) throw new TraceFormatError("The trace is damaged at its beginning.");
    if (!(Number(version) <= TRACE_VERSION))
      throw new TraceFormatError(
        `This trace is of version ${version}; this Interleave reads up to ${TRACE_VERSION}. Update the extension.`,
      );
    this.#schema = schema;
    const { dictionaries, records } = emptyMessages();
    this.#noNames = dictionaries;
    this.#noRows = records;
  }

  #rename(message: Uint8Array, dictionary: number): void {
    const name = DICTIONARIES[dictionary];
    if (!name) return;
    const table = tableFromIPC([this.#schema!, this.#noNames!, message, this.#noRows!]);
    const batch = (table.getChild(name) as Column<string>).data[0] as unknown as {
      dictionary: Column<string>;
    };
    const texts = batch.dictionary;
    for (const { length, offsets } of texts.data as unknown as { length: number; offsets?: Int32Array }[])
      if (!(offsets && offsets.length > length))
        throw new MalformedStreamError(`the names of "${name}" are not what they should be`);
    this.names[name] = texts.toArray() as string[];
  }

  #decode(message: Uint8Array): EventBatch {
    const table = tableFromIPC([this.#schema!, this.#noNames!, message]);
    const text = table.getChild("text")!.data[0]!;
    return {
      length: table.numRows,
      seq: raw(table, "seq", Uint32Array),
      time: toFloats(raw(table, "time", BigInt64Array)),
      kind: raw(table, "kind", Uint8Array),
      process: raw(table, "process", Uint32Array),
      branch: raw(table, "branch", Uint32Array),
      object: raw(table, "object", Uint32Array),
      op: raw(table, "op", Uint32Array),
      other: raw(table, "other", Uint32Array),
      value: raw(table, "value", Float64Array),
      timeout: raw(table, "timeout", Float32Array),
      site: raw(table, "site", Uint32Array),
      text: (row) => text.at(row) as string | null,
    };
  }
}

/** A column's own array, which must be one of this kind and have a value for every row. */
function raw<T extends { length: number }>(table: Table, name: string, type: new (length: number) => T): T {
  const column = table.getChild(name);
  if (!column) throw new TraceFormatError(`The trace has no column "${name}".`);
  const { values } = column.data[0] as unknown as { values: unknown };
  if (!(values instanceof type && values.length >= table.numRows))
    throw new MalformedStreamError(`the column "${name}" is not what it should be`);
  return values;
}

/** 64-bit integers as doubles, exact up to 2⁵³ µs, without a bigint per value. */
function toFloats(integers: BigInt64Array): Float64Array {
  const halves = new Int32Array(integers.buffer, integers.byteOffset, integers.length * 2);
  const floats = new Float64Array(integers.length);
  for (let i = 0; i < floats.length; i++)
    floats[i] = halves[2 * i + 1]! * 4294967296 + (halves[2 * i]! >>> 0);
  return floats;
}

let empties: { dictionaries: Uint8Array; records: Uint8Array } | undefined;

/** One message per dictionary and one record batch, as a writer makes them. */
function emptyMessages() {
  if (!empties) {
    const writer = new TraceWriter();
    writer.append({ time: 0, kind: KIND["run.begin"] });
    const bytes = writer.flush()!;
    const dictionaries: Uint8Array[] = [];
    let records = bytes;
    for (let at = 0; at < bytes.length; ) {
      const message = messageAt(bytes, at)!;
      at = message.end;
      const own = bytes.slice(message.start, message.end);
      if (message.type === MESSAGE_DICTIONARY) dictionaries.push(own);
      else if (message.type === MESSAGE_RECORDS) records = own;
    }
    empties = { dictionaries: concat(dictionaries), records };
  }
  return empties;
}
