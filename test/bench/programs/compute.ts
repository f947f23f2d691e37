// Milliseconds that two processes take to compute, talking to one another now and then.
import { isMainProcess, Lock, mark, Process, Queue } from "@interleave/runtime";

const ROUNDS = 600;

/** About two milliseconds of work. */
function compute(seed: number) {
  let x = seed;
  for (let i = 0; i < 1_500_000; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  return x;
}

async function work(lock: Lock, results: Queue<number>) {
  let sum = 0;
  compute(1); // compiled before the clock starts
  const began = process.hrtime.bigint();
  for (let round = 0; round < ROUNDS; round++) {
    sum ^= compute(round);
    await lock.use(() => {
      sum += 1;
    });
    if (round % 5 === 0) await results.put(sum);
    if (round % 50 === 0) mark("fifty more");
  }
  await results.put(Number(process.hrtime.bigint() - began) / 1e6);
}

if (isMainProcess) {
  const lock = new Lock();
  const results = new Queue<number>();
  const workers = [1, 2].map(() => new Process({ target: work, args: [lock, results] }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();

  // The last item of each worker is its time; the slower one counts.
  let slowest = 0;
  while (!(await results.empty())) slowest = Math.max(slowest, await results.get());
  console.log(slowest);
}
