/** What a flow of a process holds, as a value: equal sets are the same object. */

export class HeldSet {
  readonly id: number;
  /** Object ids in ascending order; a semaphore stands as often as it has permits. */
  readonly objects: readonly number[];
  readonly with = new Map<number, HeldSet>();
  readonly without = new Map<number, HeldSet>();

  constructor(id: number, objects: readonly number[]) {
    this.id = id;
    this.objects = objects;
  }

  has(object: number): boolean {
    return this.objects.includes(object);
  }
}

/** A process that holds more than this is not followed further: no pattern needs that many. */
const HELD_MOST = 32;
const SETS_MOST = 1 << 16;

export class HeldSets {
  readonly empty = new HeldSet(0, []);
  readonly #byObjects = new Map<string, HeldSet>([["", this.empty]]);

  /** The set with one more; the same set when there would be too many. */
  plus(set: HeldSet, object: number): HeldSet {
    let next = set.with.get(object);
    if (!next) {
      if (set.objects.length >= HELD_MOST) return set;
      next = this.#intern([...set.objects, object].sort((a, b) => a - b)) ?? set;
      set.with.set(object, next);
    }
    return next;
  }

  minus(set: HeldSet, object: number): HeldSet {
    let next = set.without.get(object);
    if (!next) {
      const at = set.objects.indexOf(object);
      if (at < 0) return set;
      next = this.#intern(set.objects.toSpliced(at, 1)) ?? this.empty;
      set.without.set(object, next);
    }
    return next;
  }

  #intern(objects: number[]): HeldSet | undefined {
    const key = objects.join();
    let set = this.#byObjects.get(key);
    if (!set && this.#byObjects.size < SETS_MOST) {
      set = new HeldSet(this.#byObjects.size, objects);
      this.#byObjects.set(key, set);
    }
    return set;
  }
}
