import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program } from "../support/program.ts";

async function output(source: string): Promise<string[]> {
  await using program = await Program.make(source);
  const ended = await program.run();
  assert.equal(ended.errors, "");
  assert.equal(ended.status, 0, ended.stderr);
  assert.deepEqual(ended.hints, []);
  assert.deepEqual(ended.left, []);
  return ended.stdout.trim().split("\n");
}

const WHY = `const why = async (act: () => unknown) => { try { await act(); return "fine"; } catch (e) { const { name, code, message } = e as never; return [name, code, message].join(" | "); } };`;
const CLOSED = "ClosedError | ERR_INTERLEAVE_CLOSED | handle is closed";
const BROKEN = "ClosedError | ERR_INTERLEAVE_CLOSED | Broken pipe";
const EOF = "EndOfFileError | ERR_INTERLEAVE_END_OF_FILE | nothing more will come: every copy of";

describe("pipes", { concurrency: 2 }, () => {
  test("both directions, in order, never mixed; poll takes nothing; limits", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process } from "@interleave/runtime";
      ${WHY}
      const double = async (end: Connection<number, number | null>) => {
        for (let n = await end.recv(); n !== null; n = await end.recv()) { await end.send(2 * n); }
      };
      if (isMainProcess) {
        const [here, there] = pipe<number | null, number>();
        console.log(await here.poll(), await here.poll(20), await why(() => here.recv({ timeout: 20 })), await why(() => here.recv({ timeout: -1 })));
        console.log(await why(() => here.recv({ signal: AbortSignal.abort(new Error("no time")) })));
        const controller = new AbortController();
        const waiting = why(() => here.recv({ signal: controller.signal }));
        setTimeout(() => controller.abort(new Error("changed my mind")), 20);
        console.log(await waiting);
        const p = new Process({ target: double, args: [there] });
        p.start();
        there.close();
        for (let n = 0; n < 500; n++) await here.send(n);
        console.log(await here.poll(Infinity), await here.poll());
        let right = true;
        for (let n = 0; n < 500; n++) right &&= (await here.recv()) === 2 * n;
        await here.send(null);
        await p.join();
        console.log(right, await here.poll(), (await why(() => here.recv())).slice(0, ${EOF.length}));
      }
    `);
    assert.deepEqual(lines, [
      "false false TimeoutError | ERR_INTERLEAVE_TIMEOUT | nothing came to Pipe-1.a within 20 ms TimeoutError | ERR_INTERLEAVE_TIMEOUT | nothing came to Pipe-1.a within -1 ms",
      "Error |  | no time",
      "Error |  | changed my mind",
      "true true",
      `true true ${EOF}`,
    ]);
  });

  test("one direction: reader first; the wrong one is refused; a closed end is", async () => {
    const lines = await output(`
      import { isMainProcess, pipe, Process, waitAny } from "@interleave/runtime";
      ${WHY}
      if (isMainProcess) {
        const [reader, writer] = pipe<string>({ duplex: false });
        const [r, w] = [reader as never as typeof writer, writer as never as typeof reader];
        console.log(await why(() => r.send("x")));
        console.log(await why(() => w.recv()));
        console.log(await why(() => w.poll()));
        console.log(await why(() => waitAny([w])));
        console.log(await why(() => writer.send((() => 1) as never)));
        await writer.send("last");
        console.log(writer.closed);
        writer.close();
        writer.close();
        console.log(writer.closed, reader.closed, await why(() => writer.send("x")));
        console.log(await reader.poll(), await reader.recv(), await reader.poll(), (await why(() => reader.recv())).slice(0, ${EOF.length}));
        reader.close();
        console.log(await why(() => reader.recv()), await why(() => reader.poll()));
        console.log(await why(() => new Process({ target: console.log, args: [reader] }).start()), await why(() => waitAny([reader])));
        const [a, b] = pipe();
        b.close();
        console.log(await why(() => a.send(1)));
        const [c, d] = pipe();
        const pending = why(() => c.recv());
        await d.send(1).then(() => d.send(2));
        console.log(await pending);
        const late = why(() => d.recv());
        d.close();
        console.log(await late, await c.recv());
      }
    `);
    const readOnly = "ValueError | ERR_INTERLEAVE_VALUE | connection is read-only";
    const writeOnly = "ValueError | ERR_INTERLEAVE_VALUE | connection is write-only";
    assert.deepEqual(lines.slice(0, 4), [readOnly, writeOnly, writeOnly, writeOnly]);
    assert.match(lines[4]!, /^TransferError \| ERR_INTERLEAVE_TRANSFER \| the message cannot be sent/);
    assert.deepEqual(lines.slice(5, 9), [
      "false",
      `true false ${CLOSED}`,
      `true last true ${EOF}`,
      `${CLOSED} ${CLOSED}`,
    ]);
    assert.match(lines[9]!, new RegExp(CLOSED.replaceAll("|", "\\|")));
    assert.deepEqual(lines.slice(10), [BROKEN, "fine", `${CLOSED} 2`]);
  });

  test("an end counts as open while any copy is: held here, elsewhere, on its way, in a message", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process, Queue } from "@interleave/runtime";
      ${WHY}
      const say = async (writer: Connection<string, never>) => { await writer.send("from the child"); };
      const pass = async (ends: Connection<never, Connection<string, never>>, go: Queue<number>, done: Queue<number>) => {
        await go.get();
        const end = await ends.recv();
        await end.send("through a pipe");
        end.close();
        await done.put(1);
        await go.get();
      };
      if (isMainProcess) {
        const [reader, writer] = pipe<string>({ duplex: false });
        const p = new Process({ target: say, args: [writer] });
        p.start();
        await p.join();
        console.log(await reader.recv(), await reader.poll(100));
        writer.close();
        console.log(await reader.poll(), (await why(() => reader.recv())).slice(0, ${EOF.length}));

        const [give, take] = pipe<Connection<string, never>, never>();
        const [hear, speak] = pipe<string>({ duplex: false });
        const [one, two] = [new Queue<number>(), new Queue<number>()];
        const q = new Process({ target: pass, args: [take as never, one, two] });
        q.start();
        take.close();
        await give.send(speak);
        speak.close();
        console.log(await hear.poll(50));
        await one.put(1);
        console.log(await hear.recv(), (await why(() => hear.recv())).slice(0, ${EOF.length}));
        await two.get();
        await one.put(1);
        await q.join();

        const queue = new Queue<Connection<string, never>>();
        const [ear, mouth] = pipe<string>({ duplex: false });
        await queue.put(mouth);
        mouth.close();
        const back = await queue.get();
        await back.send("back again");
        console.log(back === mouth, back.closed, await ear.recv());
        await queue.put(back);
        const twin = await queue.get();
        back.close();
        await twin.send("a copy of its own");
        console.log(await ear.recv(), await ear.poll());
        twin.close();
        console.log(await ear.poll());
      }
    `);
    assert.deepEqual(lines, [
      "from the child false",
      `true ${EOF}`,
      "false",
      `through a pipe ${EOF}`,
      "false false back again",
      "a copy of its own false",
      "true",
    ]);
  });

  test("an end dies with its process, however that ends; a message that waits to be sent does, too", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process } from "@interleave/runtime";
      ${WHY}
      const send = async (end: Connection<unknown, unknown>, how: string) => {
        await end.send("first");
        if (how === "exit") process.exit(3);
        if (how === "large") await end.send(new Uint8Array(1_000_000));
        await end.recv();
      };
      if (isMainProcess) {
        for (const how of ["exit", "kill", "large"]) {
          const [here, there] = pipe();
          const p = new Process({ target: send, args: [there, how] });
          p.start();
          there.close();
          console.log(how, await here.recv(), how === "exit" || (how === "large" ? await here.poll(Infinity) : await here.poll()));
          if (how !== "exit") p.kill();
          await p.join();
          console.log(await here.poll(), (await why(() => here.recv())).slice(0, ${EOF.length}), await why(() => here.send(1)), p.exitCode);
        }
      }
    `);
    assert.deepEqual(lines, [
      "exit first true",
      `true ${EOF} ${BROKEN} 3`,
      "kill first false",
      `true ${EOF} ${BROKEN} -9`,
      "large first true",
      `true ${EOF} ${BROKEN} -9`,
    ]);
  });

  test("a sender waits while the pipe is full, and hears that nobody will receive", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process, Queue } from "@interleave/runtime";
      ${WHY}
      const leave = async (end: Connection<unknown, unknown>, go: Queue<number>) => { await go.get(); end.close(); await go.put(2); };
      if (isMainProcess) {
        const [a, b] = pipe<Uint8Array | string>();
        let sent = 0;
        const all = [1, 2, 3, 4].map(async (n) => { await a.send(new Uint8Array(30_000).fill(n)); sent++; });
        await b.poll(Infinity);
        console.log(sent);
        const first = (await b.recv()) as Uint8Array;
        await all[2];
        console.log(first[0], sent);
        for (let n = 2; n <= 4; n++) await b.recv();
        await Promise.all(all);
        console.log(sent);
        const large = a.send("x".repeat(1_000_000));
        console.log(await b.poll(Infinity), ((await b.recv()) as string).length);
        await large;

        const [c, d] = pipe();
        const go = new Queue<number>();
        const p = new Process({ target: leave, args: [d, go] });
        p.start();
        d.close();
        const waiting = why(() => c.send(new Uint8Array(100_000)));
        await go.put(1);
        console.log(await waiting);
        await p.join();
      }
    `);
    assert.deepEqual(lines, ["2", "1 3", "4", "true 1000000", BROKEN]);
  });

  test("waitAny: what is ready of processes and connections, nothing in time, misuse", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process, waitAny } from "@interleave/runtime";
      ${WHY}
      const say = async (end: Connection<string, string>) => { await end.send(await end.recv()); await end.recv(); };
      if (isMainProcess) {
        const pairs = [pipe<string, string>(), pipe<string, string>()];
        const all = pairs.map(([, there]) => new Process({ target: say, args: [there] }));
        for (const p of all) p.start();
        for (const [, there] of pairs) there.close();
        const ends = pairs.map(([here]) => here);
        const show = (ready: unknown[]) => ready.map((one) => [...all, ...ends].indexOf(one as never)).join(",");
        console.log((await waitAny([...all, ...ends], { timeout: 20 })).length, (await waitAny([...ends], { timeout: 0 })).length, (await waitAny([])).length);
        await ends[1]!.send("b");
        console.log(show(await waitAny([...all, ...ends])));
        console.log(await ends[1]!.recv());
        all[0]!.kill();
        const ready = await waitAny([...all]);
        console.log(show(ready));
        console.log(show(await waitAny(new Set([...all, ...ends]))));
        await ends[1]!.send("end");
        await all[1]!.join();
        console.log(show(await waitAny([...all, ...ends])));
        console.log(await why(() => waitAny([new Process()])));
        console.log(await why(() => waitAny(["x" as never])));
        console.log(await why(() => waitAny([pipe()[0]], { signal: AbortSignal.timeout(20) })));
      }
    `);
    assert.deepEqual(lines, [
      "0 0 0",
      "3",
      "b",
      "0",
      "0,2",
      "0,1,2,3",
      "ValueError | ERR_INTERLEAVE_VALUE | process not started",
      "ValueError | ERR_INTERLEAVE_VALUE | waitAny() takes processes and connections, not string",
      "TimeoutError | 23 | The operation was aborted due to timeout",
    ]);
  });

  test("several processes at one end get each message once", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process, Queue } from "@interleave/runtime";
      const eat = async (reader: Connection<never, number>, out: Queue<number[]>) => {
        const mine: number[] = [];
        for (;;) { try { mine.push(await reader.recv()); } catch { break; } }
        await out.put(mine);
      };
      if (isMainProcess) {
        const [reader, writer] = pipe<number>({ duplex: false });
        const out = new Queue<number[]>();
        const all = [1, 2].map(() => new Process({ target: eat, args: [reader, out] }));
        for (const p of all) p.start();
        for (let n = 0; n < 1000; n++) await writer.send(n);
        writer.close();
        const got = [await out.get(), await out.get()];
        const sorted = got.every((mine) => mine.every((n, i) => i === 0 || mine[i - 1]! < n));
        console.log(sorted, got.flat().sort((a, b) => a - b).every((n, i) => n === i), got.flat().length);
        for (const p of all) await p.join();
      }
    `);
    assert.deepEqual(lines, ["true true 1000"]);
  });

  test("an end handed on and closed at once is never taken for one that nobody has", async () => {
    const lines = await output(`
      import { type Connection, isMainProcess, pipe, Process, Queue } from "@interleave/runtime";
      type Writer = Connection<number, never>;
      const answer = async (writers: Queue<Writer | null>, back: Queue<Writer>) => {
        for (let end = await writers.get(); end !== null; end = await writers.get()) {
          await end.send(1);
          await back.put(end);
          end.close();
        }
      };
      if (isMainProcess) {
        const writers = new Queue<Writer | null>();
        const back = new Queue<Writer>();
        const p = new Process({ target: answer, args: [writers, back] });
        p.start();
        let right = 0;
        for (let n = 0; n < 300; n++) {
          const [reader, writer] = pipe<number>({ duplex: false });
          await writers.put(writer);
          writer.close();
          if ((await reader.recv()) !== 1) break;
          const again = await back.get();
          await again.send(2);
          again.close();
          if ((await reader.recv()) !== 2) break;
          if (await reader.recv().catch((e) => e.name) !== "EndOfFileError") break;
          reader.close();
          right++;
        }
        await writers.put(null);
        await p.join();
        console.log(right);
      }
    `);
    assert.deepEqual(lines, ["300"]);
  });
});
