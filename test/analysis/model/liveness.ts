/** Who waits for whom in a model's state, in the terms of the liveness reduction. */
import type { LivenessTask, LivenessWait } from "../../../src/analysis/liveness.ts";
import type { Op } from "./program.ts";
import type { State } from "./state.ts";

/** The tasks that have begun and not ended. */
export function livenessOf(state: State): LivenessTask[] {
  const tasks: LivenessTask[] = [];
  for (const [id, phase] of state.phase.entries()) {
    if (phase === "hidden" || phase === "exited") continue;
    const free = phase === "ready";
    tasks.push({ id, free, waits: free ? [] : [waitOf(state, id, state.op(id)!)] });
  }
  return tasks;
}

function waitOf(state: State, id: number, op: Op): LivenessWait {
  const timed = op.do === "acquire" && op.limit === "timed";
  if (op.do === "join") return { kind: "owed", on: [op.task], timed };
  if (!("object" in op)) throw new Error(`a wait for nothing: ${op.do}`);
  const { lock } = state.program.objects[op.object]!;
  const waitsForLock =
    op.do === "acquire" || op.do === "read" || op.do === "write" || state.phase[id] === "regaining";
  const machine = state.machines[waitsForLock ? (lock ?? op.object) : op.object]!;
  if (waitsForLock && (machine.type === "lock" || machine.type === "rlock")) {
    const { holder } = machine.it;
    if (holder === undefined) throw new Error(`task ${id} waits for a lock that nobody holds`);
    return { kind: "owed", on: state.phase[holder] === "exited" ? [] : [holder], timed };
  }
  return { kind: "offered", on: havers(state, id, op.object), timed };
}

/** Who has the object at hand: whoever uses it somewhere, and main, which has made it. */
function havers(state: State, without: number, object: number): number[] {
  return state.phase.flatMap((phase, task) => {
    if (task === without || phase === "hidden" || phase === "exited") return [];
    const uses = state.program.tasks[task]!.some((op) => "object" in op && op.object === object);
    return task === 0 || uses ? [task] : [];
  });
}
