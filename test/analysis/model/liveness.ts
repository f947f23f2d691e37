/** Who waits for whom in a model's state, in the terms of the liveness reduction. */
import type { LivenessTask, LivenessWait } from "../../../src/analysis/liveness.ts";
import type { Op } from "./program.ts";
import type { State } from "./state.ts";

/** The tasks that have begun and not ended. */
export function livenessOf(state: State): LivenessTask[] {
  const tasks: LivenessTask[] = [];
  for (const [id, phase] of state.phase.entries()) {
    if (phase === "hidden" || phase === "exited") continue;
    if (phase === "idle") {
      tasks.push({ id, free: false, waits: [idleWait(state, id)] });
      continue;
    }
    const free = phase === "ready";
    tasks.push({ id, free, waits: free ? [] : [waitOf(state, id, state.op(id)!)] });
  }
  return tasks;
}

/** A worker without a task waits for one of those who could submit it, unless there is one. */
function idleWait(state: State, worker: number): LivenessWait {
  const pool = state.program.workers.get(worker)!;
  const timed = (state.pools.pending.get(pool)?.length ?? 0) > 0;
  return { kind: "offered", on: havers(state, worker, pool), timed };
}

/** Until its tasks are over: those who are at them, or could take them. */
function resultWait(state: State, task: number, pool: number): LivenessWait {
  const { pools, program } = state;
  const workers = [...program.workers.keys()];
  const on = workers.filter((worker) => pools.running.get(worker)?.submitter === task);
  const waiting = pools.pending.get(pool)?.some(({ submitter }) => submitter === task) === true;
  return {
    kind: waiting && program.workers.has(task) ? "offered" : "owed",
    on: waiting ? workers.filter((worker) => worker !== task) : on,
    timed: false,
  };
}

function waitOf(state: State, id: number, op: Op): LivenessWait {
  const timed =
    state.phase[id] === "waiting" && (op.do === "acquire" || op.do === "await") && op.limit === "timed";
  if (op.do === "join") return { kind: "owed", on: [op.task], timed };
  if (!("object" in op)) throw new Error(`a wait for nothing: ${op.do}`);
  if (op.do === "result") return resultWait(state, id, op.object);
  const { lock } = state.program.objects[op.object]!;
  const phase = state.phase[id];
  const regains = phase === "regaining" || phase === "leaving";
  const waitsForLock = op.do === "acquire" || op.do === "read" || op.do === "write" || regains;
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
    const { tasks, bodies, workers } = state.program;
    const code = workers.has(task) ? bodies.flat() : tasks[task]!;
    const uses = code.some((op) => "object" in op && op.object === object);
    return task === 0 || uses ? [task] : [];
  });
}
