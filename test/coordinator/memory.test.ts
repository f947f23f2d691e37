/** What the coordinator remembers of processes that have ended. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DOWN, UP } from "../../src/protocol/messages.ts";
import { Client, NOBODY, open, TOKEN } from "./door.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const COUNT = 1500;

test("little is kept of a process that has ended, nothing of its connection", async (t) => {
  await using door = await open();
  const parent = new Client(door.path).hello(TOKEN).send();
  await parent.until(DOWN.welcome);
  /** One process that connects, makes a lock and a queue, uses them, and ends. */
  const one = async (number: number) => {
    parent.frames.begin(UP.spawn).u32(number).u32(NOBODY).u8(0).u32(0).u32(0).f64(0).text(`P${number}`);
    parent.frames.text("target").u32(0).bytes(new Uint8Array(1000)).end();
    parent.send();
    const child = new Client(door.path).hello(TOKEN, { parent: 1, child: number });
    for (let site = 1; site < 20; site++)
      child.frames.begin(UP.site).u32(site).text(`main.ts:${site}:1`).end();
    for (const [handle, type] of [
      [1, 0],
      [2, 2],
    ] as const)
      child.frames
        .begin(UP.create)
        .u32(handle)
        .u8(type)
        .u32(0)
        .u32(0)
        .f64(0)
        .text(`${number}.${handle}`)
        .u32(0)
        .end();
    child.frames.begin(UP.put).u32(2).u32(0).f64(0).u32(0).bytes(new Uint8Array(10)).end();
    child.frames.begin(UP.request).u8(0).u32(1).u32(1).u32(0).f64(0).f64(Number.NaN).end();
    child.send();
    await child.until(DOWN.grant);
    child.socket.end();
    await child.closed;
    parent.frames.begin(UP.exited).u32(number).i32(0).text("").end();
    parent.send();
    while (door.session.alive > 1) await setImmediate();
    parent.got.length = 0;
  };
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  for (let number = 1; number <= 200; number++) await one(number);
  const before = heap();
  for (let number = 201; number <= 200 + COUNT; number++) await one(number);
  // Of which a third is what the hazards remember of it and of its two objects.
  const each = (heap() - before) / COUNT;
  t.diagnostic(`${Math.round(each)} bytes for each process, its lock, its queue and the item in it`);
  assert.ok(each < 9000, `${each} bytes`);
  parent.socket.destroy();
});
