/** Executors whose workers end unasked, or whose owner does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";
import { HEAD, run } from "./executors.ts";

const BROKEN = [
  "BrokenProcessPoolError",
  "ERR_INTERLEAVE_BROKEN_PROCESS_POOL",
  "A process in the process pool was terminated abruptly while the future was running or pending.",
];
const UNUSABLE = [
  ...BROKEN.slice(0, 2),
  "A child process terminated abruptly, the process pool is not usable anymore",
];

describe("broken executors", { concurrency: 2 }, () => {
  for (const [what, die] of [
    ["is killed in a task", 'process.kill(process.pid, "SIGKILL")'],
    ["exits in a task", "process.exit(0)"],
  ] as const)
    test(`a worker that ${what} takes every future with it`, async () => {
      const { lines } = await run(`
        const die = () => ${die};
        if (isMainProcess) {
          const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
          const begun = new Queue<string>();
          const innocent = executor.submit(begunHeld, begun, new Event());
          await begun.get();
          const guilty = executor.submit(die);
          const pending = executor.submit(square, 1);
          let late: unknown;
          pending.addDoneCallback(() => { try { executor.submit(square, 2); } catch (error) { late = (error as Error).message; } });
          for (const future of [innocent, guilty, pending]) print(await short(() => future));
          print(((await guilty.exception())!.cause as Error).message);
          print(await short(() => executor.submit(square, 1)));
          print(late);
          await executor.shutdown();
        }
      `);
      assert.deepEqual(lines.slice(0, 3), [BROKEN, BROKEN, BROKEN]);
      assert.match(
        lines[3],
        /^worker SpawnProcess-\d \(pid \d+\) (was killed by SIGKILL|exited with code 0) while it ran die$/,
      );
      assert.deepEqual(lines.slice(4), [UNUSABLE, UNUSABLE[2]]);
    });

  test("a worker that is killed at rest breaks it, too, for everybody who has it", async () => {
    const { lines } = await run(`
      async function use(executor: ProcessPoolExecutor, ready: Event, answers: Queue<unknown>) {
        const future = executor.submit(begunHeld, new Queue<string>(), new Event());
        await ready.set();
        await answers.put(await short(() => future));
        await answers.put(await short(() => executor.submit(square, 1)));
      }
      const pid = () => process.pid;
      if (isMainProcess) {
        await using executor = new ProcessPoolExecutor({ maxWorkers: 3 });
        const event = new Event();
        const begun = new Queue<string>();
        const busy = executor.submit(begunHeld, begun, event);
        await begun.get();
        const idle = await executor.submit(pid);
        const [ready, answers] = [new Event(), new Queue<unknown>()];
        process.kill(idle, "SIGKILL");
        print(await short(() => busy));
        print(await short(() => executor.submit(square, 1)));
        const other = new ProcessPoolExecutor({ maxWorkers: 2 });
        const victim = await other.submit(pid);
        const held = other.submit(begunHeld, begun, event);
        await begun.get();
        new Process({ target: use, args: [other, ready, answers] }).start();
        await ready.wait();
        process.kill(victim, "SIGKILL");
        print([await answers.get(), await answers.get()]);
        print(await short(() => held));
      }
    `);
    assert.deepEqual(lines, [BROKEN, UNUSABLE, [BROKEN, UNUSABLE], BROKEN]);
  });

  test("an initializer that throws breaks it", async () => {
    const { lines, errors } = await run(
      `
      function broken() { throw new Error("not today"); }
      let greeting = "";
      function prepare(text: string) { greeting = text; }
      const greet = () => greeting;
      if (isMainProcess) {
        const fine = new ProcessPoolExecutor({ maxWorkers: 1, initializer: prepare, initArgs: ["hello"] });
        print(await fine.submit(greet));
        const executor = new ProcessPoolExecutor({ maxWorkers: 2, initializer: broken });
        print(await short(() => executor.submit(square, 1)));
        print(await short(() => executor.submit(square, 1)));
        // Nobody reads this one.
        new ProcessPoolExecutor({ maxWorkers: 1, initializer: broken }).submit(square, 1);
      }
    `,
      false,
    );
    assert.deepEqual(lines, ["hello", BROKEN, UNUSABLE]);
    assert.match(errors, /Exception in initializer of SpawnProcess-\d:\nError: not today/);
    assert.doesNotMatch(errors, /BrokenProcessPool/);
  });

  test("main that exits at once leaves no worker waiting for work", async () => {
    await using program = await Program.make(`${HEAD}
      if (isMainProcess) {
        const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
        print(await executor.submit(square, 2));
        executor.submit(square, 3);
        process.exit(4);
      }
    `);
    const ended = await program.run({ limit: 10_000 });
    assert.equal(ended.status, 4, ended.errors);
    assert.equal(ended.stdout, "4\n");
    assert.deepEqual(ended.left, []);
    assert.deepEqual(ended.hints, []);
  });
});
