/** A tiny language of programs that use every primitive, and a seeded generator of such programs. */
import type { ObjectType } from "../../../src/protocol/events.ts";
import type { Random } from "./random.ts";

export interface ModelObject {
  type: ObjectType;
  /** Bound, initial value, parties. */
  size: number;
  /** Of conditions and values: index of their lock. */
  lock?: number;
}

/** One operation. `else`: how many operations to go on by when it got nothing; otherwise on to the next. */
export type Op =
  | { do: "acquire"; object: number; limit?: "none" | "timed" | "try"; else?: number }
  | { do: "release" | "set" | "clear" | "wait" | "arrive" | "put" | "done" | "drain"; object: number }
  | { do: "get" | "recv"; object: number; limit?: "none" | "try"; else?: number }
  | { do: "send"; object: number }
  /** Waits for a condition, then goes back by so many operations; timed: on to the next when it is given up. */
  | { do: "await"; object: number; back: number; limit?: "none" | "timed" }
  | { do: "notify"; object: number; count: number }
  /** Goes on by `else` when the value is another. */
  | { do: "read"; object: number; equals: number; else: number }
  | { do: "write"; object: number; value: number }
  /** Asks an event whether it is set: something the trace need not tell in a way that is understood. */
  | { do: "query"; object: number; else: number }
  /** Submits a body to a pool; waits until all that this task has submitted there is over. */
  | { do: "submit"; object: number; body: number }
  | { do: "result"; object: number }
  | { do: "start"; task: number }
  | { do: "join"; task: number };

export interface ModelProgram {
  objects: ModelObject[];
  /** Task 0 is main; the others are started by somebody. */
  tasks: Op[][];
  /** What can be submitted to a pool. */
  bodies: Op[][];
  /** Tasks that are workers, of this object: they do what is submitted and nothing else. */
  workers: Map<number, number>;
}

class Generator {
  readonly #random: Random;
  readonly objects: ModelObject[] = [];
  readonly #locks: number[] = [];
  #left: number;
  /** How many bodies there are for the pool, and the first that may be submitted here. */
  #bodies = 0;
  #first = 0;

  constructor(random: Random, operations: number) {
    this.#random = random;
    this.#left = operations;
  }

  object(type: ObjectType, size = 0, lock?: number): number {
    this.objects.push({ type, size, ...(lock === undefined ? {} : { lock }) });
    return this.objects.length - 1;
  }

  /** The shared things of a program: a few locks, and some of the rest. */
  furnish(parties: number): void {
    const random = this.#random;
    for (let count = 2 + random.below(2); count > 0; count--)
      this.#locks.push(this.object(random.chance(0.2) ? "RLock" : "Lock"));
    const extras = [
      () => this.object(random.chance(0.5) ? "Semaphore" : "BoundedSemaphore", 1 + random.below(2)),
      () => this.object("Event"),
      () => this.object(random.chance(0.3) ? "JoinableQueue" : "Queue", random.below(3)),
      () => this.object("Value", 0, this.object("RLock")),
      () => this.object("Barrier", Math.max(1, parties - random.below(2))),
      () => this.object("Condition", 0, random.pick(this.#locks)),
      () => this.object("Connection", random.below(3)),
    ];
    for (let count = random.below(4); count > 0; count--) random.pick(extras)();
  }

  /** A pool and what is submitted to it. */
  pool(bodies: number): Op[][] {
    this.object("Pool", 1 + this.#random.below(2));
    this.#bodies = bodies;
    const made: Op[][] = [];
    for (let body = 0; body < bodies; body++) {
      this.#first = body + 1;
      made.push(this.body(1 + this.#random.below(2), []));
    }
    this.#first = 0;
    return made;
  }

  /** Some blocks in a row. */
  body(blocks: number, held: readonly number[]): Op[] {
    const ops: Op[] = [];
    for (; blocks > 0 && this.#left > 0; blocks--) ops.push(...this.#block(held));
    return ops;
  }

  #block(held: readonly number[]): Op[] {
    const random = this.#random;
    this.#left--;
    const free = this.#locks.filter((lock) => !held.includes(lock) || this.objects[lock]!.type === "RLock");
    if (free.length > 0 && held.length < 3 && random.chance(0.7))
      return this.#locked(random.pick(free), held);
    const object = random.below(this.objects.length);
    const { type, lock } = this.objects[object]!;
    switch (type) {
      case "Lock":
      case "RLock":
        return free.includes(object) && held.length < 3 ? this.#locked(object, held) : [];
      case "Semaphore":
      case "BoundedSemaphore":
        if (random.chance(0.15) && type === "Semaphore") return [{ do: "release", object }];
        return [
          { do: "acquire", object },
          ...this.body(random.below(2), [...held, -1]),
          { do: "release", object },
        ];
      case "Event":
        if (random.chance(0.15)) {
          const inner = this.body(1, held);
          return [{ do: "query", object, else: inner.length + 1 }, ...inner];
        }
        return [{ do: random.pick(["set", "set", "wait", "clear"] as const), object }];
      case "Queue":
      case "JoinableQueue":
        if (type === "JoinableQueue" && random.chance(0.3))
          return [{ do: random.pick(["done", "drain"] as const), object }];
        if (random.chance(0.15)) {
          const inner = this.body(1, held);
          return [{ do: "get", object, limit: "try", else: inner.length + 1 }, ...inner];
        }
        return [random.chance(0.5) ? { do: "put", object } : { do: "get", object }];
      case "Connection":
        if (random.chance(0.15)) {
          const inner = this.body(1, held);
          return [{ do: "recv", object, limit: "try", else: inner.length + 1 }, ...inner];
        }
        return [random.chance(0.5) ? { do: "send", object } : { do: "recv", object }];
      case "Pool": {
        // A body submits only those that come after it: no task waits for itself.
        if (this.#first >= this.#bodies) return [];
        const body = this.#first + random.below(this.#bodies - this.#first);
        return [
          { do: "submit", object, body },
          ...this.body(random.below(2), held),
          { do: "result", object },
        ];
      }
      case "Value":
        return this.#value(object, lock!, held);
      case "Condition":
        return this.#condition(object, lock!, held);
      case "Barrier":
        return [{ do: "arrive", object }];
      default:
        return [];
    }
  }

  #locked(object: number, held: readonly number[]): Op[] {
    const random = this.#random;
    const inner = this.body(held.length === 0 ? 1 + random.below(2) : random.below(3), [...held, object]);
    const how = random.chance(0.1) ? "try" : random.chance(0.05) ? "timed" : "none";
    return [
      { do: "acquire", object, limit: how, ...(how === "none" ? {} : { else: inner.length + 2 }) },
      ...inner,
      { do: "release", object },
    ];
  }

  #value(object: number, lock: number, held: readonly number[]): Op[] {
    const random = this.#random;
    if (random.chance(0.4)) return [{ do: "write", object, value: 1 + random.below(2) }];
    if (random.chance(0.3) && !held.includes(lock)) return this.#locked(lock, held);
    const inner = this.body(1, held);
    return [{ do: "read", object, equals: random.below(2), else: inner.length + 1 }, ...inner];
  }

  #condition(object: number, lock: number, held: readonly number[]): Op[] {
    const random = this.#random;
    if (held.includes(lock)) return [{ do: "notify", object, count: random.below(2) }];
    const value = this.objects.findIndex(({ type }) => type === "Value");
    const enter: Op = { do: "acquire", object: lock };
    const leave: Op = { do: "release", object: lock };
    if (random.chance(0.5)) {
      const change: Op[] = value >= 0 ? [{ do: "write", object: value, value: 1 }] : [];
      return [enter, ...change, { do: "notify", object, count: 0 }, leave];
    }
    // Most programs look at what they wait for; who does not may miss a notify.
    if (value >= 0)
      return [
        enter,
        { do: "read", object: value, equals: 0, else: 2 },
        random.chance(0.2)
          ? { do: "await", object, back: 1, limit: "timed" }
          : { do: "await", object, back: 1 },
        leave,
      ];
    return random.chance(0.2) ? [enter, { do: "await", object, back: -1 }, leave] : [enter, leave];
  }
}

/** The program of a seed: main and one to three children, started by main and mostly joined, and perhaps a pool. */
export function generate(random: Random): ModelProgram {
  const hasPool = random.chance(0.15);
  const children = 1 + random.below(hasPool ? 2 : 3);
  const generator = new Generator(random, 6 + random.below(6));
  generator.furnish(children);
  const bodies = hasPool ? generator.pool(1 + random.below(2)) : [];
  const pool = generator.objects.length - 1;
  const tasks: Op[][] = [[]];
  for (let task = 1; task <= children; task++) tasks.push(generator.body(1 + random.below(3), []));
  const main = tasks[0]!;
  for (let task = 1; task <= children; task++) {
    main.push({ do: "start", task });
    // Sometimes one is over before the next begins.
    if (random.chance(0.1)) main.push({ do: "join", task });
    if (random.chance(0.15)) main.push(...generator.body(1, []));
  }
  if (hasPool) main.push({ do: "submit", object: pool, body: 0 }, { do: "result", object: pool });
  if (random.chance(0.3)) main.push(...generator.body(1, []));
  // A pool ends with main, which therefore waits for whoever might still use it.
  for (let task = 1; task <= children; task++)
    if (hasPool || random.chance(0.9)) main.push({ do: "join", task });
  const workers = new Map<number, number>();
  if (hasPool)
    for (let count = generator.objects[pool]!.size; count > 0; count--) {
      workers.set(tasks.length, pool);
      tasks.push([]);
    }
  return { objects: generator.objects, tasks, bodies, workers };
}
