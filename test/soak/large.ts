/** Items of the size that people are afraid of. */
import assert from "node:assert/strict";
import { LARGE_ARRAY, LARGE_ARRAY_LINES, LARGE_LINES, largeProgram } from "../support/large.ts";
import { Program } from "../support/program.ts";

const LIMIT = 500_000;

async function lines(source: string): Promise<string[]> {
  await using program = await Program.make(source);
  const ended = await program.run({ limit: LIMIT });
  assert.equal(ended.errors, "");
  assert.deepEqual([ended.status, ended.left], [0, []]);
  return ended.stdout.trim().split("\n");
}

/** @throws AssertionError when anything of so many MiB does not come through whole. */
export async function large(mebibytes: number): Promise<void> {
  assert.deepEqual((await lines(largeProgram(mebibytes))).sort(), LARGE_LINES);
}

/** @throws AssertionError when what is too large only as a whole is not refused. */
export async function tooLarge(): Promise<void> {
  assert.deepEqual(await lines(LARGE_ARRAY), LARGE_ARRAY_LINES);
}
