/** What can be said of a run once it is over, or is stuck: taken from its trace and from what it printed. */
import { KIND, type Phase, type Verb } from "../protocol/events.ts";
import type { Hint } from "../protocol/hints.ts";
import type { Row } from "../trace/event-row.ts";
import type { Visitor } from "../trace/walk/visitor.ts";
import type { Walk } from "../trace/walk/walk.ts";
import type { LevelName, WalkedObject } from "../trace/walk/walked-object.ts";
import type { Box, Wait, WalkedProcess } from "../trace/walk/walked-process.ts";

export interface ObservedObject {
  name: string;
  /** Most at once, of what it has: items, tasks, processes that wait. */
  most: Record<LevelName, number>;
  /** Items in it at the end. */
  left: number;
  /** Most holds at once. */
  holders: number;
  /** How often somebody waited for it, and how long at most (ms). */
  waits: number;
  longest: number;
  /** Somebody slept while holding it. */
  sleptWith: boolean;
}

export interface Observations {
  /** Nothing can come any more that would change them: the program has ended by itself, or can never go on. */
  final: boolean;
  /** The program has ended by itself. */
  ended: boolean;
  exitStatus: number;
  /** Milliseconds. */
  length: number;
  /** Lines of both streams, as they came. */
  output: readonly string[];
  hints: readonly Hint[];
  processes: readonly WalkedProcess[];
  objects: readonly ObservedObject[];
  /** Most children that were at work at the same time. */
  together: number;
  /** Tasks of pools: how many were done, by how many workers, and how many at once. */
  tasks: { done: number; workers: number; together: number };
  /** Names of processes that gave up waiting, by a limit or a signal. */
  gaveUp: ReadonlySet<string>;
}

/** How the run stands, from whoever started it. */
export interface Outcome {
  /** The program has ended by itself; false also when it was stopped. */
  ended: boolean;
  exitStatus: number;
  output: readonly string[];
}

/** To be given to a walk as one of its visitors. */
export class Observer implements Visitor {
  readonly #objects = new Map<number, ObservedObject>();
  readonly #hints: Hint[] = [];
  readonly #processes: WalkedProcess[] = [];
  readonly #running = new Set<number>();
  readonly #workers = new Set<number>();
  readonly #tasks = { done: 0, together: 0, running: 0 };
  readonly #gaveUp = new Set<string>();
  #together = 0;
  #walk: Walk | undefined;

  of(walk: Walk): this {
    this.#walk = walk;
    return this;
  }

  process(process: WalkedProcess): void {
    this.#processes.push(process);
  }

  row(row: Row, kind: number): void {
    if (kind === KIND["process.exit"]) this.#running.delete(row.process);
    else if (kind === KIND["process.run"]) {
      if (this.#walk?.processes.get(row.process)?.info.kind !== "process") return;
      this.#running.add(row.process);
      this.#together = Math.max(this.#together, this.#running.size);
    } else if (kind === KIND["task.start"]) {
      this.#workers.add(row.process);
      this.#tasks.running++;
      this.#tasks.together = Math.max(this.#tasks.together, this.#tasks.running);
    }
  }

  answer(_: WalkedProcess, row: Row, verb: Verb, phase: Phase): void {
    const object = this.#walk?.objects.get(row.object);
    // The hold that begins with this answer is not among the object's yet.
    if (verb !== "acquire" || phase !== "grant" || row.other !== 0 || object?.kind !== "lock") return;
    const seen = this.#object(object);
    seen.holders = Math.max(seen.holders, object.holds.length + 1);
  }

  wait(process: WalkedProcess, wait: Wait, until: number, phase: Phase | undefined): void {
    if (phase === "timeout" || phase === "abort") this.#gaveUp.add(process.name);
    if (wait.verb === "sleep") this.#slept(process.id, wait.since);
    const object = this.#walk?.objects.get(wait.object);
    if (!object) return;
    const seen = this.#object(object);
    seen.waits++;
    seen.longest = Math.max(seen.longest, (until - wait.since) / 1000);
  }

  box(_: WalkedProcess, { kind }: Box): void {
    if (kind !== "task") return;
    this.#tasks.running--;
    this.#tasks.done++;
  }

  level(object: WalkedObject, name: LevelName, _time: number, value: number): void {
    const seen = this.#object(object);
    seen.most[name] = Math.max(seen.most[name], value);
    if (name === "items") seen.left = value;
  }

  hint(hint: Hint): void {
    this.#hints.push(hint);
  }

  /** A sleep is over that began at `since`. */
  #slept(process: number, since: number): void {
    for (const object of this.#walk?.objects.values() ?? [])
      if (object.holds.some((hold) => hold.process === process && hold.from <= since))
        this.#object(object).sleptWith = true;
  }

  /** To be called once the walk is finished. */
  observations({ ended, exitStatus, output }: Outcome): Observations {
    const stuck = this.#hints.some(({ kind, certainty }) => kind === "deadlock" && certainty === "certain");
    return {
      final: ended || stuck,
      ended: ended && !stuck,
      exitStatus,
      length: (this.#walk?.end ?? 0) / 1000,
      output,
      hints: this.#hints,
      processes: this.#processes,
      objects: [...this.#objects.values()],
      together: this.#together,
      tasks: {
        done: this.#tasks.done,
        workers: this.#workers.size,
        together: this.#tasks.together,
      },
      gaveUp: this.#gaveUp,
    };
  }

  #object({ id, name }: WalkedObject): ObservedObject {
    let seen = this.#objects.get(id);
    if (!seen) {
      const most = { waiting: 0, items: 0, running: 0, queued: 0 };
      seen = { name, most, left: 0, holders: 0, waits: 0, longest: 0, sleptWith: false };
      this.#objects.set(id, seen);
    }
    return seen;
  }
}
