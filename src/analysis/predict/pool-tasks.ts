/** What has become of the tasks of pools in a replay. */
export class PoolTasks {
  readonly #ended = new Set<number>();
  readonly #results = new Map<number, number>();
  readonly #pending = new Map<number, number>();

  /** One was submitted, or has been started. */
  pending(pool: number, by: 1 | -1): void {
    this.#pending.set(pool, this.unstarted(pool) + by);
  }

  /** Tasks of a pool that were submitted and not started. */
  unstarted(pool: number): number {
    return this.#pending.get(pool) ?? 0;
  }

  /** One has ended with this row. */
  ended(row: number, submitter: number): void {
    this.#ended.add(row);
    this.#results.set(submitter, this.results(submitter) + 1);
  }

  /** How many that a process submitted have ended. */
  results(submitter: number): number {
    return this.#results.get(submitter) ?? 0;
  }

  /** The first of these ends (rows plus one) that has not happened; −1 when all have. */
  missing(ends: readonly number[]): number {
    return (ends.find((end) => !this.#ended.has(end - 1)) ?? 0) - 1;
  }
}
