/** What a process cannot be seen waiting for may still come: work in other threads, other programs, signals. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program, steady } from "../support/program.ts";

const HEAD = `import { Event, isMainProcess, Lock, Manager, Pool, Process, Queue, sleep } from "@interleave/runtime";
import { spawn } from "node:child_process";
import { createGzip } from "node:zlib";
import { generateKeyPair, scrypt } from "node:crypto";
import { watch } from "node:fs";
import { createServer } from "node:net";
import { scheduler, setInterval as every, setTimeout as later } from "node:timers/promises";
import { Worker } from "node:worker_threads";
const LATER = "setTimeout(() => {}, 400)";
/** Another program, of which nothing is heard here. */
const elsewhere = (code: string) => spawn(process.execPath, ["-e", code], { stdio: "ignore" }).unref();
`;
/** Sets `event` some time after main has begun to wait for it. */
const SETS: Record<string, string> = {
  "a manager is started": `void Manager.start().then(set);`,
  "a key is derived": `scrypt("a", "b", 64, { N: 2 ** 16, maxmem: 2 ** 30 }, set);`,
  "a pair of keys is made": `generateKeyPair("rsa", { modulusLength: 3072 }, set);`,
  "a digest of many rounds is on its way": `
    void crypto.subtle.importKey("raw", new Uint8Array(8), "PBKDF2", false, ["deriveBits"])
      .then((key) => crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(8), iterations: 1e6 }, key, 256)).then(set);`,
  "a stream is compressed": `const zip = createGzip({ level: 9 }); zip.on("end", set).resume(); zip.end(Uint8Array.from({ length: 5e6 }, (_, i) => (i * 7919) % 251 ^ (i >> 7)));`,
  "a thread works": `new Worker(LATER, { eval: true }).on("exit", set);`,
  "a thread works that keeps nothing alive": `new Worker(LATER, { eval: true }).on("exit", set).unref();`,
  "shared memory is waited for, for a while": `void (Atomics as any).waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400).value.then(set);`,
  "a timer of promises that keeps nothing alive": `void later(400, 0, { ref: false }).then(set);`,
  "the scheduler waits": `void scheduler.wait(400, { ref: false } as object).then(set);`,
  "turns of a timer that keeps nothing alive": `void (async () => { for await (const _ of every(400, 0, { ref: false })) return set(); })();`,
  "a child that keeps nothing alive": `const child = spawn(process.execPath, ["-e", LATER], { stdio: "ignore" }); child.on("exit", set); child.unref();`,
  "a folder is watched, which keeps nothing alive": `watch(".", { persistent: false }, set); elsewhere('setTimeout(() => require("node:fs").writeFileSync("seen", ""), 400)');`,
  "a server that keeps nothing alive": `
    const server = createServer((socket) => { socket.destroy(); set(); });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    server.unref();
    elsewhere(\`setTimeout(() => require("node:net").connect(\${(server.address() as { port: number }).port}, "127.0.0.1"), 400)\`);`,
  "a signal of another program": `process.once("SIGUSR2", set); elsewhere(\`setTimeout(() => process.kill(\${process.pid}, "SIGUSR2"), 400)\`);`,
  "a signal that asks for the end": `process.once("SIGTERM", set); elsewhere(\`setTimeout(() => process.kill(\${process.pid}, "SIGTERM"), 400)\`);`,
};
const FINE: Record<string, string> = {
  "a child that tidies up when it is terminated": `
    async function serve(ready: Queue<number>) {
      const stop = new Event();
      process.once("SIGTERM", () => void stop.set());
      await ready.put(1);
      await stop.wait();
    }
    if (isMainProcess) { const ready = new Queue<number>(); const p = new Process({ target: serve, args: [ready] }); p.start(); await ready.get(); await sleep(500); p.terminate(); await p.join(); }`,
  "a lock given back when its holder ends, by its own last word": `
    async function hold(lock: Lock, ready: Event) { process.on("exit", () => void lock.release()); await lock.acquire(); await ready.set(); await sleep(100); }
    if (isMainProcess) { const [lock, ready] = [new Lock(), new Event()]; const p = new Process({ target: hold, args: [lock, ready] }); p.start(); await ready.wait(); await lock.acquire(); await p.join(); }`,
  "an item put by the last word of a process that leaves": `
    async function leave(queue: Queue<number>) { process.on("exit", () => void queue.put(1)); await sleep(50); process.exit(0); }
    if (isMainProcess) { const queue = new Queue<number>(); const p = new Process({ target: leave, args: [queue] }); p.start(); await queue.get(); await p.join(); }`,
};
/** Nothing of what was there can come back to it. */
const STUCK: Record<string, string> = {
  "work in other threads is done": `scrypt("a", "b", 64, () => {}); await new Promise((resolve) => new Worker("", { eval: true }).on("exit", resolve));`,
  "a timer was given up": `clearTimeout(setTimeout(() => {}, 60_000)); const abort = new AbortController(); void later(60_000, 0, { ref: false, signal: abort.signal }).catch(() => {}); abort.abort();`,
  "a watcher is closed": `watch(".", { persistent: false }).close();`,
  "its own children and a manager live": `
    const manager = await Manager.start();
    await manager.dict({ a: 1 }).get("a");
    for (let i = 0; i < 2; i++) new Process({ target: wait, args: [event] }).start();
    const pool = new Pool({ processes: 1 });
    await pool.apply(id, [1]);`,
  "a standard output grew": `process.stdout.write("no end of a line"); console.error("!");`,
};
const ENDING = `
  const both = (first: Lock, second: Lock, mine: Event, other: Event) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(3));
    return first.use(async () => { await mine.set(); await other.wait(); await second.use(() => {}); });
  };
  if (isMainProcess) {
    const [a, b, e, f] = [new Lock(), new Lock(), new Event(), new Event()];
    new Process({ target: both, args: [a, b, e, f] }).start();
    new Process({ target: both, args: [b, a, f, e] }).start();
  }`;

describe("what comes from outside", { concurrency: 2 }, () => {
  const programs = Object.entries(FINE);
  for (const [what, source] of Object.entries(SETS))
    programs.push([
      what,
      `if (isMainProcess) { const event = new Event(); const set = () => void event.set(); ${source}\nawait event.wait(); process.exit(0); }`,
    ]);
  for (const [what, source] of programs)
    test(`${what}: no deadlock`, {
      skip: process.platform === "win32" && /SIG/.test(source) ? "no such signals" : false,
    }, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run({ limit: 20_000 });
      assert.deepEqual(
        steady(ended.hints).filter((hint) => hint.severity !== "info"),
        [],
      );
      assert.equal(ended.status, 0, ended.stderr);
    });
});

describe("nothing comes from outside any more", { concurrency: 2 }, () => {
  const programs = Object.entries(STUCK).map(([what, source]): [string, string] => [
    what,
    `const wait = (event: Event) => event.wait(); const id = (n: number) => n;
     if (isMainProcess) { const event = new Event(); ${source}\nawait event.wait(); }`,
  ]);
  programs.push(["who waits for a lock listens for nothing but being asked to end", ENDING]);
  for (const [what, source] of programs)
    test(`${what}: a deadlock`, async () => {
      await using program = await Program.make(HEAD + source);
      const ended = await program.run({ limit: 20_000 });
      assert.deepEqual(
        ended.hints.map((hint) => hint.kind),
        ["deadlock"],
      );
      assert.equal(ended.status, 86);
      assert.deepEqual(ended.left, []);
    });
});

test("standard input that is read, in whatever way, may bring it on", async () => {
  await using program = await Program.make(`${HEAD}
    if (isMainProcess) {
      const event = new Event();
      void (async () => { for await (const _ of process.stdin) { await event.set(); return; } })();
      console.log("reads");
      await event.wait();
    }`);
  const run = program.start({ input: true, limit: 20_000 });
  await run.printed("reads");
  await new Promise((resolve) => setTimeout(resolve, 500));
  run.child.stdin!.end("x");
  const ended = await run.ended;
  assert.deepEqual([ended.hints, ended.status], [[], 0]);
});
