// Microseconds that a free lock takes to be acquired and released: of the kind that is asked for.
import { BoundedSemaphore, isMainProcess, Lock, Process, RLock, Semaphore } from "@interleave/runtime";

const WARM_UP = 3000;
const ROUNDS = 10_000;
const KINDS: Record<string, () => Lock> = {
  Lock: () => new Lock(),
  RLock: () => new RLock(),
  Semaphore: () => new Semaphore(1),
  BoundedSemaphore: () => new BoundedSemaphore(1),
};

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
  const child = new Process({ target: use, args: [KINDS[process.argv[2]!]!()] });
  child.start();
  await child.join();
}
