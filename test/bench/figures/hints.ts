/** Hints: how soon they come, and what looking for them costs. */
import { WITHOUT_VARIABLE } from "../../../src/protocol/control.ts";
import { predictionOf } from "../analysis.ts";
import type { Figure } from "../figures.ts";
import { hazardsOf } from "../hazards.ts";
import { latencyOf } from "../latency.ts";
import { interleave } from "../measure.ts";

const ROWS = 1_000_000;
const without = (...analyses: string[]) => ({
  name: `the same without ${analyses.join(", ")}`,
  measure: () => interleave("contend.ts", { environment: { [WITHOUT_VARIABLE]: analyses.join() } }),
});

export const HINTS: Figure[] = [
  {
    id: "watching",
    title: "Locks that four processes want: an acquire and release, with all hints looked for",
    unit: "µs",
    ours: { name: "Interleave", measure: () => interleave("contend.ts") },
    peers: [{ ...without("stuck"), aim: 1.05 }, { ...without("stuck", "prediction", "hazards") }],
    readme: true,
  },
  {
    id: "deadlock-told",
    title: "A deadlock, until it is told",
    unit: "ms",
    ours: { name: "Interleave", measure: () => latencyOf("deadlock", "stuck.ts", ["0", "1"]) },
    peers: [],
    aim: 100,
  },
  {
    id: "deadlock-told-crowd",
    title: "The same beside 200 processes with 1,000 locks",
    unit: "ms",
    ours: { name: "Interleave", measure: () => latencyOf("deadlock", "stuck.ts", ["200", "1000"]) },
    peers: [],
    rounds: 1,
  },
  {
    id: "prediction-told",
    title: "A deadlock that did not happen, from its last event until it is told",
    unit: "ms",
    ours: { name: "Interleave", measure: () => latencyOf("deadlock-predicted", "inverted.ts") },
    peers: [],
    aim: 1000,
    rounds: 3,
  },
  {
    id: "million-predicted",
    title: "A million events looked over for other schedules that deadlock: processor time",
    unit: "ms",
    ours: { name: "Interleave", measure: async () => predictionOf(ROWS).spent },
    peers: [],
    aim: 2000,
    rounds: 3,
  },
  {
    id: "million-hazards",
    title: "A million events looked over for all other hazards: processor time",
    unit: "ms",
    ours: { name: "Interleave", measure: async () => hazardsOf(ROWS) },
    peers: [],
    aim: 2000,
    rounds: 3,
  },
];
