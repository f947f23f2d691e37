/** What the goldens have in common. */
import { availableParallelism } from "node:os";
import { below, type Match, type Reading } from "../rules.ts";

export const CPUS = availableParallelism();
export const show = (numbers: readonly number[]) => `[${numbers.join(", ")}]`;
export const twice = <T>(items: readonly T[]): T[] => [...items, ...items];
/** The only line of a pattern. */
export const one = (run: Reading, label: string): Match => run.found[label]![0]!;
export const filled = (run: Reading, label: string, hole: string) =>
  run.found[label]!.map((line) => line.holes[hole]!);

export const SQUARES = below(10).map((n) => n * n);
