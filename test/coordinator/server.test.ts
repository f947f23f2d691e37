/** The door of the coordinator: who gets in, and what strangers and broken clients can do. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { exited } from "../../src/coordinator/lifecycle.ts";
import { OBJECT_TYPES, type ObjectType } from "../../src/protocol/events.ts";
import { DOWN, UP } from "../../src/protocol/messages.ts";
import { Client, open, TOKEN } from "./door.ts";

test("a wrong token, a wrong version, a stranger's bytes: refused with a word, nothing else", async () => {
  await using door = await open();
  const cases: [(client: Client) => void, RegExp][] = [
    [(client) => client.hello("the wrong token").send(), /wrong token/],
    [(client) => client.hello("").send(), /wrong token/],
    [(client) => client.hello(TOKEN, { wire: 99 }).send(), /different versions/],
    [(client) => client.frames.begin(UP.mark).end(), /not a greeting/],
    [(client) => void client.socket.write("GET / HTTP/1.1\r\n\r\n"), /not a greeting/],
    [(client) => void client.frames.begin(UP.hello).text("{").end(), /not a greeting/],
  ];
  for (const [act, reason] of cases) {
    const client = new Client(door.path);
    act(client);
    if (client.frames.size > 0) client.send();
    assert.match((await client.until(DOWN.refused)).text, reason);
    await once(client.socket, "close");
    assert.deepEqual(
      client.got.map((frame) => frame.code),
      [DOWN.refused],
    );
  }
  assert.equal(door.server.refused, cases.length);
  assert.equal(door.main.connection, undefined);
});

test("frames that make no sense are refused and counted, the run goes on", async () => {
  await using door = await open();
  const client = new Client(door.path);
  client.hello(TOKEN);
  // In the same portion as the greeting, as a quick process sends it.
  client.frames.begin(200).end();
  client.frames.begin(UP.release).u32(99).u32(0).u32(0).f64(0).end();
  client.frames.begin(UP.request).u8(0).end();
  client.frames.begin(UP.create).u32(1).u8(250).u32(0).u32(0).f64(0).text("x").end();
  client.frames.begin(UP.create).u32(1).u8(0).u32(0).u32(0).f64(0).text("lock").u32(0).end();
  client.frames.begin(UP.signal).u32(1).u8(1).u32(0).f64(0).end();
  client.frames.begin(UP.request).u8(0).u32(5).u32(1).u32(0).f64(0).f64(Number.NaN).end();
  client.send();
  assert.equal((await client.until(DOWN.grant)).op, 5);
  assert.equal(door.server.malformed, 5);
  assert.equal(door.reports.length, 1);
  assert.match(door.reports[0]!, /^MainProcess sent .*; it is ignored$/);
  client.socket.destroy();
});

test("objects that need a lock are refused without one, and are asked only what they understand", async () => {
  await using door = await open();
  const client = new Client(door.path);
  client.hello(TOKEN);
  const make = (handle: number, type: ObjectType, size: number, lock: number) =>
    client.frames
      .begin(UP.create)
      .u32(handle)
      .u8(OBJECT_TYPES.indexOf(type))
      .u32(size)
      .u32(0)
      .f64(0)
      .text(`${type} ${handle}`)
      .u32(lock)
      .end();
  make(1, "Semaphore", 1, 0);
  make(2, "Condition", 0, 0); // no lock
  make(3, "Condition", 0, 1); // a semaphore
  make(4, "RLock", 0, 0);
  make(5, "SharedArray", 0xffff_ffff, 4);
  client.frames.begin(UP.fill).u32(5).u32(1).u32(0).bytes(Uint8Array.of(2)).end(); // too many elements
  client.frames.begin(UP.read).u32(5).u32(6).u32(0).u32(0).f64(0).end(); // which has none
  client.frames.begin(UP.notify).u32(4).u32(7).u32(1).u32(0).f64(0).end(); // an RLock
  client.frames.begin(UP.barrier).u32(4).u8(1).u32(0).f64(0).end();
  client.frames.begin(UP.acted).u32(4).u32(8).u32(1).u8(1).f64(0).end();
  client.frames.begin(UP.request).u8(0).u32(9).u32(4).u32(0).f64(0).f64(Number.NaN).end();
  client.send();
  assert.equal((await client.until(DOWN.grant)).op, 9);
  assert.equal(door.server.malformed, 7);
  client.socket.destroy();
});

test("a process comes in once, a child even before its parent's word of it", async () => {
  await using door = await open();
  const main = new Client(door.path).hello(TOKEN).send();
  await main.until(DOWN.welcome);
  const twin = new Client(door.path).hello(TOKEN).send();
  assert.match((await twin.until(DOWN.refused)).text, /already connected/);

  const child = new Client(door.path).hello(TOKEN, { parent: 1, child: 3 });
  child.frames.begin(UP.run).f64(0).text("early").end();
  child.send();
  main.frames
    .begin(UP.spawn)
    .u32(3)
    .u32(4321)
    .u8(0)
    .u32(0)
    .u32(0)
    .f64(0)
    .text("Child")
    .text("target")
    .u32(0)
    .bytes(new Uint8Array(0))
    .end();
  main.send();
  assert.match((await child.until(DOWN.welcome)).text, /"name":"Child"/);
  main.frames.begin(UP.request).u8(4).u32(9).u32(3).u32(0).f64(0).f64(Number.NaN).end();
  main.frames.begin(UP.exited).u32(3).i32(0).text("").end();
  main.send();
  child.socket.destroy();
  assert.equal((await main.until(DOWN.grant)).op, 9);
  assert.equal(door.session.alive, 1);
  main.socket.destroy();
  exited(door.session, door.main, 0, null);
});
