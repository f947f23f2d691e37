// Microseconds of one meeting of three processes.
import { Barrier, isMainProcess, Process } from "@interleave/runtime";

const PARTIES = 3;
const WARM_UP = 500;
const ROUNDS = 4000;

async function meet(barrier: Barrier, tells: boolean) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await barrier.wait();
  }
  if (tells) console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS);
}

if (isMainProcess) {
  const barrier = new Barrier(PARTIES);
  const processes = Array.from(
    { length: PARTIES },
    (_, i) => new Process({ target: meet, args: [barrier, i === 0] }),
  );
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
