/** Starting processes and the extension, and what recording costs. */
import type { Figure } from "../figures.ts";
import { emptyNode, interleave, median, node } from "../measure.ts";
import { ours, theirs } from "./sides.ts";

/** The median of some, since one process start says little. */
async function repeatedly(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < times; i++) values.push(await measure());
  return median(values);
}

const start = { name: "`node -e 0`, start to end", measure: () => repeatedly(9, () => emptyNode()) };

export const PROCESSES: Figure[] = [
  {
    id: "start",
    title: "`Process`: from `start()` to the first line of its target",
    unit: "ms",
    ours: ours("start.ts", "1"),
    peers: [{ ...start, aim: 1.5 }, theirs("Process", "bench_start.py", "1")],
    readme: true,
  },
  {
    id: "ten",
    title: "Ten processes at once: until the last one's first line",
    unit: "ms",
    ours: ours("start.ts", "10"),
    peers: [{ ...theirs("Process", "bench_start.py", "10"), aim: 1 }],
    readme: true,
    rounds: 3,
  },
  {
    id: "recording",
    title: "A computing program, recorded",
    unit: "ms",
    ours: { name: "recorded", measure: () => interleave("compute.ts") },
    peers: [
      {
        name: "the same program, not recorded",
        measure: () => interleave("compute.ts", { recording: false }),
        aim: 1.05,
      },
    ],
    readme: true,
  },
  {
    id: "activation",
    title: "The extension, loaded and activated, without what VS Code does meanwhile",
    unit: "ms",
    ours: { name: "Interleave", measure: () => repeatedly(9, () => node("activate.cjs")) },
    peers: [{ ...start, aim: 0.5 }],
  },
];
