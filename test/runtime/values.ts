/** Programs that print what they found, a line of JSON each. */
import assert from "node:assert/strict";
import { Program } from "../support/program.ts";

/** A function for programs: what a call throws, in four words. */
export const WHY = `const why = async (act: () => unknown) => { try { return await act(); } catch (e) { const { name, code, message, cause } = e as Error & { code: string }; return [name, code, message, cause instanceof RangeError]; } };`;

/** Runs it; it must end well, leave nobody behind and, unless `quiet` is false, print no errors. */
export async function values(source: string, quiet = true) {
  await using program = await Program.make(source);
  const ended = await program.run();
  if (quiet) assert.equal(ended.errors, "");
  assert.equal(ended.status, 0, ended.errors);
  assert.deepEqual(ended.left, []);
  const lines = ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { lines, errors: ended.errors, hints: ended.hints };
}
