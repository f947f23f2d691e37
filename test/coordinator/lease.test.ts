/** Items handed out in advance: whatever crosses on the way, each reaches one getter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECT_TYPES, VERBS } from "../../src/protocol/events.ts";
import { DOWN, UP } from "../../src/protocol/messages.ts";
import { Client, NOBODY, open, TOKEN } from "./door.ts";

const QUEUE = 1;
const GET = VERBS.indexOf("get");

function get(client: Client, op: number): void {
  client.frames.begin(UP.request).u8(GET).u32(op).u32(QUEUE).u32(0).f64(0).f64(Number.NaN).end();
}

function put(client: Client): void {
  client.frames.begin(UP.put).u32(QUEUE).u32(0).f64(0).u32(0).bytes(Uint8Array.of(2)).end();
}

test("a get that crosses with the recall of its item is answered by that item alone", async () => {
  await using door = await open();
  const parent = new Client(door.path).hello(TOKEN).send();
  await parent.until(DOWN.welcome);
  const child = async (number: number) => {
    parent.frames.begin(UP.spawn).u32(number).u32(NOBODY).u8(0).u32(0).u32(0).f64(0).text(`P${number}`);
    parent.frames.text("target").u32(0).bytes(new Uint8Array(0)).end();
    parent.send();
    const client = new Client(door.path).hello(TOKEN, { parent: 1, child: number }).send();
    await client.until(DOWN.welcome);
    return client;
  };
  const [first, second] = [await child(1), await child(2)];
  const items = (client: Client) => client.got.filter(({ code }) => code === DOWN.item).map(({ op }) => op);
  const arrived = (client: Client, op: number) => client.until(DOWN.item, op);

  first.frames.begin(UP.create).u32(QUEUE).u8(OBJECT_TYPES.indexOf("Queue")).u32(0).u32(0).f64(0);
  first.frames.text("jobs").u32(0).end();
  // Two quick gets, so that the next items are handed out in advance.
  for (const op of [1, 2]) {
    get(first, op);
    put(first);
  }
  for (let i = 0; i < 3; i++) put(first);
  first.send();
  await first.until(DOWN.lease);
  second.frames.begin(UP.bind).u32(QUEUE).u32(2).u32(QUEUE).end();
  get(second, 1);
  second.send();
  await first.until(DOWN.recall);

  // Asked before the items came; then answered by the third, of those that were ever put, here.
  get(first, 3);
  first.frames.begin(UP.consume).u32(QUEUE).u32(3).u32(3).u32(0).f64(0).end();
  first.frames.begin(UP.giveBack).u32(QUEUE).u32(0).end();
  get(first, 4);
  first.send();
  await arrived(second, 1);
  await arrived(first, 4);
  assert.deepEqual(items(first), [1, 2, 4]);
  assert.deepEqual(items(second), [1]);
  for (const client of [parent, first, second]) client.socket.destroy();
});
