/** Collects events into columns and turns them into the bytes of a trace. */
import { batchType, Column, type DataType, Table, tableToIPC } from "@uwdata/flechette";
import { EVENT_KINDS } from "../protocol/events.ts";
import { COLUMNS, DICTIONARIES, type DictionaryName, traceSchema } from "./columns.ts";
import { grown } from "./grow.ts";
import { MESSAGE_DICTIONARY, MESSAGE_RECORDS, MESSAGE_SCHEMA, messageAt } from "./messages.ts";
import type { EventBatch } from "./reader.ts";

const FIRST_CAPACITY = 1024;

/** One event, as the recorder gives it. Absent numbers are 0, an absent timeout is NaN. */
export interface TraceRow {
  /** Microseconds since the run began; rounded to whole ones. */
  time: number;
  kind: number;
  process?: number;
  branch?: number;
  object?: number;
  op?: number;
  other?: number;
  value?: number;
  timeout?: number;
  site?: number;
  text?: string | undefined;
}

/**
 * The names of one dictionary column; the position of a name is its id. They are kept encoded: a batch with a new one
 * repeats them all, and thousands of small pieces each time would be more to clean up than all else.
 */
class Names {
  readonly list: string[] = [""];
  changed = true;
  /** How much they take, roughly: bytes of most texts, and four for each offset. */
  size = 4;
  #bytes = new Uint8Array(256);
  /** Where each begins in these bytes, and where the last one ends. */
  #offsets = new Int32Array(64);
  /** So many are encoded. */
  #encoded = 0;

  set(id: number, name: string): void {
    while (this.list.length < id) this.list.push("");
    this.size += name.length + 4;
    this.list[id] = name;
    this.changed = true;
    this.#encoded = Math.min(this.#encoded, id);
  }

  /** All of them as a column, which is good until another is named. */
  column(type: DataType): Column<string> {
    const { length } = this.list;
    if (length >= this.#offsets.length) this.#offsets = grown(this.#offsets, 2 * length);
    let end = this.#offsets[this.#encoded]!;
    for (; this.#encoded < length; this.#encoded++) {
      const name = this.list[this.#encoded]!;
      // No character of a string takes more than three bytes.
      const most = end + 3 * name.length;
      if (most > this.#bytes.length) this.#bytes = grown(this.#bytes, 2 * most);
      end += encoder.encodeInto(name, this.#bytes.subarray(end)).written;
      this.#offsets[this.#encoded + 1] = end;
    }
    const offsets = this.#offsets.subarray(0, length + 1);
    return utf8Column(type, length, 0, NO_VALIDITY, offsets, this.#bytes.subarray(0, end));
  }
}

/**
 * Appends rows, hands out batches. The first batch begins with the schema; a dictionary that grew is sent again
 * whole (a replacement), because not every reader of Arrow streams understands deltas.
 */
export class TraceWriter {
  #rows = 0;
  #capacity = FIRST_CAPACITY;
  #seq = 0;
  #begun = false;
  #columns = allocate(FIRST_CAPACITY);
  #texts: (string | undefined)[] = [];
  readonly #names: Record<DictionaryName, Names> = {
    kind: new Names(),
    process: new Names(),
    object: new Names(),
    site: new Names(),
  };

  constructor() {
    EVENT_KINDS.forEach((kind, index) => {
      this.#names.kind.set(index, kind);
    });
  }

  /** Sequence number of the last row. */
  get seq(): number {
    return this.#seq;
  }

  /** Rows not yet flushed. */
  get pending(): number {
    return this.#rows;
  }

  /** About how many bytes of names the next batch has to repeat, because some of them are new. */
  get namesSize(): number {
    let size = 0;
    for (const name of DICTIONARIES) if (this.#names[name].changed) size += this.#names[name].size;
    return size;
  }

  /** Names an id; to be called before the first flush of a row that uses it. */
  name(dictionary: Exclude<DictionaryName, "kind">, id: number, name: string): void {
    this.#names[dictionary].set(id, name);
  }

  /** All names so far, by id. */
  get names(): Readonly<Record<DictionaryName, readonly string[]>> {
    const { kind, process, object, site } = this.#names;
    return { kind: kind.list, process: process.list, object: object.list, site: site.list };
  }

  /** Appends a row and answers its sequence number. */
  append(row: TraceRow): number {
    return this.add(
      row.time,
      row.kind,
      row.process ?? 0,
      row.branch ?? 0,
      row.object ?? 0,
      row.op ?? 0,
      row.other ?? 0,
      row.value ?? 0,
      row.timeout ?? Number.NaN,
      row.site ?? 0,
      row.text,
    );
  }

  /** {@link append} for the hot path: no object per event. */
  add(
    time: number,
    kind: number,
    process: number,
    branch: number,
    object: number,
    op: number,
    other: number,
    value: number,
    timeout: number,
    site: number,
    text?: string,
  ): number {
    if (this.#rows === this.#capacity) this.#grow();
    const row = this.#rows++;
    const columns = this.#columns;
    const whole = Math.round(time);
    columns.seq[row] = ++this.#seq;
    columns.time[2 * row] = whole >>> 0;
    columns.time[2 * row + 1] = Math.floor(whole / 4294967296);
    columns.kind[row] = kind;
    columns.process[row] = process;
    columns.branch[row] = branch;
    columns.object[row] = object;
    columns.op[row] = op;
    columns.other[row] = other;
    columns.value[row] = value;
    columns.timeout[row] = timeout;
    columns.site[row] = site;
    if (text !== undefined) this.#texts[row] = text;
    return this.#seq;
  }

  /** The rows since the last flush, as a reader will find them. They are views, good until something is written. */
  get batch(): EventBatch {
    const rows = this.#rows;
    const texts = this.#texts;
    const { time, ...columns } = this.#columns;
    const floats = new Float64Array(rows);
    for (let row = 0; row < rows; row++) floats[row] = time[2 * row + 1]! * 4294967296 + time[2 * row]!;
    return { ...columns, length: rows, time: floats, text: (row) => texts[row] ?? null };
  }

  /** Forgets the rows since the last flush. */
  discard(): void {
    this.#rows = 0;
    this.#texts = [];
  }

  /** The rows since the last flush as whole Arrow messages; undefined when there are none. */
  flush(): Uint8Array | undefined {
    const rows = this.#rows;
    if (rows === 0) return undefined;
    const columns = this.#columns;
    const schema = traceSchema();
    const children = COLUMNS.map(({ name }, index) => {
      const type = schema.fields[index]!.type;
      if (name === "text") return textColumn(type, this.#texts, rows);
      if (name === "time")
        return column(
          type,
          rows,
          new BigInt64Array(columns.time.buffer, columns.time.byteOffset, this.#capacity).subarray(0, rows),
        );
      const values = columns[name as keyof typeof columns].subarray(0, rows);
      if (!isDictionary(name)) return column(type, rows, values);
      const names = this.#names[name];
      const nameType = (type as DataType & { dictionary: DataType }).dictionary;
      return column(type, rows, values, names.changed ? names.column(nameType) : textColumn(nameType, [], 0));
    });
    const bytes = tableToIPC(new Table(schema, children), { format: "stream" })!;
    const kept: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const message = messageAt(bytes, at);
      if (!message) break;
      at = message.end;
      const keep =
        message.type === MESSAGE_RECORDS ||
        (message.type === MESSAGE_SCHEMA && !this.#begun) ||
        (message.type === MESSAGE_DICTIONARY && this.#names[DICTIONARIES[message.dictionary]!].changed);
      if (keep) kept.push(bytes.subarray(message.start, message.end));
    }
    for (const name of DICTIONARIES) this.#names[name].changed = false;
    this.#begun = true;
    this.discard();
    return concat(kept);
  }

  #grow(): void {
    this.#capacity *= 2;
    const larger = allocate(this.#capacity);
    for (const name of Object.keys(larger) as (keyof typeof larger)[]) larger[name].set(this.#columns[name]);
    this.#columns = larger;
  }
}

function allocate(rows: number) {
  return {
    seq: new Uint32Array(rows),
    // Low and high halves of 64-bit integers: writing bigints one by one is many times slower.
    time: new Uint32Array(rows * 2),
    kind: new Uint8Array(rows),
    process: new Uint32Array(rows),
    branch: new Uint32Array(rows),
    object: new Uint32Array(rows),
    op: new Uint32Array(rows),
    other: new Uint32Array(rows),
    value: new Float64Array(rows),
    timeout: new Float32Array(rows),
    site: new Uint32Array(rows),
  };
}

const isDictionary = (name: string): name is DictionaryName =>
  (DICTIONARIES as readonly string[]).includes(name);

const NO_VALIDITY = new Uint8Array(0);

function column(
  type: DataType,
  length: number,
  values: unknown,
  dictionary?: Column<string>,
): Column<unknown> {
  const Batch = batchType(type) as unknown as new (
    options: object,
  ) => { setDictionary(dictionary: Column<string>): void };
  const batch = new Batch({ length, nullCount: 0, type, validity: NO_VALIDITY, values });
  if (dictionary) batch.setDictionary(dictionary);
  return new Column([batch as never], type);
}

const encoder = new TextEncoder();
/** Names of functions come again and again, thousands in a batch. */
const encodings = new Map<string, Uint8Array>();
const ENCODINGS_MOST = 256;
const ENCODED_CHARACTERS = 64;

function encode(text: string): Uint8Array {
  if (text.length > ENCODED_CHARACTERS) return encoder.encode(text);
  let encoded = encodings.get(text);
  if (!encoded) {
    if (encodings.size === ENCODINGS_MOST) encodings.clear();
    encoded = encoder.encode(text);
    encodings.set(text, encoded);
  }
  return encoded;
}

function textColumn(type: DataType, texts: (string | undefined)[], length: number): Column<string> {
  const offsets = new Int32Array(length + 1);
  const validity = new Uint8Array((length + 7) >> 3);
  const parts: Uint8Array[] = [];
  let size = 0;
  let nullCount = Math.max(0, length - texts.length);
  // Most batches have few texts, or none: what follows the last one is null and empty.
  for (let row = 0; row < Math.min(length, texts.length); row++) {
    const text = texts[row];
    if (text === undefined) nullCount++;
    else {
      validity[row >> 3]! |= 1 << (row & 7);
      if (text !== "") {
        const encoded = encode(text);
        parts.push(encoded);
        size += encoded.length;
      }
    }
    offsets[row + 1] = size;
  }
  offsets.fill(size, Math.min(length, texts.length) + 1);
  return utf8Column(
    type,
    length,
    nullCount,
    nullCount === 0 ? NO_VALIDITY : validity,
    offsets,
    concat(parts),
  );
}

function utf8Column(
  type: DataType,
  length: number,
  nullCount: number,
  validity: Uint8Array,
  offsets: Int32Array,
  values: Uint8Array,
): Column<string> {
  const Batch = batchType(type) as unknown as new (options: object) => never;
  return new Column<string>([new Batch({ length, nullCount, type, validity, offsets, values })], type);
}

/** The parts one after another, in memory of their own. */
export function concat(parts: Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
