// Microseconds that a free lock takes to be acquired and released.
import { isMainProcess, Lock, Process } from "@interleave/runtime";

const WARM_UP = 3000;
const ROUNDS = 20_000;

async function use(lock: Lock) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await lock.acquire();
    await lock.release();
  }
  console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS);
}

if (isMainProcess) {
  const child = new Process({ target: use, args: [new Lock()] });
  child.start();
  await child.join();
}
