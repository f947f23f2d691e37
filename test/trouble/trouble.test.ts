/** Whatever goes wrong: one clear sentence, nothing left running, nothing lost. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { KIND } from "../../src/protocol/events.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Program } from "../support/program.ts";

const linux = process.platform === "linux";
/** A run that goes on for ever: one process computes, one waits, one sleeps. */
const ENDLESS = `
  import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";
  function compute() { console.log("computing"); for (;;); }
  async function wait(lock: Lock) { console.log("waiting"); await lock.acquire(); }
  async function rest() { console.log("resting"); await sleep(1e9); }
  if (isMainProcess) {
    const lock = new Lock();
    await lock.acquire();
    new Process({ target: compute }).start();
    new Process({ target: wait, args: [lock] }).start();
    new Process({ target: rest, daemon: true }).start();
    await sleep(1e9);
  }
`;
const running = (text: string) => ["computing", "waiting", "resting"].every((word) => text.includes(word));

/** Every event of a trace, which must be readable up to the end of its last batch. */
function events(file: string) {
  const reader = new TraceReader();
  const batches = reader.push(readFileSync(file));
  return batches.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, i) => ({
      seq: batch.seq[i]!,
      kind: reader.names.kind[batch.kind[i]!]!,
      process: reader.names.process[batch.process[i]!]!,
      value: batch.value[i]!,
      text: batch.text(i),
    })),
  );
}

describe("what cannot be run", { concurrency: 2 }, () => {
  const cases: [string, Record<string, string>, string[], RegExp][] = [
    ["a missing file", {}, [], /^interleave: cannot find .*main\.ts\n$/],
    ["a folder", { "main.ts/x.ts": "" }, [], /^interleave: .*main\.ts.*\n$/],
    [
      "a syntax error",
      { "main.ts": "const a = 1;\nconst b = ;\n" },
      [],
      /^interleave: .*main\.ts:2:11: .+\n$/,
    ],
    [
      "a syntax error in another file",
      { "main.ts": 'import "./other.ts";', "other.ts": "function (" },
      [],
      /^interleave: .*other\.ts:1:\d+: .+\n$/,
    ],
    [
      "a missing module",
      { "main.ts": '\nimport { x } from "./nowhere";\nx();' },
      [],
      /^interleave: .*main\.ts:2:\d+: cannot find .*nowhere.*\n$/,
    ],
    ["an unknown option", { "main.ts": "" }, ["--fast"], /^interleave: .*--fast.*\n$/],
    [
      "a wrong limit",
      { "main.ts": "" },
      ["--timeout", "soon"],
      /^interleave: --timeout takes milliseconds, not "soon"\n$/,
    ],
    [
      "a wrong choice",
      { "main.ts": "" },
      ["--hints", "loud"],
      /^interleave: --hints is one of text, json, off, not "loud"\n$/,
    ],
    [
      "a trace that cannot be written",
      { "main.ts": "" },
      ["--trace", "no/such/folder/t"],
      /^interleave: cannot record to .*no.such.folder.t: .+\n/,
    ],
  ];
  for (const [what, files, args, message] of cases)
    test(`${what}: status 2 and one line`, async () => {
      await using program = await Program.make(files);
      const ended = await program.run({ args });
      assert.match(ended.stderr, message);
      assert.equal(ended.stderr.trim().split("\n").length, 1, ended.stderr);
      assert.equal(ended.stdout, "");
      assert.equal(ended.status, 2);
      assert.deepEqual(ended.left, []);
    });
});

describe("the end of a run", { concurrency: 1 }, () => {
  test("the program's own status, signals too", async () => {
    await using seven = await Program.make('import "@interleave/runtime"; process.exit(7);');
    assert.equal((await seven.run()).status, 7);
    await using thrown = await Program.make('import "@interleave/runtime"; throw new Error("main fails");');
    const failed = await thrown.run();
    assert.equal(failed.status, 1);
    assert.match(failed.stderr, /Error: main fails\n\s+at file:.*main\.ts:1:\d+/);
    await using killed = await Program.make(
      'import "@interleave/runtime"; process.kill(process.pid, "SIGKILL"); await new Promise(() => {});',
    );
    assert.equal((await killed.run()).status, 137);
    await using foreign = await Program.make("console.log(1 + 1);");
    const plain = await foreign.run();
    assert.deepEqual([plain.status, plain.stdout, plain.stderr], [0, "2\n", ""]);
  });

  test("--timeout ends everything with 124", async () => {
    await using program = await Program.make(ENDLESS);
    const ended = await program.run({ args: ["--timeout", "1500"] });
    assert.equal(ended.status, 124);
    assert.ok(running(ended.stdout), ended.stdout);
    assert.ok(ended.took < 1500 + 2500, `${ended.took} ms`);
    assert.deepEqual(ended.left, []);
    assert.equal(ended.stderr, "");
  });

  test("an interrupted command line leaves nothing behind, whatever the signal", async () => {
    for (const signal of ["SIGTERM", "SIGHUP", "SIGKILL"] as const) {
      await using program = await Program.make(ENDLESS);
      const run = program.start();
      await run.until(() => running(run.stdout));
      const began = performance.now();
      run.child.kill(signal);
      await run.ended;
      while (run.pids().length > 0 && performance.now() - began < 3000)
        await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(run.pids(), [], signal);
      assert.ok(performance.now() - began < 2000, `${signal}: ${performance.now() - began} ms`);
    }
  });

  test("Ctrl+C reaches the program, which may have the last word", async () => {
    await using program = await Program.make(`
      import { isMainProcess, sleep } from "@interleave/runtime";
      if (isMainProcess) {
        process.once("SIGINT", () => { console.log("asked to stop"); process.exit(9); });
        console.log("ready");
        await sleep(1e9);
      }
    `);
    const run = program.start();
    await run.printed("ready");
    run.child.kill("SIGINT");
    const ended = await run.ended;
    assert.equal(ended.stdout, "ready\nasked to stop\n");
    assert.equal(ended.status, 9);
  });

  test("a killed coordinator: every process ends within two seconds and says why, the trace is readable", {
    skip: linux ? false : "needs /proc",
  }, async () => {
    await using program = await Program.make(ENDLESS);
    const trace = join(program.folder, "t.interleave");
    const run = program.start({ args: ["--trace", trace] });
    await run.until(() => running(run.stdout));
    const began = performance.now();
    process.kill(run.coordinator()!, "SIGKILL");
    const ended = await run.ended;
    assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
    assert.equal(ended.status, 70);
    assert.deepEqual(ended.left, []);
    for (const name of ["MainProcess", "Process-2", "Process-3"])
      assert.match(
        ended.errors,
        new RegExp(`interleave: ${name} \\(pid \\d+\\) stops: the coordinator of this run is gone`),
      );
    assert.match(ended.errors, /the coordinator of the run is gone; its processes end/);
    const kinds = events(trace).map((event) => event.kind);
    assert.ok(kinds.includes("process.run") && !kinds.includes("run.end"));
  });

  test("a killed main: daemons die, others are reported and go on", {
    skip: linux ? false : "needs signals",
  }, async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process, Queue, sleep } from "@interleave/runtime";
      async function daemon() { console.log("daemon"); await sleep(1e9); }
      async function worker() { console.log("worker"); await sleep(1200); console.log("worker is done"); }
      if (isMainProcess) {
        new Process({ target: daemon, daemon: true }).start();
        new Process({ target: worker, name: "Diligent" }).start();
        console.log("main", process.pid);
        await sleep(1e9);
      }
    `);
    const run = program.start();
    await run.until(() => ["daemon\n", "worker\n", "main "].every((text) => run.stdout.includes(text)));
    process.kill(Number(/main (\d+)/.exec(run.stdout)![1]), "SIGKILL");
    const ended = await run.ended;
    assert.match(ended.stdout, /worker is done/);
    assert.match(
      ended.errors,
      /^interleave: MainProcess \(pid \d+\) was killed by SIGKILL; still running without it: Diligent \(pid \d+\)\n$/,
    );
    assert.equal(ended.status, 137);
    assert.deepEqual(ended.left, []);
  });

  test("a daemon that will not end is killed, and main ends", {
    skip: linux ? false : "needs signals",
  }, async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process, Queue, sleep } from "@interleave/runtime";
      async function stay(ready: Queue<number>) { process.on("SIGTERM", () => console.log("asked to end")); await ready.put(1); await sleep(1e9); }
      if (isMainProcess) {
        const ready = new Queue<number>();
        new Process({ target: stay, args: [ready], daemon: true }).start();
        await ready.get();
      }
    `);
    const ended = await program.run();
    assert.deepEqual([ended.stdout, ended.errors, ended.status], ["asked to end\n", "", 0]);
    assert.deepEqual(ended.left, []);
  });

  test("a process killed while it holds a lock is named, and the lock stays locked", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Lock, Process, Queue, sleep } from "@interleave/runtime";
      async function hold(lock: Lock, ready: Queue<number>) { await lock.acquire(); await ready.put(1); await sleep(1e9); }
      async function leave(lock: Lock) { await lock.acquire(); }
      if (isMainProcess) {
        const [a, b] = [new Lock({ name: "a" }), new Lock({ name: "b" })];
        const ready = new Queue<number>();
        const p = new Process({ target: hold, args: [a, ready], name: "Holder" });
        const q = new Process({ target: leave, args: [b], name: "Leaver" });
        p.start(); q.start();
        await ready.get();
        p.kill();
        await p.join(); await q.join();
        console.log(await a.acquire({ timeout: 50 }), await b.acquire({ timeout: 50 }));
      }
    `);
    const ended = await program.run();
    assert.equal(ended.stdout, "false false\n");
    assert.deepEqual(
      ended.hints
        .map((hint) => [hint.kind, hint.certainty, hint.processes[0]!.name, hint.objects[0]!.name])
        .sort(),
      [
        ["killed-holding", "certain", "Holder", "a"],
        ["orphaned-lock", "certain", "Leaver", "b"],
      ],
    );
  });

  test("a lock that its holder left behind may be given back by another: that is not said to be impossible", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Lock, Process } from "@interleave/runtime";
      const take = (room: Lock) => room.acquire();
      const write = (room: Lock) => room.use(() => console.log("writes"));
      const give = (room: Lock) => room.release();
      if (isMainProcess) {
        const room = new Lock({ name: "room" });
        const [first, writer, last] = [take, write, give].map((target) => new Process({ target: target as typeof write, args: [room] }));
        first!.start();
        await first!.join();
        writer!.start();
        last!.start();
        await writer!.join();
        await last!.join();
        // From now on it is known that one takes it and another gives it back.
        const again = new Process({ target: take as typeof write, args: [room] });
        again.start();
        await again.join();
        await room.release();
      }
    `);
    const ended = await program.run();
    assert.deepEqual([ended.stdout, ended.status, ended.errors], ["writes\n", 0, ""]);
    assert.deepEqual(
      ended.hints.map(({ kind, message }) => `${kind}: ${message}`),
      [
        "orphaned-lock: Process-1 ended while it held room. The lock stays locked unless somebody else releases it.",
      ],
    );
  });

  test("a trace ends with how every process ended", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process } from "@interleave/runtime";
      function leave() { process.exit(4); }
      if (isMainProcess) { const p = new Process({ target: leave, name: "L\\u0000\\u001b[31m<b>锁" }); p.start(); await p.join(); }
    `);
    const trace = join(program.folder, "t.interleave");
    await program.run({ args: ["--trace", trace] });
    const all = events(trace);
    assert.deepEqual(
      all.map((event) => event.seq),
      all.map((_, i) => i + 1),
    );
    assert.equal(all[0]!.kind, "run.begin");
    assert.deepEqual(
      all.filter((event) => event.kind === "process.exit").map((event) => [event.process, event.value]),
      [
        ["L\u0000\u001b[31m<b>锁", 4],
        ["MainProcess", 0],
      ],
    );
    assert.equal(all.at(-1)!.kind, "run.end");
    assert.ok(KIND["run.end"] > 0);
  });
});
