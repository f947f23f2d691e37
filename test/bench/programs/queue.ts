// Items a second through a queue, from one process to another.
import { isMainProcess, Process, Queue } from "@interleave/runtime";

const WARM_UP = 3000;
const ITEMS = 100_000;

async function produce(queue: Queue<number>) {
  for (let i = 0; i < WARM_UP + ITEMS; i++) await queue.put(i);
}

async function consume(queue: Queue<number>) {
  for (let i = 0; i < WARM_UP; i++) await queue.get();
  const began = process.hrtime.bigint();
  for (let i = 0; i < ITEMS; i++) await queue.get();
  console.log(ITEMS / (Number(process.hrtime.bigint() - began) / 1e9));
}

if (isMainProcess) {
  const queue = new Queue<number>();
  const processes = [consume, produce].map((target) => new Process({ target, args: [queue] }));
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
