/** A process is gone, and how it ended is not known yet: nothing is said before it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECT_TYPES, VERBS } from "../../src/protocol/events.ts";
import { DOWN, QUIESCENCE, REQUEST_SCOPED, UP } from "../../src/protocol/messages.ts";
import { Client, NOBODY, open, TOKEN } from "./door.ts";

const HANDLE = 1;
const ACQUIRE = VERBS.indexOf("acquire");

for (const type of ["Lock", "RLock", "Semaphore"] as const)
  for (const flags of type === "Lock" ? [0, REQUEST_SCOPED] : [0])
    test(`a ${type} ${flags ? "of a block " : ""}that its holder took along is told with how that ended`, async () => {
      await using door = await open();
      const main = new Client(door.path).hello(TOKEN).send();
      await main.until(DOWN.welcome);
      const acquire = (client: Client, op: number) =>
        client.frames
          .begin(UP.request)
          .u8(ACQUIRE | flags)
          .u32(op)
          .u32(HANDLE)
          .u32(0)
          .f64(0)
          .f64(Number.NaN)
          .end();
      main.frames.begin(UP.run).f64(0).text("").end();
      main.frames.begin(UP.create).u32(HANDLE).u8(OBJECT_TYPES.indexOf(type)).u32(1).u32(0).f64(0);
      main.frames.text("room").u32(0).end();
      main.frames.begin(UP.spawn).u32(1).u32(NOBODY).u8(0).u32(0).u32(0).f64(0).text("Holder");
      main.frames.text("target").u32(0).bytes(new Uint8Array(0)).end();
      main.send();
      const holder = new Client(door.path).hello(TOKEN, { parent: 1, child: 1 }).send();
      await holder.until(DOWN.welcome);
      holder.frames.begin(UP.run).f64(0).text("target").end();
      holder.frames.begin(UP.bind).u32(HANDLE).u32(1).u32(HANDLE).end();
      acquire(holder, 1);
      holder.send();
      await holder.answered(1);
      acquire(main, 1);
      main.send();
      while (door.main.waits.size === 0) await new Promise((resolve) => setImmediate(resolve));

      holder.socket.destroy();
      while (!door.session.members.some((member) => member?.name === "Holder" && member.gone))
        await new Promise((resolve) => setImmediate(resolve));
      // Whatever is looked at because of that has been by then.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(!main.got.some(({ code }) => code === DOWN.probe));

      main.frames.begin(UP.exited).u32(1).i32(-9).text("SIGKILL").end();
      main.send();
      const { op: probe } = await main.until(DOWN.probe);
      main.frames.begin(UP.quiescence).u32(probe).u8(QUIESCENCE.full).text("").end();
      main.send();
      while (!door.hints.some((hint) => hint.kind === "deadlock"))
        await new Promise((resolve) => setImmediate(resolve));
      const found = door.hints.filter((hint) => hint.kind === "deadlock");
      assert.deepEqual(
        found.map((hint) => hint.because?.[0]),
        ["killed-holding"],
      );
      main.socket.destroy();
    });
