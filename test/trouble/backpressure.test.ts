/** A queue that is fed faster than it is drained. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Program, type Running } from "../support/program.ts";

const linux = process.platform === "linux";
const MIB = 1024 * 1024;

/** The most memory that the coordinator ever had, bytes. */
function peakOf(run: Running): number {
  const pid = run.coordinator();
  assert.ok(pid);
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
}

test("1 GiB waits in a queue: the coordinator stays within its bound, nothing is lost, nobody is blocked", {
  skip: linux ? false : "needs /proc",
}, async (t) => {
  await using program = await Program.make(`
      import { existsSync } from "node:fs";
      import { Event, isMainProcess, Process, Queue, sleep } from "@interleave/runtime";
      const COUNT = 1024, BYTES = ${MIB};
      async function feed(queue: Queue<Uint8Array>, full: Event) {
        for (let i = 0; i < COUNT; i++) await queue.put(new Uint8Array(BYTES).fill(i));
        await full.set();
      }
      async function drain(queue: Queue<Uint8Array>, full: Event, go: Event) {
        await full.wait();
        console.log("full", await queue.qsize());
        await go.wait();
        for (let i = 0; i < COUNT; i++) {
          const item = await queue.get();
          if (item.length !== BYTES || item[0] !== i % 256 || item[BYTES - 1] !== i % 256) throw new Error("item " + i);
        }
        console.log("drained", await queue.qsize());
      }
      if (isMainProcess) {
        const queue = new Queue<Uint8Array>(0, { name: "jobs" }), full = new Event(), go = new Event();
        for (const target of [feed, drain]) new Process({ target: target as never, args: [queue, full, go] }).start();
        while (!existsSync(process.argv[2]!)) await sleep(20);
        await go.set();
      }
    `);
  const go = join(program.folder, "go");
  const run = program.start({ limit: 120_000, programArgs: [go] });
  await run.printed("full 1024");
  const peak = peakOf(run);
  await writeFile(go, "");
  await run.printed("drained 0");
  const ended = await run.ended;
  assert.match(
    ended.errors,
    /^interleave: jobs is fed faster than it is drained: more than 256 MiB of items wait in queues; what comes now waits on disk\n$/,
  );
  assert.deepEqual([ended.status, ended.left, ended.hints], [0, [], []]);
  t.diagnostic(`the coordinator took ${Math.round(peak / MIB)} MiB at most`);
  assert.ok(peak < 512 * MIB, `${peak / MIB} MiB`);
});
