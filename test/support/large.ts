/** Programs that send what is large, and what they must print. */

const MIB = 1024 * 1024;

/** Sends so many MiB through everything that carries values; every line it prints must end with "right". */
export const largeProgram = (mebibytes: number): string => `
  import { type Connection, isMainProcess, pipe, Pool, Process, Queue, Value } from "@interleave/runtime";
  const COUNT = ${(mebibytes * MIB) / 8};
  // Something that is not all the same, and in which a shift by a byte would be seen.
  const make = () => { const a = new Float64Array(COUNT); for (let i = 0; i < COUNT; i += 997) a[i] = i / 3; return a; };
  const check = (what: string, a: Float64Array) => {
    let wrong = a instanceof Float64Array && a.length === COUNT ? 0 : 1;
    for (let i = 0; i < COUNT; i += 997) if (a[i] !== i / 3 || (i > 0 && a[i - 1] !== 0)) wrong++;
    console.log(what, wrong === 0 ? "right" : "wrong");
  };
  async function other(queue: Queue<Float64Array>, back: Queue<Buffer>, end: Connection<Float64Array, Float64Array>) {
    check("queue", await queue.get());
    check("pipe", await end.recv());
    await back.put(Buffer.alloc(COUNT * 8, 7));
  }
  const task = (a: Float64Array) => { check("task", a); return make(); };
  if (isMainProcess) {
    const queue = new Queue<Float64Array>(), back = new Queue<Buffer>(), [here, there] = pipe<Float64Array>();
    const child = new Process({ target: other as never, args: [queue, back, there] });
    child.start();
    await queue.put(make());
    await here.send(make() as never);
    console.log("buffer", Buffer.alloc(COUNT * 8, 7).equals(await back.get()) ? "right" : "wrong");
    await child.join();
    await using pool = new Pool({ processes: 1 });
    check("result", await pool.apply(task, [make()]));
    const value = new Value(make());
    check("value", await value.get());
    await value.set(make());
    check("value", await value.get());
  }
`;

export const LARGE_LINES = ["buffer", "pipe", "queue", "result", "task", "value", "value"].map(
  (what) => `${what} right`,
);

const HEAD = `
  import { isMainProcess, pipe, Pool, Process, Queue, SharedArray, Value } from "@interleave/runtime";
  const why = async (what: string, act: () => unknown) => {
    try { console.log(what, await act()); } catch (error) { console.log(what, (error as Error).name + ": " + (error as Error).message); }
  };
`;

/** Sends more than can be sent, wherever that is possible, and goes on. */
export const TOO_LARGE = `${HEAD}
  const large = () => new Uint8Array(${1024 * MIB});
  const take = (...all: unknown[]) => {};
  if (isMainProcess) {
    const queue = new Queue<unknown>(), [end] = pipe<unknown>(), value = new Value<unknown>(1);
    await using pool = new Pool({ processes: 1 });
    await why("put", () => queue.put(large()));
    await why("send", () => end.send(large() as never));
    await why("set", () => value.set(large()));
    await why("start", () => new Process({ target: take, args: [large()] }).start());
    await why("result", () => pool.apply(large));
    await queue.put("small");
    console.log(await queue.get(), await value.get());
  }
`;

const refused = (what: string) =>
  `${what} cannot be sent to another process: it takes 1024 MiB, and 1023 MiB are the most. Send it in parts.`;

export const TOO_LARGE_LINES = [
  `put TransferError: ${refused("the item")}`,
  `send TransferError: ${refused("the message")}`,
  `set TransferError: ${refused("the value")}`,
  `start TransferError: ${refused("args[0]")}`,
  `result RemoteError: TransferError: ${refused("the result")} (in SpawnPoolWorker-1)`,
  "small 1",
];

/** Each element can be sent, all of them at once cannot; nor can they as one task's arguments. */
export const LARGE_ARRAY = `${HEAD}
  const take = (...all: unknown[]) => {};
  if (isMainProcess) {
    const half = new Uint8Array(${600 * MIB});
    const array = new SharedArray<unknown>([half, 1]);
    await array.set(1, half);
    await why("snapshot", () => array.snapshot().then((all) => all.length));
    await array.set(1, 2);
    console.log(await array.at(1));
    await using pool = new Pool({ processes: 1 });
    await why("apply", () => pool.apply(take, [half, half.slice()]));
  }
`;

export const LARGE_ARRAY_LINES = [
  "snapshot ValueError: SharedArray-1 is too large to be copied at once",
  "2",
  "apply TransferError: args cannot be sent to another process: it takes 1200 MiB, and 1023 MiB are the most. Send it in parts.",
];
