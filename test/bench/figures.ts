/** What is measured, against whom, and what we aim at. */
import { emptyNode, interleave, median, node, python } from "./measure.ts";

export interface Side {
  name: string;
  measure(): Promise<number>;
  /** Needs `python3`. */
  python?: boolean;
}

export interface Figure {
  id: string;
  title: string;
  unit: "µs" | "ms" | "per s";
  ours: Side;
  peers: (Side & { aim?: number })[];
  /** Compare with whichever peer did best in the round, too. */
  best?: { name: string; aim: number };
}

/** Of times less is better, of rates more; the aim is a bound for ours / theirs accordingly. */
export const lessIsBetter = ({ unit }: Figure): boolean => unit !== "per s";

/** The median of some, since one process start says little. */
async function repeatedly(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < times; i++) values.push(await measure());
  return median(values);
}

export const FIGURES: Figure[] = [
  {
    id: "lock",
    title: "`Lock`: acquire and release",
    unit: "µs",
    ours: { name: "Interleave", measure: () => interleave("lock.ts") },
    peers: [
      {
        name: "one round trip of 32 bytes over a bare Unix socket",
        measure: () => node("socket.ts"),
        aim: 1.3,
      },
      { name: "Python `Manager().Lock()`", measure: () => python("bench_lock.py"), python: true, aim: 1 },
    ],
  },
  {
    id: "queue",
    title: "`Queue`: one producer, one consumer",
    unit: "per s",
    ours: { name: "Interleave", measure: () => interleave("queue.ts") },
    peers: [
      {
        name: "Python `multiprocessing.Queue`",
        measure: () => python("bench_queue.py"),
        python: true,
        aim: 1,
      },
    ],
  },
  {
    id: "pool",
    title: "`Pool(2)`: 20,000 trivial tasks",
    unit: "per s",
    ours: { name: "Interleave", measure: () => interleave("pool.ts") },
    peers: [
      { name: "Python `apply_async`", measure: () => python("bench_pool.py"), python: true },
      { name: "piscina (threads)", measure: () => node("piscina.ts") },
      { name: "tinypool (processes)", measure: () => node("tinypool.ts") },
      { name: "workerpool (processes)", measure: () => node("workerpool.ts") },
    ],
    best: { name: "the best of these four", aim: 2 },
  },
  {
    id: "start",
    title: "`Process`: from `start()` to the first line of its target",
    unit: "ms",
    ours: { name: "Interleave", measure: () => interleave("start.ts") },
    peers: [{ name: "`node -e 0`, start to end", measure: () => repeatedly(9, emptyNode), aim: 1.5 }],
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
  },
];
