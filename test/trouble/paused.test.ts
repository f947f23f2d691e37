/** What a debugger has stopped is never called stuck, and is once it goes on. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { launch } from "../../src/launch/launch.ts";
import { EVENT_KINDS } from "../../src/protocol/events.ts";
import type { Hint } from "../../src/protocol/hints.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { DIST, Program } from "../support/program.ts";

const CROSSED = `import { Barrier, isMainProcess, Lock, Process } from "@interleave/runtime";
async function worker(both: Barrier, first: Lock, second: Lock) {
  await first.acquire();
  await both.wait();
  await second.acquire();
}
if (isMainProcess) {
  const [both, a, b] = [new Barrier(2), new Lock(), new Lock()];
  new Process({ target: worker, args: [both, a, b], name: "A" }).start();
  new Process({ target: worker, args: [both, b, a], name: "B" }).start();
}
`;
/** Long enough for the watch to have looked many times. */
const A_WHILE_MS = 500;

/** Kinds of a trace's rows, in their order; of a hint its own kind. */
async function kindsOf(trace: string): Promise<string[]> {
  const reader = new TraceReader();
  return reader.push(await readFile(trace)).flatMap((batch) =>
    Array.from({ length: batch.length }, (_, row) => {
      const kind = EVENT_KINDS[batch.kind[row]!]!;
      return kind === "hint" ? (JSON.parse(batch.text(row)!) as Hint).kind : kind;
    }),
  );
}

test("two processes that cross are a deadlock only when neither is stopped by a debugger", async () => {
  await using program = await Program.make(CROSSED);
  const trace = join(program.folder, "out.interleave");
  const crossed = Promise.withResolvers<void>();
  const pids = new Map<string, number>();
  const run = await launch({
    file: program.main,
    args: [],
    cwd: program.folder,
    node: process.execPath,
    dist: DIST,
    trace,
    onDeadlock: "stop",
    stdio: "pipe",
    onProcess: (name, pid) => {
      if (name === "B" && !pids.has(name)) run.paused(pid, true);
      pids.set(name, pid);
    },
    onLength: async () => {
      const kinds = await kindsOf(trace).catch(() => []);
      if (kinds.filter((kind) => kind === "acquire.ask").length === 2) crossed.resolve();
    },
  });
  const limit = setTimeout(() => void run.stop(), 60_000);
  try {
    await crossed.promise;
    await new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));
    run.paused(pids.get("B")!, false);
    assert.equal((await run.ended).reason, "deadlock");
  } finally {
    clearTimeout(limit);
    await run.stop();
  }
  const kinds = (await kindsOf(trace)).filter((kind) =>
    /^(?:process\.(?:pause|resume)|deadlock)$/.test(kind),
  );
  assert.deepEqual(kinds, ["process.pause", "process.resume", "deadlock"]);
});
