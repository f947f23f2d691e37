/** Concurrent flows of one process are told apart in the trace, and where they cannot be, it says so. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { EVENT_KINDS } from "../../src/protocol/events.ts";
import { Branches, ended } from "../../src/runtime/branch.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Program } from "../support/program.ts";

/** Calls that wait: each notes the branch that it belongs to, and is answered a turn later. */
class Calls {
  readonly branches = new Branches();
  readonly log: string[] = [];

  async wait(name: string): Promise<void> {
    const step = this.branches.enter();
    this.log.push(`${name} ${step?.branch.id ?? 0}`);
    await turn();
    ended(step);
  }

  note(name: string): void {
    this.log.push(`${name} ${this.branches.current}`);
  }
}

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}

const told = Number(process.versions.node.split(".")[0]) >= 24;

test("flows are told apart where that costs little", () => assert.equal(new Branches().lost, !told));

const withBranches = told ? describe : () => {};

withBranches("flows", () => {
  let calls: Calls;

  /** In a context of its own, as a process begins. */
  const logOf = async (run: () => Promise<void>): Promise<string[]> => {
    calls = new Calls();
    await run();
    return calls.log;
  };

  test("one call after another is one branch, also through functions", async () => {
    const both = async () => {
      await calls.wait("b");
      await calls.wait("c");
      calls.note("d");
    };
    const log = await logOf(async () => {
      await calls.wait("a");
      await both();
      await both();
      await calls.wait("e");
      calls.note("f");
    });
    assert.deepEqual(log, ["a 1", "b 1", "c 1", "d 1", "b 1", "c 1", "d 1", "e 1", "f 1"]);
  });

  test("what is begun while another call waits is a branch of its own, from then on", async () => {
    const flow = async (name: string) => {
      for (let i = 1; i <= 3; i++) await calls.wait(name + i);
      calls.note(name);
    };
    const log = await logOf(async () => {
      await calls.wait("m");
      await Promise.all([flow("a"), flow("b"), flow("c")]);
      await calls.wait("n");
    });
    const of = (name: string) =>
      new Set(log.filter((line) => line[0] === name).map((line) => line.slice(-1)));
    assert.deepEqual([...of("a")], ["1"]);
    assert.deepEqual([...of("b")], ["2"]);
    assert.deepEqual([...of("c")], ["3"]);
    assert.equal(calls.branches.lost, false);
  });

  test("whoever goes on while its call is pending is not known to be in its branch", async () => {
    const log = await logOf(async () => {
      const pending = calls.wait("a");
      calls.note("b");
      await pending;
      calls.note("c");
    });
    assert.deepEqual(log, ["a 1", "b 0", "c 1"]);
  });

  test("a flow that was taken to be over and goes on makes all of them unknown", async () => {
    // Each waits for the other by what the runtime cannot see, so that never two calls are pending together.
    const [one, two, three] = [gate(), gate(), gate()];
    const log = await logOf(async () => {
      const first = async () => {
        await one.opened;
        await calls.wait("a1");
        two.open();
        await three.opened;
        await calls.wait("a2");
      };
      const second = async () => {
        await two.opened;
        await calls.wait("b");
        three.open();
      };
      const all = Promise.all([first(), second()]);
      one.open();
      await all;
      calls.note("c");
    });
    assert.deepEqual(log, ["a1 1", "b 1", "a2 0", "c 0"]);
    assert.equal(calls.branches.lost, true);
  });

  test("tasks and callbacks are nobody's continuation", async () => {
    const log = await logOf(async () => {
      await calls.wait("a");
      await calls.branches.apart(() => calls.wait("task"));
      await calls.wait("b");
    });
    assert.deepEqual(log, ["a 1", "task 2", "b 1"]);
  });
});

/** `PROCESS BRANCH KIND OBJECT` of the rows of these kinds. */
async function rowsOf(source: string, kinds: RegExp): Promise<string[]> {
  await using program = await Program.make(source);
  const trace = join(program.folder, "run.interleave");
  const run = await program.run({ args: ["--trace", trace] });
  assert.equal(run.stderr, "");
  assert.equal(run.status, 0);
  const reader = new TraceReader();
  const rows: string[] = [];
  for (const batch of reader.push(await readFile(trace)))
    for (let at = 0; at < batch.length; at++) {
      const kind = EVENT_KINDS[batch.kind[at]!]!;
      if (!kinds.test(kind)) continue;
      const { process, object } = reader.names;
      rows.push(
        `${process[batch.process[at]!]} ${batch.branch[at]} ${kind} ${object[batch.object[at]!] ?? ""}`.trim(),
      );
    }
  return rows;
}

withBranches("in the trace", () => {
  test("nested use is one branch, its releases too; a sibling is another", async () => {
    const rows = await rowsOf(
      `import { isMainProcess, Lock, sleep } from "@interleave/runtime";
      const [a, b, c] = ["a", "b", "c"].map((name) => new Lock({ name }));
      if (isMainProcess) {
        const one = () => a.use(() => b.use(() => sleep(5)));
        const other = () => c.use(() => sleep(30));
        await Promise.all([one(), other()]);
      }`,
      /^(acquire\.grant|release)$/,
    );
    assert.deepEqual(rows.toSorted(), [
      "MainProcess 1 acquire.grant a",
      "MainProcess 1 acquire.grant b",
      "MainProcess 1 release a",
      "MainProcess 1 release b",
      "MainProcess 2 acquire.grant c",
      "MainProcess 2 release c",
    ]);
  });

  test("a process whose flows cannot be told apart says so once", async () => {
    const rows = await rowsOf(
      `import { Event, isMainProcess, Lock } from "@interleave/runtime";
      import { setTimeout as after } from "node:timers/promises";
      if (isMainProcess) {
        const lock = new Lock({ name: "lock" });
        const flow = async (ms: number) => {
          for (let i = 0; i < 3; i++) {
            await after(ms);
            await lock.acquire();
            await lock.release();
          }
        };
        await Promise.all([flow(40), flow(60)]);
      }`,
      /^(branch\.lost|acquire\.grant)$/,
    );
    assert.equal(rows.filter((row) => row.includes("branch.lost")).length, 1, rows.join("\n"));
    assert.ok(rows.at(-1)!.startsWith("MainProcess 0 "), rows.join("\n"));
  });
});
