import { Pool } from "@interleave/runtime";

/** Map in a pool, sort by key here, reduce in the pool. */
export class MapReduce<In, Key, Value, Out> {
  readonly #map: (item: In) => Promise<[Key, Value][]>;
  readonly #reduce: (entry: [Key, Value[]]) => Out;
  readonly #pool: Pool;

  constructor(
    map: (item: In) => Promise<[Key, Value][]>,
    reduce: (entry: [Key, Value[]]) => Out,
    workers?: number,
  ) {
    this.#map = map;
    this.#reduce = reduce;
    this.#pool = new Pool(workers === undefined ? {} : { processes: workers });
  }

  async run(inputs: In[], chunkSize = 1): Promise<Out[]> {
    const mapped = await this.#pool.map(this.#map, inputs, { chunkSize });
    const byKey = new Map<Key, Value[]>();
    for (const [key, value] of mapped.flat()) {
      const values = byKey.get(key);
      if (values) values.push(value);
      else byKey.set(key, [value]);
    }
    return this.#pool.map(this.#reduce, byKey);
  }
}
