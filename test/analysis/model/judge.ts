/** One seed: the program, whether it can deadlock, one run of it that did not, and what is predicted from that. */

import type { Collector } from "../../../src/analysis/predict/collector.ts";
import { ARRIVAL } from "../../../src/analysis/predict/event-log.ts";
import { Prediction } from "../../../src/analysis/predict/prediction.ts";
import type { Found } from "../../../src/analysis/predict/search.ts";
import { explore, runOnce, stuckIn } from "./explore.ts";
import { generate, type ModelProgram } from "./program.ts";
import { Random } from "./random.ts";
import { Recording } from "./recording.ts";
import { State } from "./state.ts";

const STATES_MOST = 4000;
const RUNS_MOST = 6;

export interface Verdict {
  program: ModelProgram;
  /** Sets of tasks that can be left over. */
  stuck: Set<string>;
  found: Found[];
  recording: Recording;
  collector: Collector;
}

/** Undefined when there are too many states, or no run got through. */
export function judge(seed: number, visit?: (state: State) => void): Verdict | undefined {
  const random = new Random(seed);
  const program = generate(random);
  const truth = explore(new State(program), STATES_MOST, visit);
  if (!truth) return undefined;
  for (let run = 0; run < RUNS_MOST; run++) {
    const recorded = record(program, random);
    if (!recorded) continue;
    return judged(program, truth.stuck, recorded);
  }
  return undefined;
}

/** What is predicted from a recording. */
export function judged(program: ModelProgram, stuck: Set<string>, recording: Recording): Verdict {
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  for (const row of recording.rows) prediction.row(row);
  const { found } = prediction.findings();
  return { program, stuck, found, recording, collector: prediction.collector };
}

function record(program: ModelProgram, random: Random): Recording | undefined {
  const state = new State(program);
  const recording = new Recording(program, state);
  state.witness = recording;
  return runOnce(program, random, state) && recording;
}

/** Carries out a witness on the model, and looks who is stuck then. A string: what is wrong with it. */
export function replay({ program, recording, collector }: Verdict, found: Found): number[] | string {
  const { log } = collector;
  const state = new State(program);
  const waits = new Set(found.stuck.values());
  for (const row of found.rows) {
    const task = log.process[row]! - 1;
    const { move, over } = recording.steps[log.seq[row]! - 1]!;
    if (state.phase[task] === "hidden")
      return `task ${task} does something at row ${row} before it is started`;
    if (log.kind[row] === ARRIVAL) {
      while (state.phase[task] === "ready" && state.op(task)?.do !== "arrive")
        state.step({ task, gives: false });
      if (state.phase[task] === "ready") state.step({ task, gives: false });
      continue;
    }
    while (state.moves[task]! <= move) {
      const phase = state.phase[task]!;
      if (phase === "waiting" && recording.gaveUp(log.seq[row]! - 1)) state.step({ task, gives: true });
      else if (phase === "ready") state.step({ task, gives: false });
      else if (phase === "idle" && state.choices.some((choice) => choice.task === task))
        state.step({ task, gives: false });
      else break;
    }
    if (over && !waits.has(row) && state.moves[task]! <= move)
      return `task ${task} has to wait at row ${row}`;
  }
  const stuck = stuckIn(state, 20_000);
  return stuck ? stuck.sort((a, b) => a - b) : "too many states";
}
