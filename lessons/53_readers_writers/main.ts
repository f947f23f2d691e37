// Many may read at once, one alone may write. The first reader takes the room, the last one gives it back.
import { currentProcess, isMainProcess, Lock, Process, sleep, Value } from "@interleave/runtime";

interface Library {
  /** Held by the readers together, or by one writer. The last reader releases what the first one took. */
  room: Lock;
  /** Everybody passes here, so that a writer who waits is not overtaken for ever. */
  door: Lock;
  readers: Value<number>;
  edition: Value<number>;
}

async function read({ room, door, readers, edition }: Library) {
  const { name } = currentProcess();
  for (let i = 0; i < 3; i++) {
    await door.use(async () => {
      if ((await readers.update((n) => n + 1)) === 1) await room.acquire();
    });
    console.log(`${name} reads edition ${await edition.get()}`);
    await sleep(100);
    if ((await readers.update((n) => n - 1)) === 0) await room.release();
    await sleep(50);
  }
}

async function write({ room, door, edition }: Library) {
  const { name } = currentProcess();
  for (let i = 0; i < 2; i++) {
    await sleep(120);
    await door.use(() =>
      room.use(async () => {
        await sleep(100);
        console.log(`${name} writes edition ${await edition.update((n) => n + 1)}`);
      }),
    );
  }
}

if (isMainProcess) {
  const library: Library = {
    room: new Lock({ name: "room" }),
    door: new Lock({ name: "door" }),
    readers: new Value(0, { name: "readers" }),
    edition: new Value(0, { name: "edition" }),
  };
  const processes = [
    ...[1, 2, 3].map((n) => new Process({ target: read, args: [library], name: `reader-${n}` })),
    ...[1, 2].map((n) => new Process({ target: write, args: [library], name: `writer-${n}` })),
  ];
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
