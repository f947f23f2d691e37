/** Memory, and the size of traces. */
import type { Figure } from "../figures.ts";
import { bytesPerEvent, emptyPeak, peakOf } from "../sizes.ts";

const baseline = { name: "`node -e 0`", measure: emptyPeak };

export const MEMORY: Figure[] = [
  {
    id: "child-memory",
    title: "A process that gets 100,000 items, at its peak",
    unit: "MB",
    ours: { name: "Interleave", measure: () => peakOf("child.js", "queue.ts", ["Queue"]) },
    peers: [baseline],
    rounds: 3,
  },
  {
    id: "coordinator-memory",
    title: "The coordinator of that run, at its peak",
    unit: "MB",
    ours: { name: "Interleave", measure: () => peakOf("coordinator.mjs", "queue.ts", ["Queue"]) },
    peers: [baseline],
    rounds: 3,
  },
  {
    id: "trace",
    title: "The trace of that run: bytes for an event",
    unit: "B",
    ours: { name: "Interleave", measure: () => bytesPerEvent("queue.ts", ["Queue"]) },
    peers: [],
    rounds: 1,
  },
];
