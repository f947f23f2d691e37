/** What types would have refused gets one clear sentence, and the process can be used afterwards. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Program } from "../support/program.ts";

const CASES: [call: string, message: string][] = [
  ["new Process({ target: f, name: 5 })", "ValueError: name must be a string"],
  ["new Process({ target: f, args: 5 })", "ValueError: args must be a list of arguments, such as [1, queue]"],
  ["new Lock({ name: 5 })", "ValueError: name must be a string"],
  ["new Pool({ processes: 1, name: 5 })", "ValueError: name must be a string"],
  ["Manager.start({ name: 5 })", "ValueError: name must be a string"],
  [
    'new Queue({ name: "jobs" })',
    "ValueError: maxSize must be a number of items; options such as { name } come after it",
  ],
  ["pool.apply(f, 5)", "ValueError: args must be a list of arguments, such as [1, queue]"],
  [
    "event.wait(50)",
    "InterleaveError: how long to wait is given as an object, such as { timeout: 50 }, not as 50",
  ],
  [
    "barrier.wait(50)",
    "InterleaveError: how long to wait is given as an object, such as { timeout: 50 }, not as 50",
  ],
  [
    "lock.acquire(false)",
    "InterleaveError: how long to wait is given as an object, such as { timeout: 0 }, not as false",
  ],
];

test("arguments that are none", async () => {
  await using program = await Program.make(`
    import { Barrier, Event, isMainProcess, Lock, Manager, Pool, Process, Queue } from "@interleave/runtime";
    function f() {}
    if (isMainProcess) {
      const [barrier, event, lock, pool]: any[] = [new Barrier(2), new Event(), new Lock(), new Pool({ processes: 1 })];
      const calls: (() => any)[] = [${CASES.map(([call]) => `() => ${call.replace(/^new (\w+)/, "new ($1 as any)").replace("Manager", "(Manager as any)")}`).join(", ")}];
      for (const call of calls) {
        try {
          await call();
          console.log("none");
        } catch (error) {
          console.log(String(error));
        }
      }
      // All goes on as if nothing had been said.
      const p = new Process({ target: f });
      p.start();
      await p.join();
      console.log(await barrier.wait({ timeout: 0 }).catch((error: Error) => error.name), p.exitCode);
    }
  `);
  const ended = await program.run();
  assert.deepEqual(ended.stdout.trim().split("\n"), [
    ...CASES.map(([, message]) => message),
    "BrokenBarrierError 0",
  ]);
  assert.equal(ended.status, 0, ended.stderr);
  assert.deepEqual(ended.left, []);
});
