/** What the processes printed: all lines in the order of time, in columns, their texts as the bytes of one array. */
import { KIND, OUTPUT_CHARACTERS, OUTPUT_STREAMS } from "../protocol/events.ts";
import type { Row } from "./event-row.ts";
import { grown, type Ids, lastNotAbove, nextCapacity, placed, written } from "./grow.ts";
import type { OpenedParcel, Parcel } from "./parcel.ts";

const FIRST_CAPACITY = 16;
const FIRST_BYTES = 1024;
const MOST_AMOUNT = 0xffff_ffff;

/** No more is kept than so many lines and bytes of them; beyond that the oldest go. */
export const KEPT = { lines: 400_000, bytes: 64 << 20 };
/** How much of them goes at once. */
const FORGOTTEN = 0.25;

/** A row of it. Times in microseconds of the run. */
export interface PrintedLine {
  time: number;
  process: number;
  site: number;
  /** Standard error, as opposed to standard output. */
  error: boolean;
  text: string;
  /** How many characters of the line are left out at its end. */
  cut: number;
  /** So many lines that were not recorded, in place of one. */
  dropped: number;
}

export const isPrinted = (kind: number): boolean =>
  kind === KIND["output"] || kind === KIND["output.dropped"];

/** How many lines a row says that are not recorded: whatever stands there is taken for a number of lines. */
export const droppedLines = ({ value }: Pick<Row, "value">): number =>
  value > 0 ? Math.min(Math.trunc(value), MOST_AMOUNT) : 0;

const DROPPED = 4;
const ERROR = OUTPUT_STREAMS.indexOf("stderr");
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class OutputLog {
  length = 0;
  time = new Float64Array(FIRST_CAPACITY);
  process: Ids = new Uint8Array(FIRST_CAPACITY);
  /** Lines, the oldest, that are not kept any more. */
  forgotten = 0;
  /** Counts how often lines that were there have got other places. */
  version = 0;
  #site: Ids = new Uint8Array(FIRST_CAPACITY);
  /** Stream, plus DROPPED. */
  #flags = new Uint8Array(FIRST_CAPACITY);
  /** Characters that are cut off, or lines that are not recorded. */
  #amount = new Uint32Array(FIRST_CAPACITY);
  /** Where each text begins, and its bytes. */
  #start = new Uint32Array(FIRST_CAPACITY);
  #size = new Uint16Array(FIRST_CAPACITY);
  #texts = new Uint8Array(FIRST_BYTES);
  #textsLength = 0;
  readonly #kept: typeof KEPT;

  constructor(kept: typeof KEPT = KEPT) {
    this.#kept = kept;
  }

  /** Takes in a row for which {@link isPrinted} holds. */
  take(row: Row): void {
    const dropped = row.kind === KIND["output.dropped"];
    const at = this.length;
    this.#reserve(at + 1);
    this.time[at] = row.time;
    this.process = written(this.process, at, row.process);
    this.#site = written(this.#site, at, row.site);
    this.#flags[at] = (row.other === ERROR ? ERROR : 1) | (dropped ? DROPPED : 0);
    this.#amount[at] = droppedLines(row);
    const text = dropped ? "" : (row.batch.text(row.at) ?? "").slice(0, OUTPUT_CHARACTERS);
    this.#reserveTexts(text.length * 3);
    const size = encoder.encodeInto(text, this.#texts.subarray(this.#textsLength)).written;
    this.#start[at] = this.#textsLength;
    this.#size[at] = size;
    this.#textsLength += size;
    this.length++;
    this.#sort(at);
    this.#bound();
  }

  line(index: number): PrintedLine {
    const flags = this.#flags[index]!;
    const dropped = (flags & DROPPED) !== 0;
    const amount = this.#amount[index]!;
    return {
      time: this.time[index]!,
      process: this.process[index]!,
      site: this.#site[index]!,
      error: (flags & ERROR) !== 0,
      text: this.text(index),
      cut: dropped ? 0 : amount,
      dropped: dropped ? amount : 0,
    };
  }

  /** In the order in which they are packed. */
  get #columns() {
    return [this.time, this.process, this.#site, this.#flags, this.#amount, this.#start, this.#size];
  }

  text(index: number): string {
    const start = this.#start[index]!;
    return decoder.decode(this.#texts.subarray(start, start + this.#size[index]!));
  }

  /** Index of the last line by this moment, −1 before the first. */
  at(time: number): number {
    return lastNotAbove(this.time, this.length, time);
  }

  /** Puts what has been taken since {@link giveAway} into a parcel. */
  pack(parcel: Parcel): void {
    const { length } = this;
    for (const column of this.#columns) parcel.put(column.subarray(0, length));
    parcel.put(this.#texts.subarray(0, this.#textsLength));
  }

  /** What was packed is another's from now on. */
  giveAway(): void {
    this.length = this.#textsLength = 0;
  }

  unpack(parcel: OpenedParcel): void {
    const time = parcel.take<Float64Array>();
    const at = this.length;
    const base = this.#textsLength;
    this.#reserve(at + time.length);
    this.time.set(time, at);
    this.process = placed(this.process, parcel.take(), at);
    this.#site = placed(this.#site, parcel.take(), at);
    this.#flags.set(parcel.take<Uint8Array>(), at);
    this.#amount.set(parcel.take<Uint32Array>(), at);
    this.#start.set(parcel.take<Uint32Array>(), at);
    this.#size.set(parcel.take<Uint16Array>(), at);
    const texts = parcel.take<Uint8Array>();
    this.#reserveTexts(texts.length);
    this.#texts.set(texts, base);
    this.#textsLength += texts.length;
    this.length += time.length;
    for (let i = at; i < this.length; i++) this.#start[i]! += base;
    this.#sort(at);
    this.#bound();
  }

  /** Lines from `fresh` on are sorted, as are those before; what a process tells late belongs between the latter. */
  #sort(fresh: number): void {
    const { time, length } = this;
    if (fresh === 0 || fresh === length || time[fresh - 1]! <= time[fresh]!) return;
    const from = lastNotAbove(time, fresh, time[fresh]!) + 1;
    const order = new Uint32Array(length - from);
    let [one, other] = [from, fresh];
    for (let i = 0; i < order.length; i++) {
      const first = other === length || (one < fresh && time[one]! <= time[other]!);
      order[i] = (first ? one++ : other++) - from;
    }
    for (const column of this.#columns) {
      const before = column.slice(from, length);
      for (let i = 0; i < order.length; i++) column[from + i] = before[order[i]!]!;
    }
    this.version++;
  }

  #bound(): void {
    if (this.length <= this.#kept.lines && this.#textsLength <= this.#kept.bytes) return;
    const gone = Math.max(1, Math.ceil(this.length * FORGOTTEN));
    const left = this.length - gone;
    for (const column of this.#columns) column.copyWithin(0, gone, this.length);
    const texts = new Uint8Array(this.#texts.length);
    let at = 0;
    for (let i = 0; i < left; i++) {
      const start = this.#start[i]!;
      texts.set(this.#texts.subarray(start, start + this.#size[i]!), at);
      this.#start[i] = at;
      at += this.#size[i]!;
    }
    this.#texts = texts;
    this.#textsLength = at;
    this.length = left;
    this.forgotten += gone;
    this.version++;
  }

  #reserve(length: number): void {
    if (length <= this.time.length) return;
    const capacity = Math.max(length, nextCapacity(this.time.length));
    this.time = grown(this.time, capacity);
    this.process = grown(this.process, capacity);
    this.#site = grown(this.#site, capacity);
    this.#flags = grown(this.#flags, capacity);
    this.#amount = grown(this.#amount, capacity);
    this.#start = grown(this.#start, capacity);
    this.#size = grown(this.#size, capacity);
  }

  #reserveTexts(more: number): void {
    const length = this.#textsLength + more;
    if (length > this.#texts.length)
      this.#texts = grown(this.#texts, Math.max(length, nextCapacity(this.#texts.length)));
  }
}
