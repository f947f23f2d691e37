/** How a manager ends, and what becomes of those who use it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { managed } from "../support/manager.ts";
import { Program } from "../support/program.ts";

const HEAD = `import { activeChildren, Condition, type DictProxy, Event, isMainProcess, Manager, Process, type Queue, RLock, sleep } from "@interleave/runtime";
  const why = async (act: () => unknown) => { try { return String(await act()); } catch (e) { const { name, code, message } = e as never; return [name, code, message].join(" | "); } };\n`;
const gone = (name: string, manager = "SyncManager-1") =>
  `ClosedError | ERR_INTERLEAVE_CLOSED | ${name} is gone: ${manager}, in which it lived, has ended`;

describe("the end of a manager", { concurrency: 2 }, () => {
  test("after shutdown whatever lived in it throws one clear error, in every process", async () => {
    const lines = await managed(`
      type Uses = Record<string, () => unknown>;
      const uses = (all: any): Uses => ({
        d: () => all.d.get("a"), l: () => all.l.append(1), n: () => all.n.snapshot(),
        lock: () => all.lock.acquire(), r: () => all.r.release(), s: () => all.s.value(), c: () => all.c.notify(), cl: () => all.c.use(() => {}), own: () => all.own.acquire(),
        e: () => all.e.set(), b: () => all.b.wait(), q: () => all.q.put(1), q2: () => all.q.get({ timeout: 10 }), j: () => all.j.taskDone(), v: () => all.v.set(1), a: () => all.a.snapshot(), vl: () => all.v.getLock().locked(),
      });
      const tell = async (all: any) => { for (const [name, use] of Object.entries(uses(all))) console.log(name, await why(use)); };
      async function child(all: any, ready: Event, over: Event) { await all.q.qsize(); await all.d.size(); await ready.set(); await over.wait(); await tell(all); }
      if (isMainProcess) {
        const m = await Manager.start();
        const all = { d: m.dict({ a: 1 }), l: m.list(), n: m.namespace(), lock: m.lock(), r: m.rLock(), s: m.semaphore(), c: m.condition(), own: new Condition(m.lock({ name: "inner" })), e: m.event(), b: m.barrier(2), q: m.queue(), j: m.joinableQueue(), v: m.value(1), a: m.array(2) };
        await all.q.put(0); await all.lock.acquire(); await all.r.acquire();
        const [ready, over] = [new Event(), new Event()];
        const p = new Process({ target: child, args: [all, ready, over] });
        p.start();
        await ready.wait();
        const pending = [all.d.size(), all.d.get("a")];
        await m.shutdown();
        console.log(text(await Promise.all(pending)));
        await tell(all);
        for (const make of [() => m.dict(), () => m.lock(), () => m.value(1)]) console.log(await why(make));
        await over.set();
        await p.join();
        console.log(await why(() => new Process({ target: child, args: [all, ready, over] }).start()));
      }
    `);
    const names = [
      "Dict-1",
      "List-1",
      "Namespace-1",
      "Lock-1",
      "RLock-1",
      "Semaphore-1",
      "Condition-1",
      "Condition-1.lock",
    ];
    const each = [
      ...names,
      "inner",
      "Event-1",
      "Barrier-1",
      "Queue-1",
      "Queue-1",
      "JoinableQueue-1",
      "Value-1",
      "SharedArray-1",
      "Value-1.lock",
    ];
    const uses = [
      "d",
      "l",
      "n",
      "lock",
      "r",
      "s",
      "c",
      "cl",
      "own",
      "e",
      "b",
      "q",
      "q2",
      "j",
      "v",
      "a",
      "vl",
    ];
    const told = uses.map((use, i) => `${use} ${gone(each[i]!)}`);
    const ended = "ClosedError | ERR_INTERLEAVE_CLOSED | SyncManager-1 has ended: start another manager";
    assert.deepEqual(lines, ["[1,1]", ...told, ended, ended, ended, ...told, gone("Dict-1")]);
  });

  test("killed: calls and waits that are pending end with an error at once, in every process", async () => {
    await using program = await Program.make(`${HEAD}
      async function child(d: DictProxy<string, number>, q: Queue<number>, ready: Event) {
        await ready.set();
        const waits = [why(() => q.get()), (async () => { for (;;) { const told = await why(() => d.get("n")); if (told !== "undefined") return told; } })()];
        console.log((await Promise.all(waits)).join("\\n"));
      }
      if (isMainProcess) {
        const m = await Manager.start();
        const [d, q, e, ready] = [m.dict<string, number>(), m.queue<number>(), m.event(), new Event()];
        const held = m.lock();
        await held.acquire();
        const p = new Process({ target: child, args: [d, q, ready] });
        p.start();
        await ready.wait();
        const waits = [why(() => e.wait()), why(() => held.acquire())];
        activeChildren().find((one) => one.name === "SyncManager-1")!.kill();
        console.log((await Promise.all(waits)).join("\\n"));
        await p.join();
        console.log(p.exitCode);
        await m.shutdown();
      }`);
    const ended = await program.run();
    assert.equal(ended.errors, "");
    assert.equal(ended.status, 0);
    assert.deepEqual(ended.left, []);
    assert.deepEqual(ended.hints, []);
    assert.deepEqual(
      ended.stdout.trim().split("\n").sort(),
      [gone("Event-1"), gone("Lock-1"), gone("Queue-1"), gone("Dict-1"), "0"].sort(),
    );
  });

  test("stopped in the middle of a call, then killed: the call ends", async () => {
    await using program = await Program.make(`${HEAD}
      if (isMainProcess) {
        const m = await Manager.start();
        const d = m.dict({ a: 1 });
        await d.size();
        const { pid } = activeChildren()[0]!;
        process.kill(pid!, "SIGSTOP");
        const call = why(() => d.get("a"));
        await sleep(200);
        process.kill(pid!, "SIGKILL");
        console.log(await call);
      }`);
    const ended = await program.run();
    assert.equal(ended.errors, "");
    assert.equal(ended.stdout, `${gone("Dict-1")}\n`);
    assert.equal(ended.status, 0);
    assert.deepEqual(ended.left, []);
  });

  test("nobody shuts it down: it serves children that nobody joins, then ends with the run", async () => {
    const lines = await managed(`
      async function late(d: DictProxy<string, number>) { await sleep(300); await d.set("late", 1); console.log(text(await d.keys())); }
      async function owner() { const m = await Manager.start(); await m.list([1]).append(2); console.log("mine"); }
      if (isMainProcess) {
        const m = await Manager.start();
        new Process({ target: late, args: [m.dict()] }).start();
        new Process({ target: owner }).start();
      }
    `);
    assert.deepEqual(lines.sort(), ['["late"]', "mine"]);
  });

  test("its maker leaves by process.exit, by an error or by a signal: others are served to the end, nothing stays", async () => {
    for (const [leave, status] of [
      ["process.exit(3)", 3],
      ["setTimeout(() => { throw new Error('out of here'); })", 1],
      ["process.kill(process.pid, 'SIGKILL')", 137],
    ] as const) {
      await using program = await Program.make(`${HEAD}
        async function late(d: DictProxy<string, number>, ready: Event) { await ready.set(); await sleep(300); await d.set("late", 1); console.log(await d.size()); }
        if (isMainProcess) {
          const m = await Manager.start();
          const ready = new Event();
          new Process({ target: late, args: [m.dict(), ready] }).start();
          await ready.wait();
          ${leave};
        }`);
      const ended = await program.run();
      assert.equal(ended.status, status, ended.stderr);
      assert.equal(ended.stdout, "1\n", leave);
      assert.deepEqual(ended.left, []);
      assert.deepEqual(ended.hints, []);
    }
  });

  test("a manager that does nothing keeps no program from ending, and the terminal's interrupt does not end it", async () => {
    const lines = await managed(`
      if (isMainProcess) {
        const m = await Manager.start();
        const d = m.dict();
        process.once("SIGINT", () => {});
        const { activeChildren } = await import("@interleave/runtime");
        process.kill(activeChildren()[0]!.pid!, "SIGINT");
        await sleep(50);
        console.log(await d.size());
      }
    `);
    assert.deepEqual(lines, ["0"]);
  });

  test("where no process may be started there is no manager, either", async () => {
    await using program = await Program.make(`${HEAD}
      const start = () => why(() => Manager.start());
      async function child() { console.log(await start()); }
      if (!isMainProcess) console.log(await start());
      if (isMainProcess) { const p = new Process({ target: child, daemon: true }); p.start(); await p.join(); }`);
    const ended = await program.run();
    assert.match(
      ended.stdout,
      /^ValueError .* a manager was started while a process was still importing .*\nValueError .* daemonic processes are not allowed to have children\n$/,
    );
    assert.deepEqual(ended.left, []);
  });
});
