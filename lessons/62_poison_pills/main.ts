// Three consumers, two stop values: one consumer is never told to stop.
import { currentProcess, isMainProcess, Process, Queue, sleep } from "@interleave/runtime";

const STOP = "stop";

async function consume(jobs: Queue<string>) {
  const { name } = currentProcess();
  for (;;) {
    const job = await jobs.get();
    if (job === STOP) break;
    await sleep(100);
    console.log(`${name} did ${job}`);
  }
  console.log(`${name} stops`);
}

if (isMainProcess) {
  const jobs = new Queue<string>(0, { name: "jobs" });
  const consumers = [1, 2, 3].map(
    (n) => new Process({ target: consume, args: [jobs], name: `consumer-${n}` }),
  );
  for (const consumer of consumers) consumer.start();
  for (let n = 1; n <= 6; n++) await jobs.put(`job ${n}`);
  for (let n = 1; n < consumers.length; n++) await jobs.put(STOP); // one too few
  for (const consumer of consumers) await consumer.join();
}
