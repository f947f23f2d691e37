/** What is measured, against whom, and what we aim at. */
import { EDITOR } from "./figures/editor.ts";
import { HINTS } from "./figures/hints.ts";
import { LOCKS } from "./figures/locks.ts";
import { MEMORY } from "./figures/memory.ts";
import { POOLS } from "./figures/pools.ts";
import { PROCESSES } from "./figures/processes.ts";
import { QUEUES } from "./figures/queues.ts";
import { TIMELINE } from "./figures/timeline.ts";

export type Unit = "µs" | "ms" | "per s" | "MB" | "B" | "events";

export interface Side {
  name: string;
  measure(): Promise<number>;
  /** Needs `python3`. */
  python?: boolean;
}

export interface Figure {
  id: string;
  /** Name by which it can be asked for together with others. */
  group?: string;
  title: string;
  unit: Unit;
  ours: Side;
  peers: (Side & { aim?: number })[];
  /** Compare with whichever peer did best in the round, too. */
  best?: { name: string; aim: number };
  /** Also in the README, as far as there is an aim: the table there tells the most, not all. */
  readme?: boolean;
  /** A bound for ours itself, where there is nothing to compare with. */
  aim?: number;
  /** Needs a Chromium. */
  chromium?: boolean;
  /** Alternations, where the default would take too long. */
  rounds?: number;
}

/** Of times and sizes less is better, of rates more; the aim is a bound for ours / theirs accordingly. */
export const lessIsBetter = ({ unit }: Figure): boolean => unit !== "per s";

/** In the order of the table, one group after another. */
export const FIGURES: Figure[] = [
  ...LOCKS,
  ...QUEUES,
  ...POOLS,
  ...PROCESSES,
  ...MEMORY,
  ...HINTS,
  ...TIMELINE,
  ...EDITOR,
];
