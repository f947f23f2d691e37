/** What happens because a run is ended from outside is not held against the program. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../../support/program.ts";

/** In the middle of everything: a daemon with a lock and an item, one who waits blindly, one at a barrier. */
const MIDDLE = `
  import { Barrier, Condition, Event, isMainProcess, JoinableQueue, Lock, Process, sleep } from "@interleave/runtime";
  async function daemon(lock: Lock, jobs: JoinableQueue<number>) { await lock.acquire(); await jobs.get(); console.log("in"); await sleep(1e9); }
  async function blind(c: Condition) { await c.acquire(); console.log("in"); await c.wait(); }
  async function party(b: Barrier) { console.log("in"); await b.wait(); }
  if (isMainProcess) {
    const [c, jobs] = [new Condition(), new JoinableQueue<number>()];
    await c.use(() => c.notify());
    await jobs.put(1);
    new Process({ target: daemon, args: [new Lock(), jobs], daemon: true }).start();
    new Process({ target: blind, args: [c] }).start();
    new Process({ target: party, args: [new Barrier(2)] }).start();
    await sleep(1e9);
  }`;

describe("ended from outside", { concurrency: 2 }, () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    test(`by ${signal}: no hint`, async () => {
      await using program = await Program.make(MIDDLE);
      const run = program.start({ limit: 60_000 });
      await run.until(() => run.stdout.split("in").length > 3);
      run.child.kill(signal);
      const ended = await run.ended;
      assert.deepEqual(ended.hints, []);
      assert.deepEqual(ended.left, []);
    });

  test("by a limit: no hint", async () => {
    await using program = await Program.make(MIDDLE);
    const ended = await program.run({ args: ["--timeout", "4000"], limit: 60_000 });
    assert.equal(ended.status, 124);
    assert.deepEqual(ended.hints, []);
  });
});
