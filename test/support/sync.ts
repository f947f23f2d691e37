/** Small programs about the objects that processes synchronise by: what they print is looked at. */
import assert from "node:assert/strict";
import { Program, steady } from "./program.ts";

const HEAD = `
  import { Barrier, BoundedSemaphore, Condition, isMainProcess, Lock, Pool, Process, Queue, RLock, Semaphore, SharedArray, sleep, Value } from "@interleave/runtime";
  const why = async (act: () => unknown) => { try { return String(await act()); } catch (e) { const { name, code, message } = e as never; return [name, code, message].join(" | "); } };
`;

/** Lines of a program that must end well, with no process left and these hints alone. */
export async function output(source: string, hints: string[] = []): Promise<string[]> {
  await using program = await Program.make(HEAD + source);
  const ended = await program.run();
  assert.equal(ended.errors, "");
  assert.equal(ended.status, 0, ended.stdout);
  assert.deepEqual(ended.left, []);
  assert.deepEqual(
    steady(ended.hints).map((hint) => hint.kind),
    hints,
  );
  return ended.stdout.trim().split("\n");
}
