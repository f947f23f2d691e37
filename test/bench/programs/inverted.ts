// Two processes take two locks in opposite order, one after the other, and go on with something else: what could have
// become a deadlock is told while they do.
import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

const GO_ON_MS = 3000;

async function nest(first: Lock, second: Lock, after: number) {
  await sleep(after);
  await first.use(() => second.use(() => sleep(20)));
  await sleep(GO_ON_MS);
}

if (isMainProcess) {
  const [a, b] = [new Lock(), new Lock()];
  const pair = [
    new Process({ target: nest, args: [a, b, 0] }),
    new Process({ target: nest, args: [b, a, 500] }),
  ];
  for (const one of pair) one.start();
  for (const one of pair) await one.join();
  console.log(0);
}
