/** Sides that many figures have. */
import type { Figure, Side } from "../figures.ts";
import { interleave, python } from "../measure.ts";

/** A program of test/bench/programs, under Interleave. */
export const ours = (program: string, ...args: string[]): Side => ({
  name: "Interleave",
  measure: () => interleave(program, { args }),
});

/** A program of test/bench/python. */
export const theirs = (name: string, program: string, ...args: string[]): Side => ({
  name: `Python \`${name}\``,
  measure: () => python(program, args),
  python: true,
});

/**
 * What Python has in a manager's process, which is what we aim at, and what it has in the system's semaphores, which
 * no other process arbitrates or records.
 */
export const bothHomes = (name: string, program: string, ...args: string[]): Figure["peers"] => [
  { ...theirs(`Manager().${name}`, program, ...args, "manager"), aim: 1 },
  theirs(`multiprocessing.${name}`, program, ...args, "native"),
];
