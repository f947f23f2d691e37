/** Tasks and spans of one process: named stretches that may overlap, laid into rows where they do not. */
import { doubled, lastNotAbove } from "./grow.ts";

const FIRST_CAPACITY = 8;

/** One row of boxes that do not overlap. An open box has the end `Infinity`. Times in microseconds of the run. */
export class BoxRow {
  length = 0;
  start = new Float64Array(FIRST_CAPACITY);
  end = new Float64Array(FIRST_CAPACITY);
  /** 1 when it ended by an error. */
  failed = new Uint8Array(FIRST_CAPACITY);
  site = new Uint32Array(FIRST_CAPACITY);
  /** Task or span id. */
  id = new Uint32Array(FIRST_CAPACITY);
  readonly names: string[] = [];

  get busy(): boolean {
    return this.length > 0 && this.end[this.length - 1] === Number.POSITIVE_INFINITY;
  }

  add(time: number, name: string, id: number, site: number): number {
    const index = this.length++;
    if (index === this.start.length) {
      this.start = doubled(this.start);
      this.end = doubled(this.end);
      this.failed = doubled(this.failed);
      this.site = doubled(this.site);
      this.id = doubled(this.id);
    }
    this.start[index] = Math.max(time, index > 0 ? this.end[index - 1]! : 0);
    this.end[index] = Number.POSITIVE_INFINITY;
    this.site[index] = site;
    this.id[index] = id;
    this.names.push(name);
    return index;
  }

  /** Index of the last box that began by this moment, −1 when there is none. */
  at(time: number): number {
    return lastNotAbove(this.start, this.length, time);
  }
}

/** All rows of a process, outermost first. */
export class Boxes {
  readonly rows: BoxRow[] = [];
  readonly #open = new Map<string, { row: BoxRow; index: number }>();

  /** Begins a box in the first free row. `key` pairs it with its end. */
  begin(key: string, time: number, name: string, id: number, site: number): void {
    let row = this.rows.find((candidate) => !candidate.busy);
    if (!row) {
      row = new BoxRow();
      this.rows.push(row);
    }
    this.#open.set(key, { row, index: row.add(time, name, id, site) });
  }

  end(key: string, time: number, failed: boolean): void {
    const open = this.#open.get(key);
    if (!open) return;
    this.#open.delete(key);
    open.row.end[open.index] = Math.max(time, open.row.start[open.index]!);
    if (failed) open.row.failed[open.index] = 1;
  }

  /** Ends whatever is open: the process is gone. */
  endAll(time: number): void {
    for (const key of [...this.#open.keys()]) this.end(key, time, false);
  }

  get count(): number {
    return this.rows.reduce((sum, row) => sum + row.length, 0);
  }
}
