/** Looks for a schedule in which each of some tasks waits for what another of them has: the witness of a deadlock. */
import { KIND } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import type { Budget } from "./budget.ts";
import { Closure } from "./closure.ts";
import type { Collector } from "./collector.ts";
import type { Dependency } from "./dependency.ts";
import { type Outcome, World } from "./world.ts";

/** One task at the request that it never gets. */
export interface Stand {
  dependency: Dependency;
  /** The request. */
  row: number;
}

/** A legal schedule after which all these requests wait. */
export interface Schedule {
  stands: Stand[];
  /** Rows in the order carried out, those of the stands last. */
  rows: number[];
  world: World;
  closure: Closure;
}

const REPAIRS_MOST = 64;
const RETRIES_MOST = 6;

/**
 * A schedule that leads to these tasks waiting, each at some instance of its dependency; undefined when none was
 * found. `budget` bounds the work.
 */
export function schedule(
  run: Collector,
  members: readonly Dependency[],
  budget: Budget,
): Schedule | undefined {
  const closure = new Closure(run);
  const stands = members.map((dependency) => ({ dependency, row: dependency.row }));
  let repairs = 0;
  let retries = 0;
  for (;;) {
    const before = closure.steps;
    for (const { row } of stands) closure.before(row);
    budget.spend(closure.steps - before);
    if (closure.failed || budget.spent) return undefined;
    const passed = stands.filter(({ row }) => closure.has(row));
    if (passed.length > 0) {
      for (const stand of passed) if (!advance(run, closure, stand)) return undefined;
      continue;
    }
    const played = play(run, closure, stands, budget);
    if (typeof played !== "number") return played;
    if (played >= 0 && !closure.has(played) && ++repairs <= REPAIRS_MOST) {
      closure.include(played);
      continue;
    }
    // Another time the same task asked for the same it may have been different.
    const [first] = stands.toSorted((a, b) => a.row - b.row);
    if (++retries > RETRIES_MOST || !advance(run, closure, first!)) return undefined;
  }
}

/** To the next request of the same kind that is not among what must have happened. */
function advance(run: Collector, closure: Closure, stand: Stand): boolean {
  const { log } = run;
  const { process } = stand.dependency.flow;
  let at = Math.max(closure.frontier[process.id] ?? 0, log.position[stand.row]! + 1);
  for (; at < process.length; at++) {
    const row = process.rows[at]!;
    if (log.dependency[row] !== stand.dependency.id) continue;
    stand.row = row;
    return true;
  }
  return false;
}

/** Carries it all out. A number: it is no legal schedule, unless perhaps this row is added. */
function play(run: Collector, closure: Closure, stands: Stand[], budget: Budget): Schedule | number {
  const { log } = run;
  const world = new World(run);
  world.has = (row) => closure.has(row);
  const rows: number[] = [];
  const last = closure.last;
  budget.spend(last / 4);
  for (let row = 0; row <= last; row++) {
    if (!closure.has(row)) continue;
    budget.spend(1);
    if (world.step(row) !== "done") return world.missing;
    rows.push(row);
  }
  // A condition's waiter lets go of its lock, which may let another member in.
  const inTurn = stands.toSorted((a, b) => Number(isCondition(run, b)) - Number(isCondition(run, a)));
  for (const stand of inTurn) {
    if (!waits(world, stand.row, world.step(stand.row), log.kind[stand.row]!)) return -1;
    rows.push(stand.row);
    if (!isCondition(run, stand)) continue;
    const release = stand.dependency.flow.process.rows[log.position[stand.row]! + 1];
    if (release === undefined || log.kind[release] !== KIND["release"]) return -1;
    if (world.step(release) !== "done") return -1;
    rows.push(release);
  }
  if (stands.some(({ row }) => requestOf(world, row)?.done !== false)) return -1;
  world.granted = [];
  return { stands: stands.map((stand) => ({ ...stand })), rows, world, closure };
}

function waits(world: World, row: number, outcome: Outcome, kind: number): boolean {
  if (WAIT_ROWS[kind]?.phase === "ask") return outcome === "done" && requestOf(world, row)?.done === false;
  return outcome === "blocks";
}

const requestOf = (world: World, row: number) => world.requests.get(row);

export const isCondition = (run: Collector, { row }: Stand): boolean =>
  run.objects.get(run.log.object[row]!)?.type === "Condition";

/** Whether some order other than that of locks puts one member's request after another's had been granted. */
export function ordered(run: Collector, members: readonly Dependency[], budget: Budget): boolean {
  const closure = new Closure(run, false);
  const stands = members.map((dependency) => ({ dependency, row: dependency.row }));
  for (;;) {
    const before = closure.steps;
    for (const { row } of stands) closure.before(row);
    budget.spend(closure.steps - before);
    if (budget.spent) return true;
    const passed = stands.filter(({ row }) => closure.has(row));
    if (passed.length === 0) return false;
    for (const stand of passed) if (!advance(run, closure, stand)) return true;
  }
}
