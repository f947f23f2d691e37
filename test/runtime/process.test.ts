import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

/** Runs a program that prints one JSON value per line; answers the values. */
async function values(source: string | Record<string, string>) {
  await using program = await Program.make(source);
  const ended = await program.run();
  assert.equal(ended.status, 0, ended.stderr);
  assert.deepEqual(ended.left, []);
  return ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("processes", { concurrency: 2 }, () => {
  test("names, pids, states and exit codes", async () => {
    const [before, during, after] = await values(`
      import { currentProcess, isMainProcess, Process, Queue } from "@interleave/runtime";
      class Worker extends Process {
        greeting: string;
        constructor(readonly out: Queue<unknown>) { super(); this.greeting = "hello"; }
        override async run() {
          await this.out.put([this.greeting, this.name, currentProcess() === this, currentProcess().pid === process.pid, isMainProcess]);
          process.exit(3);
        }
      }
      if (isMainProcess) {
        const out = new Queue<unknown>();
        new Process();
        const worker = new Worker(out);
        console.log(JSON.stringify([worker.name, worker.pid ?? null, worker.exitCode, worker.isAlive(), worker.daemon]));
        worker.start();
        const told = await out.get();
        console.log(JSON.stringify([told, typeof worker.pid]));
        await worker.join();
        console.log(JSON.stringify([worker.exitCode, worker.isAlive()]));
      }
    `);
    assert.deepEqual(before, ["Worker-2", null, null, false, false]);
    assert.deepEqual(during, [["hello", "Worker-2", true, true, false], "number"]);
    assert.deepEqual(after, [3, false]);
  });

  test("a child of a child carries its parent's number", async () => {
    const lines = await values(`
      import { currentProcess, isMainProcess, parentProcess, Process } from "@interleave/runtime";
      function grandchild() { console.log(JSON.stringify([currentProcess().name, parentProcess()?.name])); }
      async function child() { const p = new Process({ target: grandchild }); p.start(); await p.join(); }
      if (isMainProcess) {
        const p = new Process({ target: child });
        p.start();
        await p.join();
      }
    `);
    assert.deepEqual(lines, [["Process-1:1", "Process-1"]]);
  });

  test("an uncaught error is told once on standard error and ends with 1, from a timer too", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process } from "@interleave/runtime";
      function atOnce() { throw new RangeError("at once"); }
      async function later() { setTimeout(() => { throw new TypeError("later"); }, 10); await new Promise((r) => setTimeout(r, 5000)); }
      async function rejected() { await Promise.reject(new Error("rejected")); }
      if (isMainProcess)
        for (const target of [atOnce, later, rejected]) {
          const p = new Process({ target, name: target.name });
          p.start();
          await p.join();
          console.log(p.name, p.exitCode);
        }
    `);
    const { stdout, errors, status } = await program.run();
    assert.equal(status, 0);
    assert.equal(stdout, "atOnce 1\nlater 1\nrejected 1\n");
    for (const [name, error] of [
      ["atOnce", "RangeError: at once"],
      ["later", "TypeError: later"],
      ["rejected", "Error: rejected"],
    ])
      assert.equal(errors.split(`Process ${name}:\n${error}\n`).length, 2, errors);
    assert.match(errors, /at atOnce \(file:.*main\.ts:3:33\)/);
    assert.doesNotMatch(errors, /dist.runtime/);
  });

  test("terminate and kill leave their signals' codes, join counts its limit", async () => {
    const [codes] = await values(`
      import { isMainProcess, Process, sleep } from "@interleave/runtime";
      const forever = () => sleep(1e9);
      if (isMainProcess) {
        const [a, b] = [new Process({ target: forever }), new Process({ target: forever })];
        a.start(); b.start();
        const early = await a.join({ timeout: 30 });
        a.terminate(); b.kill();
        const late = [await a.join(), await b.join()];
        console.log(JSON.stringify([early, late, a.exitCode, b.exitCode, await a.join({ timeout: 0 })]));
      }
    `);
    assert.deepEqual(codes, [false, [true, true], -15, -9, true]);
  });

  test("daemons end with main, others are waited for; a daemon may not start any", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process, sleep } from "@interleave/runtime";
      async function slow() { await sleep(300); console.log("slow is done"); }
      async function endless() { await sleep(1e9); }
      async function ambitious() {
        try { new Process({ target: slow }).start(); } catch (error) { console.log((error as Error).message); }
      }
      if (isMainProcess) {
        const daemon = new Process({ target: ambitious, daemon: true });
        daemon.start();
        await daemon.join();
        new Process({ target: endless, daemon: true }).start();
        new Process({ target: slow }).start();
        console.log("main is done");
      }
    `);
    const { stdout, status, left } = await program.run();
    assert.equal(stdout, "daemonic processes are not allowed to have children\nmain is done\nslow is done\n");
    assert.equal(status, 0);
    assert.deepEqual(left, []);
  });

  test("misuse is refused in Python's words", async () => {
    const lines = await values(`
      import { isMainProcess, Process } from "@interleave/runtime";
      function nothing() {}
      const why = async (act: () => unknown) => { try { await act(); return null; } catch (e) { const { name, code, message } = e as never; return [name, code, message]; } };
      if (isMainProcess) {
        const p = new Process({ target: nothing });
        console.log(JSON.stringify(await why(() => p.join())));
        p.start();
        console.log(JSON.stringify(await why(() => p.start())));
        console.log(JSON.stringify(await why(() => { p.daemon = true; })));
        await p.join();
        p.close();
        console.log(JSON.stringify(await why(() => p.exitCode)));
      }
    `);
    assert.deepEqual(lines, [
      ["ValueError", "ERR_INTERLEAVE_VALUE", "can only join a started process"],
      ["ValueError", "ERR_INTERLEAVE_VALUE", "cannot start a process twice"],
      ["ValueError", "ERR_INTERLEAVE_VALUE", "process has already started"],
      ["ValueError", "ERR_INTERLEAVE_VALUE", "process object is closed"],
    ]);
  });

  test("a target that nobody else can find is refused at start, and so is what cannot be sent", async () => {
    const lines = await values(`
      import { isMainProcess, Process } from "@interleave/runtime";
      function nothing(_: unknown) {}
      const why = (act: () => unknown) => { try { act(); return null; } catch (e) { const { name, message } = e as Error; return [name, message]; } };
      class Box { constructor(readonly inner: unknown) {} }
      if (isMainProcess) {
        const factor = 2;
        const closure = () => factor;
        function local() {}
        class Hidden {}
        console.log(JSON.stringify([
          why(() => new Process({ target: closure }).start()),
          why(() => new Process({ target: () => 1 }).start()),
          why(() => new Process({ target: local }).start()),
          why(() => new Process({ target: nothing, args: [{ deep: [closure] }] }).start()),
          why(() => new Process({ target: nothing, args: [new Box(new Hidden())] }).start()),
          why(() => new Process({ target: nothing, args: [Symbol("s")] }).start()),
          why(() => new Process({ target: nothing, args: [Promise.resolve()] }).start()),
          why(() => new Process({ target: nothing, args: [new WeakMap()] }).start()),
        ]));
      }
    `);
    const [found] = lines;
    for (const [name] of found) assert.equal(name, "TransferError");
    const messages = found.map(([, message]: [string, string]) => message);
    assert.match(messages[0], /^the target "closure" cannot be found by another process: .*top level/);
    assert.match(messages[1], /^the target is an anonymous function/);
    assert.match(messages[2], /"local"/);
    assert.match(messages[3], /^args\[0\]\.deep\[0\] cannot be sent .*"closure"/);
    assert.match(messages[4], /^args\[0\]\.inner cannot be sent .*instance of Hidden/);
    assert.match(messages[5], /^args\[0\] cannot be sent .*symbol/);
    assert.match(messages[6], /^args\[0\] cannot be sent .*Promise/);
    assert.match(messages[7], /^args\[0\] cannot be sent .*WeakMap/);
  });

  test("without the guard the child says what is missing, and nothing runs away", async () => {
    await using program = await Program.make(`
      import { Process } from "@interleave/runtime";
      function nothing() {}
      const p = new Process({ target: nothing });
      p.start();
      await p.join();
      console.log(p.exitCode);
    `);
    const { stdout, errors, left } = await program.run();
    assert.equal(stdout, "1\n");
    assert.match(errors, /Process Process-1:\n.*if \(isMainProcess\)/);
    assert.deepEqual(left, []);
  });

  test("values keep their classes, cycles, shared parts, errors and handles", async () => {
    const [result] = await values({
      "shapes.ts": `
        export class Shape { constructor(public name: string) {} describe() { return "a " + this.name; } }
        export class OddError extends Error { override name = "OddError"; constructor(message: string, readonly extra: number) { super(message); } }
        export class Names extends Map<string, number> { total() { let sum = 0; for (const n of this.values()) sum += n; return sum; } }
      `,
      "main.ts": `
        import { isMainProcess, Lock, Process, Queue } from "@interleave/runtime";
        import { Names, OddError, Shape } from "./shapes";
        function check(a: any, b: any, out: Queue<unknown>, lock: Lock) {
          const e: OddError = a.error;
          return out.put([
            a.shape instanceof Shape, a.shape.describe(), a.self === a, a.list[0] === a.shape, b.shape === a.shape,
            e instanceof OddError, e.message, e.extra, (e.cause as Error).message, e.stack!.includes("main.ts"),
            a.names instanceof Names, a.names.total(), a.date.getTime(), [...a.set], a.bytes.byteLength, a.big === 10n ** 20n,
            a.fn(3), Object.is(a.zero, -0), Number.isNaN(a.nan), a.undef === undefined && "undef" in a, a["__proto__x"], lock.name, a.lock === lock,
            a.text,
          ]);
        }
        function triple(n: number) { return 3 * n; }
        if (isMainProcess) {
          const out = new Queue<unknown>();
          const lock = new Lock({ name: "the lock" });
          const shape = new Shape("circle");
          const names = new Names([["a", 1], ["b", 2]]);
          const a: Record<string, unknown> = { shape, list: [shape], error: new OddError("odd", 7), names, date: new Date(5), set: new Set([1, 2]), bytes: new Uint8Array(3), big: 10n ** 20n, fn: triple, zero: -0, nan: NaN, undef: undefined, ["__proto__x"]: 1, lock, text: "\\ud800 锁" };
          (a["error"] as Error).cause = new Error("below");
          a["self"] = a;
          const p = new Process({ target: check, args: [a, { shape }, out, lock] });
          p.start();
          console.log(JSON.stringify(await out.get()));
          await p.join();
        }
      `,
    });
    assert.deepEqual(result, [
      true,
      "a circle",
      true,
      true,
      true,
      true,
      "odd",
      7,
      "below",
      true,
      true,
      3,
      5,
      [1, 2],
      3,
      true,
      9,
      true,
      true,
      true,
      1,
      "the lock",
      true,
      "\ud800 锁",
    ]);
  });

  test("standard output and error of all processes pass through whole and in order", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Process } from "@interleave/runtime";
      function chat(who: string) { for (let i = 0; i < 500; i++) (i % 2 ? console.error : console.log)(who + " " + i + " " + "x".repeat(100)); }
      if (isMainProcess) for (const who of ["a", "b", "c"]) new Process({ target: chat, args: [who] }).start();
    `);
    const { stdout, errors, status } = await program.run();
    assert.equal(status, 0);
    for (const [text, odd] of [
      [stdout, 0],
      [errors, 1],
    ] as const)
      for (const who of ["a", "b", "c"]) {
        const mine = text.split("\n").filter((line) => line.startsWith(`${who} `));
        assert.deepEqual(
          mine,
          Array.from({ length: 250 }, (_, i) => `${who} ${2 * i + odd} ${"x".repeat(100)}`),
        );
      }
  });

  test("plain node runs the same program with a coordinator of its own", async () => {
    await using program = await Program.make(`
      import { isMainProcess, Lock, Process } from "@interleave/runtime";
      async function work(lock: Lock, n: number) { await lock.use(() => console.log("work", n)); }
      if (isMainProcess) {
        const lock = new Lock();
        const all = [1, 2].map((n) => new Process({ target: work, args: [lock, n] }));
        for (const p of all) p.start();
        for (const p of all) await p.join();
        console.log(process.argv.slice(2).join(), all.map((p) => p.exitCode).join());
        process.exitCode = 5;
      }
    `);
    await program.install();
    const running = program.start({ cli: false, programArgs: ["x", "y"] });
    const { stdout, stderr, status } = await running.ended;
    assert.equal(stderr, "");
    assert.deepEqual(stdout.trim().split("\n").sort(), ["work 1", "work 2", "x,y 0,0"]);
    assert.equal(status, 5);
    // The coordinator writes down how main ended and follows.
    for (let tries = 0; running.pids().length > 0 && tries < 200; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(running.pids(), []);
  });
});
