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
  const found = attempt(run, members, [members.map((_, at) => at)], budget);
  if (found || members.length === 1) return found;
  // One member after the other: locks may then be granted in another order than in the trace.
  for (const order of orders(members.length)) {
    if (budget.spent) return undefined;
    const staged = attempt(
      run,
      members,
      order.map((at) => [at]),
      budget,
    );
    if (staged) return staged;
  }
  return undefined;
}

/** All orders of a few members; of more, each one first. */
function orders(count: number): number[][] {
  const all = Array.from({ length: count }, (_, at) => at);
  if (count > 3) return all.map((first) => [...all.slice(first), ...all.slice(0, first)]);
  if (count < 2) return [all];
  return all.flatMap((first) =>
    orders(count - 1).map((rest) => [first, ...rest.map((at) => (at < first ? at : at + 1))]),
  );
}

/**
 * Carries out what the members of each stage need, stage by stage, each in the order of the trace. A single stage keeps
 * the order of locks, too.
 */
function attempt(
  run: Collector,
  members: readonly Dependency[],
  stages: number[][],
  budget: Budget,
): Schedule | undefined {
  const closures = stages.map(() => new Closure(run, stages.length === 1));
  const closure = closures[closures.length - 1]!;
  const stands = members.map((dependency) => ({ dependency, row: dependency.row }));
  let repairs = 0;
  let retries = 0;
  for (;;) {
    let steps = 0;
    for (const [at, one] of closures.entries()) {
      const before = one.steps;
      for (const member of stages.slice(0, at + 1).flat()) one.before(stands[member]!.row);
      steps += one.steps - before;
    }
    budget.spend(steps);
    if (closure.failed || budget.spent) return undefined;
    const passed = stands.filter(({ row }) => closure.has(row));
    if (passed.length > 0) {
      for (const stand of passed) if (!advance(run, closure, stand)) return undefined;
      continue;
    }
    const played = play(run, closures, stands, budget);
    if (!("stage" in played)) return played;
    const { missing, stage } = played;
    if (missing >= 0 && !closures[stage]!.has(missing) && ++repairs <= REPAIRS_MOST) {
      for (const one of closures.slice(stage)) one.include(missing);
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

/** It is no legal schedule, unless perhaps this row is added at this stage. */
interface Obstacle {
  missing: number;
  stage: number;
}

function play(run: Collector, closures: Closure[], stands: Stand[], budget: Budget): Schedule | Obstacle {
  const { log } = run;
  const world = new World(run, (row) => closures[0]!.has(row));
  const rows: number[] = [];
  for (const [stage, closure] of closures.entries()) {
    const before = closures[stage - 1];
    const last = closure.last;
    world.has = (row) => closure.has(row);
    budget.spend(Math.max(0, last - log.first) / 4);
    for (let row = log.first; row <= last; row++) {
      if (!closure.has(row) || before?.has(row)) continue;
      budget.spend(1);
      if (world.step(row) !== "done") return { missing: world.missing, stage };
      rows.push(row);
    }
  }
  const obstacle = { missing: -1, stage: closures.length - 1 };
  // A condition's waiter lets go of its lock, which may let another member in.
  const inTurn = stands.toSorted((a, b) => Number(isCondition(run, b)) - Number(isCondition(run, a)));
  for (const stand of inTurn) {
    if (!waits(world, stand.row, world.step(stand.row), log.kind[stand.row]!)) return obstacle;
    rows.push(stand.row);
    if (!isCondition(run, stand)) continue;
    const release = stand.dependency.flow.process.rows[log.position[stand.row]! + 1];
    if (release === undefined || log.kind[release] !== KIND["release"]) return obstacle;
    if (world.step(release) !== "done") return obstacle;
    rows.push(release);
  }
  if (stands.some(({ row }) => requestOf(world, row)?.done !== false)) return obstacle;
  world.granted = [];
  return {
    stands: stands.map((stand) => ({ ...stand })),
    rows,
    world,
    closure: closures[closures.length - 1]!,
  };
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
