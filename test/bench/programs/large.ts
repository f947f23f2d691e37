// Milliseconds that a buffer of 64 MB takes through a queue, from one process to another.
import { isMainProcess, Process, Queue } from "@interleave/runtime";

const BYTES = 64 * 1024 * 1024;
const WARM_UP = 2;
const ROUNDS = 8;

async function produce(queue: Queue<Uint8Array>, taken: Queue<bigint>) {
  const item = new Uint8Array(BYTES).fill(7);
  let spent = 0;
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    const began = process.hrtime.bigint(); // one clock for all processes of the machine
    await queue.put(item);
    const had = await taken.get();
    if (i >= 0) spent += Number(had - began) / 1e6;
  }
  console.log(spent / ROUNDS);
}

async function consume(queue: Queue<Uint8Array>, taken: Queue<bigint>) {
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    const item = await queue.get();
    await taken.put(process.hrtime.bigint());
    if (item.length !== BYTES || item[BYTES - 1] !== 7) throw new Error("wrong item");
  }
}

if (isMainProcess) {
  const queue = new Queue<Uint8Array>();
  const taken = new Queue<bigint>();
  const processes = [produce, consume].map((target) => new Process({ target, args: [queue, taken] }));
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
