/** Who asked for which lock while holding which others, and the circles in that. */
import type { Budget } from "./budget.ts";
import type { Collector } from "./collector.ts";
import type { Dependency } from "./dependency.ts";
import { isLock, isSemaphore } from "./parties.ts";

/** All dependencies with the same lock wanted and the same locks held. */
interface Group {
  id: number;
  want: number;
  held: readonly number[];
  members: Dependency[];
}

/** Of processes that do the same with the same locks, so many are tried. */
const MEMBERS_MOST = 6;
/** Ways of choosing processes for one circle. */
const CHOICES_MOST = 8;

export class LockGraph {
  readonly #run: Collector;
  readonly #groups: Group[] = [];
  /** Lock → groups that hold it. */
  readonly #holding = new Map<number, Group[]>();

  constructor(run: Collector) {
    this.#run = run;
    const byKey = new Map<string, Group>();
    for (const one of run.dependencies.all) {
      if (one.verb !== "acquire" || one.held.objects.length === 0 || one.flow.process.tangled) continue;
      if (!this.#isWanted(one)) continue;
      const key = `${one.want} ${one.held.id}`;
      let group = byKey.get(key);
      if (!group) {
        group = { id: this.#groups.length, want: one.want, held: one.held.objects, members: [] };
        byKey.set(key, group);
        this.#groups.push(group);
        for (const object of new Set(group.held)) {
          const list = this.#holding.get(object);
          if (list) list.push(group);
          else this.#holding.set(object, [group]);
        }
      }
      if (group.members.length < MEMBERS_MOST) group.members.push(one);
    }
  }

  /** A lock that it holds itself is no matter between tasks. */
  #isWanted(one: Dependency): boolean {
    const object = this.#run.objects.get(one.want);
    return isSemaphore(object) || (isLock(object) && !one.held.has(one.want));
  }

  /**
   * Sets of dependencies, each of which wants what the next one holds; small ones first. `settled`: nothing more is
   * to be known of circles at these places of the program.
   */
  *circles(most: number, budget: Budget, settled: (sites: number[]) => boolean): Generator<Dependency[]> {
    for (let size = 2; size <= most; size++)
      for (const first of this.#groups) yield* this.#extend([first], size, budget, settled);
  }

  *#extend(
    path: Group[],
    size: number,
    budget: Budget,
    settled: (sites: number[]) => boolean,
  ): Generator<Dependency[]> {
    budget.spend(16);
    if (budget.spent || settled(path.map((group) => group.members[0]!.site))) return;
    const last = path[path.length - 1]!;
    if (path.length === size) {
      if (path[0]!.held.includes(last.want)) yield* this.#choose(path, [], { left: CHOICES_MOST });
      return;
    }
    for (const next of this.#holding.get(last.want) ?? []) {
      // Each circle once: it begins with its first group.
      if (next.id < path[0]!.id || !this.#fits(path, next)) continue;
      yield* this.#extend([...path, next], size, budget, settled);
    }
  }

  /** No two hold the same lock; permits of a semaphore may be spread. */
  #fits(path: readonly Group[], next: Group): boolean {
    for (const group of path) {
      if (group === next && group.held.some((object) => isLock(this.#run.objects.get(object)))) return false;
      for (const object of next.held)
        if (isLock(this.#run.objects.get(object)) && group.held.includes(object)) return false;
    }
    return true;
  }

  /** A different process for each group. */
  *#choose(path: readonly Group[], chosen: Dependency[], choices: { left: number }): Generator<Dependency[]> {
    if (chosen.length === path.length) {
      choices.left--;
      yield chosen;
      return;
    }
    for (const one of path[chosen.length]!.members) {
      if (choices.left <= 0) return;
      if (chosen.some((other) => other.flow.process === one.flow.process)) continue;
      yield* this.#choose(path, [...chosen, one], choices);
    }
  }
}
