/** How lengths of time are spread: all of them while they are few, on a logarithmic scale once they are many. */

/** So many are kept as they are, and quantiles are exact. */
const KEPT = 1 << 16;
/** Buckets of a factor of ten: what is read off the middle of one is wrong by 1.2 % at most. */
export const PER_DECADE = 100;
/** From a microsecond, with all that is below, to eleven days. */
const BUCKETS = 12 * PER_DECADE;

/** How many there are in each bucket, from the first that has any to the last. */
export interface SpreadCounts {
  /** Number of the first: it begins at 10^(first / {@link PER_DECADE}) microseconds. */
  first: number;
  counts: number[];
}

const bucketOf = (length: number): number =>
  length < 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log10(length) * PER_DECADE));

/** Lengths in microseconds. */
export class Spread {
  count = 0;
  readonly #kept: number;
  /** Undefined once there are too many. */
  #lengths: number[] | undefined = [];
  #buckets: Uint32Array | undefined;
  #least = Number.POSITIVE_INFINITY;
  #most = 0;

  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  add(length: number): void {
    this.count++;
    if (length < this.#least) this.#least = length;
    if (length > this.#most) this.#most = length;
    if (this.#lengths && this.#lengths.length < this.#kept) {
      this.#lengths.push(length);
      return;
    }
    this.#buckets ??= this.#counted();
    this.#lengths = undefined;
    this.#buckets[bucketOf(length)]!++;
  }

  #counted(): Uint32Array {
    const buckets = new Uint32Array(BUCKETS);
    for (const length of this.#lengths ?? []) buckets[bucketOf(length)]!++;
    return buckets;
  }

  /** The least of them that this share does not exceed; 0 when there are none. Exact while they are few. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count));
    if (this.#lengths) return Float64Array.from(this.#lengths).sort()[rank - 1] ?? 0;
    let below = 0;
    const bucket = this.#buckets!.findIndex((count) => {
      below += count;
      return below >= rank;
    });
    const middle = 10 ** ((bucket + 0.5) / PER_DECADE);
    return Math.min(this.#most, Math.max(this.#least, middle));
  }

  /** Exact, however many there are. */
  counts(): SpreadCounts {
    if (this.count === 0) return { first: 0, counts: [] };
    const buckets = this.#buckets ?? this.#counted();
    const first = bucketOf(this.#least);
    return { first, counts: [...buckets.subarray(first, bucketOf(this.#most) + 1)] };
  }
}
