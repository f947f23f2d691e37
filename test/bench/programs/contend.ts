// Microseconds for an acquire and release of a lock that four processes want all the time, holding two in turn.
import { Barrier, isMainProcess, Lock, Process } from "@interleave/runtime";

const PROCESSES = 4;
const WARM_UP = 500;
const ROUNDS = 5000;

async function use(first: Lock, second: Lock, start: Barrier, tells: boolean) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) {
      await start.wait();
      began = process.hrtime.bigint();
    }
    await first.acquire();
    await second.acquire();
    await second.release();
    await first.release();
  }
  await start.wait();
  if (tells) console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS / 2 / PROCESSES);
}

if (isMainProcess) {
  const [first, second, start] = [new Lock(), new Lock(), new Barrier(PROCESSES)];
  const all = Array.from(
    { length: PROCESSES },
    (_, i) => new Process({ target: use, args: [first, second, start, i === 0] }),
  );
  for (const process of all) process.start();
  for (const process of all) await process.join();
}
