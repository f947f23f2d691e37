/** Every interleaving of a model program: can it deadlock, and who is stuck then? */

import type { ModelProgram, Op } from "./program.ts";
import type { Random } from "./random.ts";
import { State } from "./state.ts";

export type Choice = State["choices"][number];

export interface Truth {
  /** Sets of tasks that have not ended when nothing can happen any more, as sorted lists. */
  stuck: Set<string>;
  states: number;
}

/** Operations that commute with all that others can do: which of them goes first makes no difference. */
const QUIET = new Set<Op["do"]>(["start", "join"]);

/** What has to be tried in a state: one choice alone where that one commutes with all others, for ever. */
function* worthwhile(state: State): Generator<Choice> {
  const { choices } = state;
  for (const choice of choices) {
    const op = state.op(choice.task);
    const ends = !op && !state.program.workers.has(choice.task);
    if (!choice.gives && (ends || (op && (QUIET.has(op.do) || isPrivate(state, choice.task, op))))) {
      yield choice;
      return;
    }
  }
  yield* choices;
}

/** Nobody else will use the object any more. */
function isPrivate(state: State, task: number, op: Op): boolean {
  if (!("object" in op) || op.do === "submit" || op.do === "result") return false;
  const { objects, tasks, bodies } = state.program;
  const touched = touches(objects, op);
  const uses = (one: Op) =>
    "object" in one && touches(objects, one).some((object) => touched.includes(object));
  if (bodies.some((ops) => ops.some(uses))) return false;
  return tasks.every((ops, other) => {
    if (other === task || state.phase[other] === "exited") return true;
    return !ops.some(uses);
  });
}

function touches(objects: ModelProgram["objects"], op: Op & { object: number }): number[] {
  const { lock } = objects[op.object]!;
  return lock === undefined ? [op.object] : [op.object, lock];
}

/**
 * Finds every way in which it can end; undefined when there are more than `most` states. `visit` sees all states
 * that are looked at, which are as many as it takes to see every task get on that can.
 */
export function explore(from: State, most: number, visit?: (state: State) => void): Truth | undefined {
  const seen = new Set<string>([from.key]);
  const todo = [from];
  const stuck = new Set<string>();
  for (let state = todo.pop(); state; state = todo.pop()) {
    visit?.(state);
    let any = false;
    for (const choice of worthwhile(state)) {
      any = true;
      const next = state.clone();
      next.step(choice);
      const { key } = next;
      if (seen.has(key)) continue;
      if (seen.size >= most) return undefined;
      seen.add(key);
      todo.push(next);
    }
    if (!any) {
      const left = remaining(state);
      if (left.length > 0) stuck.add(left.join());
    }
  }
  return { stuck, states: seen.size };
}

/** Tasks that have begun and not ended; a worker without a task is none. */
export const remaining = (state: State): number[] =>
  state.phase.flatMap((phase, task) =>
    phase === "exited" || phase === "hidden" || phase === "idle" ? [] : [task],
  );

/** Tasks that wait in this state and go on in no continuation; undefined when there are too many to look at. */
export function stuckIn(state: State, most: number): number[] | undefined {
  const waiting = state.phase.flatMap((phase, task) =>
    phase === "waiting" || phase === "regaining" || phase === "leaving" ? [task] : [],
  );
  const never = new Set(waiting);
  const { at, phase } = state;
  const found = explore(state, most, (other) => {
    for (const task of never)
      if (other.at[task] !== at[task] || other.phase[task] !== phase[task]) never.delete(task);
  });
  return found && [...never];
}

/** Visits every reachable state, each with the tasks that can still get on in it; false when there are too many. */
export function outlooks(
  from: State,
  most: number,
  visit: (state: State, live: Set<number>) => void,
): boolean {
  const known = new Map<string, Set<number>>();
  const look = (state: State): Set<number> | undefined => {
    const { key } = state;
    const before = known.get(key);
    if (before) return before;
    if (known.size >= most) return undefined;
    const live = new Set<number>();
    known.set(key, live);
    for (const choice of state.choices) {
      const next = state.clone();
      next.step(choice);
      live.add(choice.task);
      for (const task of state.at.keys())
        if (next.moves[task] !== state.moves[task] || next.phase[task] !== state.phase[task]) live.add(task);
      const later = look(next);
      if (!later) return undefined;
      for (const task of later) live.add(task);
    }
    visit(state, live);
    return live;
  };
  return look(from) !== undefined;
}

/** One run to its end, each step chosen at random; undefined when it got stuck. */
export function runOnce(
  program: ModelProgram,
  random: Random,
  state = new State(program),
): State | undefined {
  // Some runs are nearly serial: the same task goes on as long as it can.
  const loyalty = random.pick([0, 0.5, 0.9]);
  let last = -1;
  for (;;) {
    const { choices } = state;
    if (choices.length === 0) return remaining(state).length === 0 ? state : undefined;
    const same = choices.find(({ task, gives }) => task === last && !gives);
    // Nobody gives up while somebody else can go on, or most of the time.
    const eager = choices.filter(({ gives }) => !gives);
    const from = eager.length > 0 && random.chance(0.9) ? eager : choices;
    const choice = same && random.chance(loyalty) ? same : random.pick(from);
    last = choice.task;
    state.step(choice);
  }
}
