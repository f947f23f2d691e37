/**
 * A dictionary that keeps the order in which its keys came. Keys are what `identify` says: two of one identity are
 * the same key, and the one that came first stays.
 */
export class DictMachine<T> {
  readonly #entries = new Map<string, { key: T; value: T }>();
  readonly #identify: (key: T) => string;

  constructor(identify: (key: T) => string) {
    this.#identify = identify;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: T): T | undefined {
    return this.#entries.get(this.#identify(key))?.value;
  }

  has(key: T): boolean {
    return this.#entries.has(this.#identify(key));
  }

  set(key: T, value: T): void {
    const identity = this.#identify(key);
    const entry = this.#entries.get(identity);
    if (entry) entry.value = value;
    else this.#entries.set(identity, { key, value });
  }

  /** The value that is there afterwards: what was there, else this one. */
  setDefault(key: T, value: T): T {
    const identity = this.#identify(key);
    const entry = this.#entries.get(identity);
    if (entry) return entry.value;
    this.#entries.set(identity, { key, value });
    return value;
  }

  /** All of them or, should one have no identity, none. `pairs`: key and value in turn. */
  update(pairs: readonly T[]): void {
    const identities = pairs.map((key, at) => (at % 2 === 0 ? this.#identify(key) : ""));
    for (let at = 0; at < pairs.length; at += 2) {
      const entry = this.#entries.get(identities[at]!);
      if (entry) entry.value = pairs[at + 1]!;
      else this.#entries.set(identities[at]!, { key: pairs[at]!, value: pairs[at + 1]! });
    }
  }

  /** Takes a value out; undefined when there is no such key. */
  take(key: T): T | undefined {
    const identity = this.#identify(key);
    const entry = this.#entries.get(identity);
    if (entry) this.#entries.delete(identity);
    return entry?.value;
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): T[] {
    return Array.from(this.#entries.values(), (entry) => entry.key);
  }

  values(): T[] {
    return Array.from(this.#entries.values(), (entry) => entry.value);
  }

  /** Key and value in turn. */
  pairs(): T[] {
    const all: T[] = [];
    for (const { key, value } of this.#entries.values()) all.push(key, value);
    return all;
  }
}
