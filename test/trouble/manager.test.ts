/** Deadlocks with a manager around are told, once, and end the run; what only looks like one is not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

const HEAD = `import { activeChildren, type DictProxy, Event, isMainProcess, type ListProxy, Lock, Manager, Process, type Queue, sleep } from "@interleave/runtime";\n`;

const STUCK: Record<string, { source: string; because: string[]; core: string[] }> = {
  "two locks of a manager in opposite order": {
    source: `
      async function both(a: Lock, b: Lock, mine: Event, other: Event) { await a.acquire(); await mine.set(); await other.wait(); await b.acquire(); }
      if (isMainProcess) {
        const m = await Manager.start();
        const [a, b, e, f] = [m.lock(), m.lock(), m.event(), m.event()];
        const all = [new Process({ target: both, args: [a, b, e, f] }), new Process({ target: both, args: [b, a, f, e] })];
        for (const p of all) p.start();
        for (const p of all) await p.join();
      }`,
    because: [],
    core: ["Process-2", "Process-3"],
  },
  "a queue of a manager that nobody feeds": {
    source: `
      async function get(q: Queue<number>, d: DictProxy<string, number>) { await d.set("n", 1); await q.get(); }
      if (isMainProcess) {
        await using m = await Manager.start();
        const p = new Process({ target: get, args: [m.queue<number>(), m.dict()] });
        p.start(); await p.join();
      }`,
    because: ["queue-never-fed"],
    core: ["Process-2"],
  },
};

describe("deadlocks with a manager", { concurrency: 2 }, () => {
  for (const [what, { source, because, core }] of Object.entries(STUCK))
    test(`${what}: status 86 and one certain hint`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run();
      assert.equal(ended.status, 86, ended.stderr);
      assert.deepEqual(ended.left, []);
      assert.equal(ended.hints.length, 1, ended.stderr);
      const [hint] = ended.hints;
      assert.equal(`${hint!.certainty} ${hint!.kind}`, "certain deadlock");
      assert.deepEqual(hint!.because ?? [], because);
      const named = hint!.processes.filter((process) => process.role === "core").map(({ name }) => name);
      assert.deepEqual(named.sort(), core);
      assert.ok(!hint!.processes.some(({ name }) => name.startsWith("SyncManager")));
    });
});

const FINE: Record<string, string> = {
  "an event that somebody will take out of a dict": `
    async function set(d: DictProxy<string, Event>) { await sleep(200); await (await d.get("event"))!.set(); }
    if (isMainProcess) {
      const m = await Manager.start();
      const event = new Event();
      const d = m.dict<string, Event>();
      await d.set("event", event);
      new Process({ target: set, args: [d] }).start();
      await event.wait();
    }`,
  "an event in a list that goes from hand to hand by calls alone": `
    async function pass(from: ListProxy<Event>, to: ListProxy<Event> | null) {
      for (;;) {
        if ((await from.length()) === 0) continue;
        const event = await from.pop();
        await (to ? to.append(event) : event.set());
        return;
      }
    }
    if (isMainProcess) {
      const m = await Manager.start();
      const [a, b, event] = [m.list<Event>(), m.list<Event>(), new Event()];
      new Process({ target: pass, args: [a, b] }).start();
      new Process({ target: pass, args: [b, null] }).start();
      await a.append(event);
      await event.wait();
    }`,
  "a branch that waits for a manager which is held up": `
    async function hold(pid: number, ready: Event) { process.kill(pid, "SIGSTOP"); await ready.set(); await sleep(400); process.kill(pid, "SIGCONT"); }
    if (isMainProcess) {
      const m = await Manager.start();
      const [d, event, ready] = [m.dict({ a: 1 }), new Event(), new Event()];
      await d.size();
      const p = new Process({ target: hold, args: [activeChildren()[0]!.pid!, ready], daemon: true });
      p.start();
      await ready.wait();
      await Promise.all([event.wait(), d.get("a").then(() => event.set())]);
      await p.join();
    }`,
  "waiting for something in a manager that is just being shut down": `
    const wait = async (event: Event, ready: Event) => { await ready.set(); await event.wait().catch(() => {}); };
    if (isMainProcess) {
      const m = await Manager.start();
      const [event, ready] = [m.event(), new Event()];
      const p = new Process({ target: wait, args: [event, ready] });
      p.start();
      await ready.wait();
      await m.shutdown();
      await p.join();
    }`,
};

describe("no deadlock with a manager", { concurrency: 2 }, () => {
  for (const [what, source] of Object.entries(FINE))
    test(`${what}: no hint, status 0`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run();
      assert.deepEqual(ended.hints, []);
      assert.equal(ended.errors, "");
      assert.equal(ended.status, 0);
      assert.deepEqual(ended.left, []);
    });
});
