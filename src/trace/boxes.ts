/** Tasks and spans of one process: named stretches that may overlap, laid into rows where they do not. */
import { grown, type Ids, lastNotAbove, nextCapacity, placed, written } from "./grow.ts";
import type { OpenedParcel, Parcel } from "./parcel.ts";

const FIRST_CAPACITY = 8;

/** Names that come again and again, by number. */
export class Labels {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.list.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

/** One row of boxes that do not overlap. An open box has the end `Infinity`. Times in microseconds of the run. */
export class BoxRow {
  length = 0;
  start = new Float64Array(FIRST_CAPACITY);
  end = new Float64Array(FIRST_CAPACITY);
  /** 1 when it ended by an error. */
  failed = new Uint8Array(FIRST_CAPACITY);
  site: Ids = new Uint8Array(FIRST_CAPACITY);
  readonly #labels: Labels;
  #label: Ids = new Uint8Array(FIRST_CAPACITY);
  /** Boxes before this one have been given away: the columns begin here. */
  #base = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  get busy(): boolean {
    return this.length > 0 && this.end[this.length - 1 - this.#base] === Number.POSITIVE_INFINITY;
  }

  name(index: number): string {
    return this.#labels.list[this.#label[index]!] ?? "";
  }

  get names(): string[] {
    return Array.from({ length: this.length }, (_, index) => this.name(index));
  }

  add(time: number, name: string, site: number): void {
    const at = this.length - this.#base;
    if (at === this.start.length) this.#reserve(nextCapacity(at));
    this.start[at] = Math.max(time, at > 0 ? this.end[at - 1]! : 0);
    this.end[at] = Number.POSITIVE_INFINITY;
    this.failed[at] = 0;
    this.site = written(this.site, at, site);
    const label = this.#labels.number(name);
    this.#label = written(this.#label, at, label);
    this.length++;
  }

  /** Ends the open box, the last one. */
  close(time: number, failed: boolean): void {
    const at = this.length - 1 - this.#base;
    this.end[at] = Math.max(time, this.start[at]!);
    if (failed) this.failed[at] = 1;
  }

  /** Index of the last box that began by this moment, −1 when there is none. */
  at(time: number): number {
    return lastNotAbove(this.start, this.length, time);
  }

  /** As {@link Intervals.pack}. */
  pack(parcel: Parcel): void {
    const count = this.length - this.#base;
    parcel.put(Float64Array.of(this.#base));
    for (const column of this.#columns) parcel.put(column.subarray(0, count));
  }

  /** As {@link Intervals.giveAway}. */
  giveAway(): void {
    const last = this.length - 1 - this.#base;
    if (last <= 0) return;
    for (const column of this.#columns) column[0] = column[last]!;
    this.#base += last;
  }

  unpack(parcel: OpenedParcel): void {
    const base = parcel.take<Float64Array>()[0]!;
    const start = parcel.take<Float64Array>();
    const length = base + start.length;
    if (length > this.start.length) this.#reserve(Math.max(length, nextCapacity(this.start.length)));
    this.start.set(start, base);
    this.end.set(parcel.take<Float64Array>(), base);
    this.failed.set(parcel.take<Uint8Array>(), base);
    this.site = placed(this.site, parcel.take(), base);
    this.#label = placed(this.#label, parcel.take(), base);
    this.length = length;
  }

  /** In the order in which they travel. */
  get #columns() {
    return [this.start, this.end, this.failed, this.site, this.#label];
  }

  #reserve(capacity: number): void {
    this.start = grown(this.start, capacity);
    this.end = grown(this.end, capacity);
    this.failed = grown(this.failed, capacity);
    this.site = grown(this.site, capacity);
    this.#label = grown(this.#label, capacity);
  }
}

/** All rows of a process, outermost first. */
export class Boxes {
  readonly rows: BoxRow[] = [];
  readonly labels = new Labels();
  readonly #open = new Map<string, BoxRow>();

  /** Begins a box in the first free row. `key` pairs it with its end. */
  begin(key: string, time: number, name: string, site: number): void {
    const row = this.rows.find((candidate) => !candidate.busy) ?? this.addRow();
    this.#open.set(key, row);
    row.add(time, name, site);
  }

  addRow(): BoxRow {
    const row = new BoxRow(this.labels);
    this.rows.push(row);
    return row;
  }

  end(key: string, time: number, failed: boolean): void {
    const row = this.#open.get(key);
    if (!row) return;
    this.#open.delete(key);
    row.close(time, failed);
  }

  /** Ends whatever is open: the process is gone. */
  endAll(time: number): void {
    for (const key of [...this.#open.keys()]) this.end(key, time, false);
  }

  get count(): number {
    return this.rows.reduce((sum, row) => sum + row.length, 0);
  }
}
