/** What has become of the tasks of pools in a replay. */
export class PoolTasks {
  #ended = new Set<number>();
  #results = new Map<number, number>();
  #pending = new Map<number, number>();

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

  /** Nobody will ask any more for the rows with which tasks ended. */
  forget(): void {
    this.#ended = new Set();
  }

  copy(): PoolTasks {
    const copy = new PoolTasks();
    copy.#ended = new Set(this.#ended);
    copy.#results = new Map(this.#results);
    copy.#pending = new Map(this.#pending);
    return copy;
  }
}
