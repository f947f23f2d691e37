// Two processes take two locks in opposite order; main looks on for a while. Beside them so many others, with so many
// locks, are busy all the time.
import { Barrier, Event, isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

const HELD_MS = 300;
const LOOK_ON_MS = 1500;

async function grab(first: Lock, second: Lock, met: Barrier) {
  await first.use(async () => {
    await met.wait();
    await sleep(HELD_MS);
    await second.use(() => {});
  });
}

async function work(locks: Lock[], met: Barrier, over: Event, seed: number) {
  await met.wait();
  for (let i = seed; !(await over.isSet()); i = (i * 31 + 17) % locks.length) {
    const [low, high] = [locks[i]!, locks[Math.min(i + 1, locks.length - 1)]!];
    await low.use(() => (low === high ? undefined : high.use(() => sleep(5))));
    await sleep(20);
  }
}

if (isMainProcess) {
  const [processes, count] = process.argv.slice(2).map(Number) as [number, number];
  const [a, b, over] = [new Lock(), new Lock(), new Event()];
  // The pair, main, and all others once they are busy.
  const met = new Barrier(3 + processes);
  const locks = Array.from({ length: count }, () => new Lock());
  const others = Array.from(
    { length: processes },
    (_, i) => new Process({ target: work, args: [locks, met, over, i] }),
  );
  for (const other of others) other.start();
  const pair = [
    new Process({ target: grab, args: [a, b, met] }),
    new Process({ target: grab, args: [b, a, met] }),
  ];
  for (const one of pair) one.start();
  await met.wait();
  await sleep(HELD_MS + LOOK_ON_MS);
  for (const one of pair) one.terminate();
  await over.set();
  for (const one of [...pair, ...others]) await one.join();
  console.log(0);
}
