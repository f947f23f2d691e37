/** One seed: the program, whether it can deadlock, one run of it that did not, and what is predicted from that. */

import { ARRIVAL, type EventLog } from "../../../src/analysis/predict/event-log.ts";
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
  /** Who is stuck when the witness of a proven one has been carried out on the model. A string: what is wrong with it. */
  left: Map<Found, number[] | string>;
  /** Windows of the run that were left behind. */
  windows: number;
}

export interface JudgeOptions {
  /** Rows that are looked at together. */
  windowRows?: number;
}

/** Undefined when there are too many states, or no run got through. */
export function judge(seed: number, options: JudgeOptions = {}): Verdict | undefined {
  const random = new Random(seed);
  const program = generate(random);
  const truth = explore(new State(program), STATES_MOST);
  if (!truth) return undefined;
  for (let run = 0; run < RUNS_MOST; run++) {
    const recorded = record(program, random);
    if (!recorded) continue;
    return judged(program, truth.stuck, recorded, options);
  }
  return undefined;
}

/** What is predicted from a recording. */
export function judged(
  program: ModelProgram,
  stuck: Set<string>,
  recording: Recording,
  { windowRows }: JudgeOptions = {},
): Verdict {
  const verdict: Verdict = { program, stuck, found: [], left: new Map(), windows: 0 };
  /** Everything that was ever taken into the log. */
  const taken: Step[] = [];
  const prediction = new Prediction({
    site: (id) => `/main.ts:${id}:1`,
    ...(windowRows ? { windowRows } : {}),
    onFound: (found) => {
      verdict.found.push(found);
      if (found.certainty !== "proven") return;
      const waits = new Set(found.stuck.values());
      const past = taken.slice(0, taken.length - (log.length - log.first));
      const steps = found.rows.map((row) => ({ ...stepOf(log, row), waits: waits.has(row) }));
      verdict.left.set(found, replay(program, recording, [...past, ...steps]));
    },
  });
  const { log } = prediction.collector;
  const add = log.add.bind(log);
  log.add = (...row) => {
    const at = add(...row);
    taken.push(stepOf(log, at));
    return at;
  };
  for (const row of recording.rows) {
    const { before } = prediction.collector;
    prediction.row(row);
    if (prediction.collector.before !== before) verdict.windows++;
  }
  prediction.end();
  return verdict;
}

/** A row as the model carries it out. */
interface Step {
  task: number;
  seq: number;
  kind: number;
  /** It is to wait here for ever. */
  waits: boolean;
}

const stepOf = (log: EventLog, row: number): Step => ({
  task: log.process[row]! - 1,
  seq: log.seq[row]!,
  kind: log.kind[row]!,
  waits: false,
});

function record(program: ModelProgram, random: Random): Recording | undefined {
  const state = new State(program);
  const recording = new Recording(program, state);
  state.witness = recording;
  return runOnce(program, random, state) && recording;
}

/** Carries out a witness on the model, and looks who is stuck then. A string: what is wrong with it. */
function replay(program: ModelProgram, recording: Recording, steps: readonly Step[]): number[] | string {
  const state = new State(program);
  for (const { task, seq, kind, waits } of steps) {
    const { move, over } = recording.steps[seq - 1]!;
    if (state.phase[task] === "hidden") return `task ${task} does something at ${seq} before it is started`;
    if (kind === ARRIVAL) {
      while (state.phase[task] === "ready" && state.op(task)?.do !== "arrive")
        state.step({ task, gives: false });
      if (state.phase[task] === "ready") state.step({ task, gives: false });
      continue;
    }
    while (state.moves[task]! <= move) {
      const phase = state.phase[task]!;
      if (phase === "waiting" && recording.gaveUp(seq - 1)) state.step({ task, gives: true });
      else if (phase === "ready") state.step({ task, gives: false });
      else if (phase === "idle" && state.choices.some((choice) => choice.task === task))
        state.step({ task, gives: false });
      else break;
    }
    if (over && !waits && state.moves[task]! <= move) return `task ${task} has to wait at ${seq}`;
  }
  const stuck = stuckIn(state, 20_000);
  return stuck ? stuck.sort((a, b) => a - b) : "too many states";
}
