/** What is large travels whole; what is too large is refused in words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LARGE_LINES, largeProgram, TOO_LARGE, TOO_LARGE_LINES } from "../support/large.ts";
import { Program } from "../support/program.ts";

test("16 MiB at once through a queue, a pipe, a pool and a value", async () => {
  await using program = await Program.make(largeProgram(16));
  const ended = await program.run({ limit: 120_000 });
  assert.equal(ended.errors, "");
  assert.deepEqual(ended.stdout.trim().split("\n").sort(), LARGE_LINES);
  assert.deepEqual([ended.status, ended.left], [0, []]);
});

test("more than can be sent: refused wherever it was to go, and the run goes on", async () => {
  await using program = await Program.make(TOO_LARGE);
  const ended = await program.run({ limit: 120_000 });
  assert.equal(ended.errors, "");
  assert.deepEqual(ended.stdout.trim().split("\n"), TOO_LARGE_LINES);
  assert.deepEqual([ended.status, ended.left], [0, []]);
});

test("a process that computes for long before its event loop turns is not taken for a stranger", async () => {
  await using program = await Program.make(`
    import { isMainProcess, Process } from "@interleave/runtime";
    const compute = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 11_000);
    // Before anything has been heard of it, in main and in the child.
    if (!isMainProcess) compute();
    const work = () => console.log("worked");
    if (isMainProcess) { new Process({ target: work }).start(); compute(); }
  `);
  const ended = await program.run({ limit: 60_000 });
  assert.deepEqual([ended.errors, ended.stdout, ended.status], ["", "worked\n", 0]);
});
