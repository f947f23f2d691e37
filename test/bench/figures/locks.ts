/** Locks and what else processes wait at. */
import type { Figure } from "../figures.ts";
import { node } from "../measure.ts";
import { bothHomes, ours, theirs } from "./sides.ts";

const acquire = (kind: string): Figure => ({
  id: kind.toLowerCase(),
  title: `\`${kind}\`: acquire and release`,
  unit: "µs",
  ours: ours("acquire.ts", kind),
  peers: bothHomes(`${kind}()`, "bench_acquire.py", kind),
  rounds: 3,
});

const lock = acquire("Lock");

export const LOCKS: Figure[] = [
  {
    ...lock,
    peers: [
      {
        name: "one round trip of 32 bytes over a bare Unix socket",
        measure: () => node("socket.ts"),
        aim: 1.3,
      },
      ...lock.peers,
    ],
    rounds: 5,
    readme: true,
  },
  acquire("RLock"),
  acquire("Semaphore"),
  acquire("BoundedSemaphore"),
  {
    id: "condition",
    title: "`Condition`: two processes notify one another",
    unit: "µs",
    ours: ours("condition.ts"),
    peers: bothHomes("Condition()", "bench_condition.py"),
    rounds: 3,
  },
  {
    id: "event",
    title: "`Event`: set, and another set in answer",
    unit: "µs",
    ours: ours("event.ts"),
    peers: bothHomes("Event()", "bench_event.py"),
    rounds: 3,
  },
  {
    id: "barrier",
    title: "`Barrier(3)`: one meeting",
    unit: "µs",
    ours: ours("barrier.ts"),
    peers: bothHomes("Barrier(3)", "bench_barrier.py"),
    rounds: 3,
  },
  {
    id: "value",
    title: "`Value`: count up under its lock",
    unit: "µs",
    ours: ours("value.ts"),
    peers: [
      { ...theirs("Manager().Value()` with `Manager().Lock()", "bench_value.py", "manager"), aim: 1 },
      theirs("multiprocessing.Value()", "bench_value.py", "native"),
    ],
    rounds: 3,
  },
  {
    id: "array",
    title: "`SharedArray`: read and write an element",
    unit: "µs",
    ours: ours("array.ts"),
    peers: bothHomes("Array()", "bench_array.py"),
    rounds: 3,
  },
  {
    id: "manager-dict",
    title: "`Manager`: set a key of a dict and get it again",
    unit: "µs",
    ours: ours("manager_dict.ts"),
    peers: [{ ...theirs("Manager().dict()", "bench_manager_dict.py"), aim: 1 }],
    rounds: 3,
  },
];
