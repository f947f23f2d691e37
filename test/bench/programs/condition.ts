// Microseconds of one exchange: each of two processes notifies the other and waits for it.
import { Condition, isMainProcess, Process } from "@interleave/runtime";

const WARM_UP = 500;
const ROUNDS = 3000;

async function play(condition: Condition, tells: boolean) {
  await condition.acquire();
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await condition.notify();
    await condition.wait();
  }
  if (tells) console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS);
  // The first notification found nobody, so the other still waits for one.
  await condition.notify();
  await condition.release();
}

if (isMainProcess) {
  const condition = new Condition();
  const processes = [true, false].map((tells) => new Process({ target: play, args: [condition, tells] }));
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
