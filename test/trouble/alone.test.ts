/** Programs run by plain Node, with a coordinator of their own that nobody looks after. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

const linux = process.platform === "linux";
const BUSY = `
  import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";
  async function work(lock: Lock) { for (;;) await lock.use(() => sleep(5)); }
  async function compute() { for (;;); }
  if (isMainProcess) {
    const lock = new Lock();
    for (let i = 0; i < 2; i++) new Process({ target: work, args: [lock] }).start();
    new Process({ target: compute, daemon: true }).start();
    await sleep(300);
    console.log("running");
    await sleep(1e9);
  }
`;

describe("plain node", { skip: linux ? false : "needs /proc" }, () => {
  for (const role of ["main", "coordinator"] as const)
    test(`a killed ${role}: nobody is left`, { timeout: 60_000 }, async () => {
      await using program = await Program.make(BUSY);
      await program.install();
      const run = program.start({ cli: false });
      await run.printed("running");
      const main = run.child.pid!;
      const victim = role === "main" ? main : run.coordinator()!;
      const children = run.pids().filter((pid) => pid !== main && pid !== run.coordinator());
      assert.equal(children.length, 3);
      process.kill(victim, "SIGKILL");
      if (role === "main") for (const pid of children) killedWith(pid);
      await run.gone();
      const { stderr } = await run.ended;
      if (role === "coordinator")
        assert.match(stderr, /MainProcess .* stops: the coordinator of this run is gone/);
    });

  test("a program that ends leaves no coordinator, whatever its status", { timeout: 60_000 }, async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process } from "@interleave/runtime";
      const hello = () => console.log("hello");
      if (isMainProcess) {
        const p = new Process({ target: hello });
        p.start();
        await p.join();
        throw new Error("at the end");
      }
    `);
    await program.install();
    const run = program.start({ cli: false });
    const { status, stdout, stderr } = await run.ended;
    assert.deepEqual([status, stdout], [1, "hello\n"]);
    assert.match(stderr, /at the end/);
    await run.gone();
  });
});

/** Children that are no daemons go on after main, as in Python: the test ends them. */
function killedWith(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended with main already.
  }
}
