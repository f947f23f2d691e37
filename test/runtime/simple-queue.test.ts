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

describe("SimpleQueue", { concurrency: 2 }, () => {
  test("put, get, empty, close; nothing else works afterwards, elsewhere it does", async () => {
    const lines = await output(`
      import { isMainProcess, Process, SimpleQueue } from "@interleave/runtime";
      ${WHY}
      const drain = async (queue: SimpleQueue<unknown>, back: SimpleQueue<unknown>) => {
        await back.put([await queue.get(), await queue.get(), await queue.empty()]);
      };
      if (isMainProcess) {
        const queue = new SimpleQueue<unknown>({ name: "post" });
        const back = new SimpleQueue<unknown>();
        console.log(queue.name, back.name, await queue.empty(), await why(() => queue.put(() => 1)), await queue.empty());
        await queue.put("a");
        console.log(await queue.empty());
        await queue.put({ b: 1 });
        queue.close();
        queue.close();
        console.log(await why(() => queue.put(1)));
        console.log(await why(() => queue.get()));
        console.log(await why(() => queue.empty()));
        const p = new Process({ target: drain, args: [queue, back] });
        p.start();
        console.log(JSON.stringify(await back.get()));
        console.log(["qsize", "full", "getNoWait", "joinThread"].some((name) => name in queue));
        await p.join();
      }
    `);
    assert.deepEqual(lines, [
      "post SimpleQueue-1 true TransferError | ERR_INTERLEAVE_TRANSFER | the item cannot be sent to another process: it is a function that is not at the top level of a module, so another process cannot find it. true",
      "false",
      CLOSED,
      CLOSED,
      CLOSED,
      '["a",{"b":1},true]',
      "false",
    ]);
  });
});
