/** Which lanes a filter lets through. */
import type { Hint } from "../src/protocol/hints.ts";
import { type Lane, ProcessLane } from "../src/trace/lanes.ts";
import { isWait, STATES } from "../src/trace/states.ts";
import type { Steps } from "../src/trace/steps.ts";
import { statesWithin } from "./figures.ts";
import type { Only } from "./lane-looks.ts";
import { type Span, WHOLE_RUN } from "./questions.ts";
import type { Selection, Store } from "./store.ts";

type Test = (lane: Lane) => boolean;

export const laneKey = (lane: Lane): string =>
  lane instanceof ProcessLane ? `process ${lane.id}` : `object ${lane.id}`;

/** The lanes that something selected is about. */
export function keysOf(selection: Selection, store: Store): string[] {
  if ("process" in selection) return [`process ${selection.process}`];
  if ("object" in selection) return [`object ${selection.object}`];
  const hint = store.model.hints[selection.hint]?.hint;
  return hint ? [...membersOf([hint])] : [];
}

/** What lets lanes through now; what is asked later of a run that goes on may have another answer. */
export function laneFilter(store: Store): Test {
  const { text, only, hideUnused } = store.lanes.choice;
  const names = text
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const named: Test = (lane) => {
    if (names.length === 0) return true;
    const name = lane.name.toLowerCase();
    const target = lane instanceof ProcessLane ? lane.info.target.toLowerCase() : "";
    return names.some((wanted) => name.includes(wanted) || target.includes(wanted));
  };
  const used: Test = (lane) => !hideUnused || lane instanceof ProcessLane || lane.users.size > 0;
  const wanted = onlyTest(only, store);
  return (lane) => named(lane) && used(lane) && wanted(lane);
}

function onlyTest(only: Only, store: Store): Test {
  switch (only) {
    case "all":
      return () => true;
    case "hint": {
      const members = membersOf(store.model.hints.map(({ hint }) => hint));
      return (lane) => members.has(laneKey(lane));
    }
    case "waits": {
      const time = store.pinned ?? store.present;
      return (lane) => {
        if (!(lane instanceof ProcessLane)) return lane.waiters.valueAt(time) > 0;
        const index = lane.track.at(time);
        return index >= 0 && isWait(lane.track.state[index]!);
      };
    }
    case "waited":
      return (lane) => timeWaited(lane, store.range ?? WHOLE_RUN, store.present) > 0;
    case "touch":
      // What it is about belongs to the other run.
      return store.follows ? () => true : touchTest(store);
  }
}

/** Everybody and everything that hints name. */
function membersOf(hints: readonly Hint[]): Set<string> {
  const members = new Set<string>();
  for (const { processes, objects } of hints) {
    for (const { id } of objects) members.add(`object ${id}`);
    for (const { id, holds = [], waits = [] } of processes) {
      members.add(`process ${id}`);
      for (const held of holds) members.add(`object ${held}`);
      for (const { object } of waits) if (object) members.add(`object ${object}`);
    }
  }
  return members;
}

/** An object and whoever used it; a process and whatever it used; of a hint, those whom it names. */
function touchTest(store: Store): Test {
  const { touched } = store.lanes;
  if (!touched) return () => true;
  const own = new Set(keysOf(touched, store));
  if ("object" in touched) {
    const users = store.model.objects.get(touched.object)?.users;
    return (lane) => own.has(laneKey(lane)) || (lane instanceof ProcessLane && users?.has(lane.id) === true);
  }
  if ("process" in touched)
    return (lane) =>
      own.has(laneKey(lane)) || (!(lane instanceof ProcessLane) && lane.users.has(touched.process));
  return (lane) => own.has(laneKey(lane));
}

/** Microseconds of a part of the run that a process waited; of an object, that all together waited for it. */
export function timeWaited(lane: Lane, span: Span, now: number): number {
  if (!(lane instanceof ProcessLane)) return summed(lane.waiters, span, now);
  const spent = statesWithin(lane, span, now);
  let sum = 0;
  for (let state = 0; state < STATES.length; state++) if (isWait(state)) sum += spent[state]!;
  return sum;
}

function summed(steps: Steps, span: Span, now: number): number {
  if (steps.length === 0) return 0;
  const from = Math.max(span.from, steps.time[0]!);
  const to = Math.min(span.to, now);
  if (to <= from) return 0;
  return steps.detail.between(from, steps.at(from), to, steps.at(to)).mean * (to - from);
}
