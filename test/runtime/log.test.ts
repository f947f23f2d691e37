import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

async function run(source: string): Promise<{ out: string[]; log: string[] }> {
  await using program = await Program.make(source);
  const ended = await program.run();
  assert.equal(ended.status, 0, ended.stderr);
  assert.deepEqual(ended.left, []);
  return { out: ended.stdout.trim().split("\n"), log: ended.errors.trim().split("\n") };
}

const shutdown = (who: string) => [
  `[INFO/${who}] process shutting down`,
  `[DEBUG/${who}] running all "atexit" finalizers with priority >= 0`,
];
const RUN = (who: string) => `[INFO/${who}] child process calling self.run()`;
const REST = (who: string) => `[DEBUG/${who}] running the remaining "atexit" finalizers`;
const EXIT = (who: string, code: number) => `[INFO/${who}] process exiting with exitcode ${code}`;

describe("the log", { concurrency: 2 }, () => {
  test("nothing is said unless asked for", async () => {
    const { out, log } = await run(`
      import { getLogger, isMainProcess, Process } from "@interleave/runtime";
      const work = () => getLogger().error("not heard");
      if (isMainProcess) { getLogger().error("not heard"); const p = new Process({ target: work }); p.start(); await p.join(); console.log("done"); }
    `);
    assert.deepEqual([out, log], [["done"], [""]]);
  });

  test("the life of a child and of main; levels; one's own lines; children of children", async () => {
    const { log } = await run(`
      import { getLogger, isMainProcess, logToStderr, Process } from "@interleave/runtime";
      const leaf = () => getLogger().warning("leaf");
      const work = () => { getLogger().debug("own line"); new Process({ target: leaf }).start(); };
      if (isMainProcess) {
        console.log(logToStderr("debug") === getLogger());
        const p = new Process({ target: work });
        p.start();
        await p.join();
      }
    `);
    assert.deepEqual(log, [
      RUN("Process-1"),
      "[DEBUG/Process-1] own line",
      ...shutdown("Process-1"),
      "[INFO/Process-1] calling join() for process Process-1:1",
      RUN("Process-1:1"),
      "[WARNING/Process-1:1] leaf",
      ...shutdown("Process-1:1"),
      REST("Process-1:1"),
      EXIT("Process-1:1", 0),
      REST("Process-1"),
      EXIT("Process-1", 0),
      ...shutdown("MainProcess"),
      REST("MainProcess"),
    ]);
  });

  test("an error stands between the last finalizer and the exit code; process.exit has its lines, too", async () => {
    const { log } = await run(`
      import { isMainProcess, logToStderr, Process } from "@interleave/runtime";
      function raises() { throw new Error("boom"); }
      const leaves = () => process.exit(3);
      if (isMainProcess) {
        logToStderr("debug");
        for (const target of [raises, leaves]) { const p = new Process({ target }); p.start(); await p.join(); }
      }
    `);
    const lines = log.filter((line) => !/^ +at /.test(line));
    assert.deepEqual(lines, [
      RUN("Process-1"),
      ...shutdown("Process-1"),
      REST("Process-1"),
      "Process Process-1:",
      "Error: boom",
      EXIT("Process-1", 1),
      RUN("Process-2"),
      ...shutdown("Process-2"),
      REST("Process-2"),
      EXIT("Process-2", 3),
      ...shutdown("MainProcess"),
      REST("MainProcess"),
    ]);
  });

  test("main names the daemons that it ends and whom it joins", async () => {
    const { log } = await run(`
      import { Event, isMainProcess, logToStderr, Process } from "@interleave/runtime";
      const wait = async (event: Event, ready: Event) => { await ready.set(); await event.wait(); };
      if (isMainProcess) {
        logToStderr("info");
        const [event, ready, last] = [new Event(), new Event(), new Event()];
        new Process({ target: wait, args: [event, ready], daemon: true, name: "background" }).start();
        await ready.wait();
        new Process({ target: wait, args: [ready, last], name: "worker" }).start();
        await last.wait();
      }
    `);
    const mine = log.filter((line) => line.includes("/MainProcess]"));
    assert.deepEqual(mine, [
      "[INFO/MainProcess] process shutting down",
      "[INFO/MainProcess] calling terminate() for daemon background",
      "[INFO/MainProcess] calling join() for process background",
      "[INFO/MainProcess] calling join() for process worker",
    ]);
    assert.deepEqual(
      log.filter((line) => line.includes("/background]")),
      [RUN("background")],
    );
  });

  test("twice asked for, twice said; a level that does not exist is refused; warning is the default", async () => {
    const { out, log } = await run(`
      import { getLogger, isMainProcess, logToStderr } from "@interleave/runtime";
      if (isMainProcess) {
        try { logToStderr("loud" as never); } catch (e) { console.log((e as Error).message); }
        logToStderr();
        getLogger().info("not heard");
        logToStderr("error");
        logToStderr();
        getLogger().warning("not heard");
        getLogger().error("heard");
      }
    `);
    assert.deepEqual(out, ["log level must be one of debug, info, warning, error, not loud"]);
    assert.deepEqual(log, Array(3).fill("[ERROR/MainProcess] heard"));
  });
});
