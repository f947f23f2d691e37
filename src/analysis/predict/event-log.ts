/**
 * The rows of a run that say something about order, a few bytes each. Rows that refer to one another do so by their
 * index plus one; 0 is none.
 */
/** So many rows are looked at together, about 50 bytes each. */
export const WINDOW_ROWS = 1 << 17;

/** A request without limit, which nothing but its grant ends. */
export const UNTIMED = 1;
/** The acquire with which a condition's waiter goes on. */
export const REGAIN = 2;
/** What it answered depends on all that was done with its object before, in a way that is not modelled. */
export const OPAQUE = 4;
/** What it answered may depend on anything before it. */
export const WHOLE = 8;

/** Kind of a row that no trace has: the last party arrives at a barrier, which the trace tells by its grant alone. */
export const ARRIVAL = 255;

const FIRST_CAPACITY = 256;

export class EventLog {
  length = 0;
  /** Rows before this one are what is left of earlier windows: they have happened, in whatever schedule. */
  first = 0;
  kind = new Uint8Array(FIRST_CAPACITY);
  flags = new Uint8Array(FIRST_CAPACITY);
  process = new Uint32Array(FIRST_CAPACITY);
  object = new Uint32Array(FIRST_CAPACITY);
  other = new Uint32Array(FIRST_CAPACITY);
  site = new Uint32Array(FIRST_CAPACITY);
  seq = new Uint32Array(FIRST_CAPACITY);
  /** Which row of its process it is, from 0. */
  position = new Uint32Array(FIRST_CAPACITY);
  /** A row that must have happened before, besides those of its own process; of an opaque row its place in its object's history. */
  need = new Uint32Array(FIRST_CAPACITY);
  /** The other half of a wait; of a release the acquire that it ends. */
  pair = new Uint32Array(FIRST_CAPACITY);
  /** Of an acquire its release, of a put the get of its item, of a task's start the start before it in that pool; of a task's end who submitted it. */
  until = new Uint32Array(FIRST_CAPACITY);
  /** Id of the dependency that this request is an instance of. */
  dependency = new Uint32Array(FIRST_CAPACITY);
  /** Further rows that a row needs, where one is not enough. */
  readonly more = new Map<number, number[]>();
  #histories: Map<number, number[]> | undefined;

  add(
    kind: number,
    process: number,
    position: number,
    object: number,
    other: number,
    site: number,
    seq: number,
  ): number {
    const row = this.length++;
    if (row === this.kind.length) this.#grow();
    this.kind[row] = kind;
    this.process[row] = process;
    this.position[row] = position;
    this.object[row] = object;
    this.other[row] = other;
    this.site[row] = site;
    this.seq[row] = seq;
    return row;
  }

  /** All rows of an object, in order. */
  history(object: number): readonly number[] {
    if (!this.#histories) {
      this.#histories = new Map();
      for (let row = 0; row < this.length; row++) {
        const of = this.object[row]!;
        const list = this.#histories.get(of);
        if (list) list.push(row);
        else this.#histories.set(of, [row]);
      }
    }
    return this.#histories.get(object) ?? [];
  }

  /**
   * Begins a new window: of all rows only these are left, in their order. Answers what has become of a reference to a
   * row (its index plus one): 0 when it is gone.
   */
  keep(rows: readonly number[]): (reference: number) => number {
    const numbers = new Map(rows.map((row, at) => [row + 1, at + 1]));
    const renumbered = (reference: number) => numbers.get(reference) ?? 0;
    const more = new Map<number, number[]>();
    rows.forEach((row, at) => {
      for (const column of [
        this.kind,
        this.flags,
        this.process,
        this.object,
        this.other,
        this.site,
        this.seq,
      ])
        column[at] = column[row]!;
      this.position[at] = this.position[row]!;
      // A place in the history of an object is no reference, but that of what has happened is not asked for any more.
      this.need[at] = this.flags[row]! & OPAQUE ? 0 : renumbered(this.need[row]!);
      this.pair[at] = renumbered(this.pair[row]!);
      this.until[at] = renumbered(this.until[row]!);
      this.dependency[at] = 0;
      const others = this.more.get(row)?.map(renumbered);
      if (others) more.set(at, others);
    });
    // A row that is added finds nothing of a former one.
    for (const column of [this.flags, this.need, this.pair, this.until, this.dependency])
      column.fill(0, rows.length, this.length);
    this.more.clear();
    for (const [row, others] of more) this.more.set(row, others);
    this.length = this.first = rows.length;
    this.touched();
    return renumbered;
  }

  /** Rows have come since: histories are to be collected anew. */
  touched(): void {
    this.#histories = undefined;
  }

  #grow(): void {
    const grown = <T extends Uint8Array | Uint32Array>(column: T): T => {
      const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
      larger.set(column);
      return larger;
    };
    this.kind = grown(this.kind);
    this.flags = grown(this.flags);
    this.process = grown(this.process);
    this.object = grown(this.object);
    this.other = grown(this.other);
    this.site = grown(this.site);
    this.seq = grown(this.seq);
    this.position = grown(this.position);
    this.need = grown(this.need);
    this.pair = grown(this.pair);
    this.until = grown(this.until);
    this.dependency = grown(this.dependency);
  }
}
