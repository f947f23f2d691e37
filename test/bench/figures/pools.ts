/** Pools and executors. */
import type { Figure } from "../figures.ts";
import { node } from "../measure.ts";
import { ours, theirs } from "./sides.ts";

const pool = (id: string, title: string, way: string, name: string, theirWay: string): Figure => ({
  id,
  title,
  unit: "per s",
  ours: ours("pool.ts", way),
  peers: [{ ...theirs(name, "bench_pool.py", theirWay), aim: 1 }],
  rounds: 3,
});

export const POOLS: Figure[] = [
  {
    id: "pool",
    title: "`Pool(2)`: 20,000 trivial tasks",
    unit: "per s",
    ours: ours("pool.ts", "applyAsync"),
    peers: [
      theirs("apply_async", "bench_pool.py", "apply_async"),
      { name: "piscina (threads)", measure: () => node("piscina.ts") },
      { name: "tinypool (processes)", measure: () => node("tinypool.ts") },
      { name: "workerpool (processes)", measure: () => node("workerpool.ts") },
    ],
    best: { name: "the best of these four", aim: 2 },
    readme: true,
  },
  {
    ...pool("map", "`Pool(2).map`: 100,000 numbers in chunks by default", "map", "map", "map"),
    readme: true,
    rounds: 5,
  },
  pool(
    "imap",
    "`Pool(2).imapUnordered`: 20,000 items, one by one",
    "imapUnordered",
    "imap_unordered",
    "imap_unordered",
  ),
  {
    ...pool(
      "submit",
      "`ProcessPoolExecutor(2).submit`: 10,000 trivial tasks",
      "submit",
      "ProcessPoolExecutor(2).submit",
      "submit",
    ),
    readme: true,
  },
  pool(
    "executor-map",
    "`ProcessPoolExecutor(2).map`: 10,000 items, one by one",
    "executorMap",
    "ProcessPoolExecutor(2).map",
    "executor_map",
  ),
];
