// Four processes count to 25 each, and the sum is not 100: between get and set others have counted, too.
import { Barrier, isMainProcess, Process, Value } from "@interleave/runtime";

async function count(start: Barrier, counter: Value<number>) {
  await start.wait();
  for (let i = 0; i < 25; i++) {
    const n = await counter.get();
    await counter.set(n + 1);
  }
}

async function countTogether(start: Barrier, counter: Value<number>) {
  await start.wait();
  for (let i = 0; i < 25; i++) await counter.update((n) => n + 1);
}

async function run(target: typeof count, name: string): Promise<number> {
  const counter = new Value(0, { name });
  const start = new Barrier(4, { name: `start ${name}` });
  const processes = [1, 2, 3, 4].map(() => new Process({ target, args: [start, counter] }));
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
  return counter.get();
}

if (isMainProcess) {
  console.log(`get and set: ${await run(count, "careless")}`);
  console.log(`update: ${await run(countTogether, "careful")}`);
}
