// A dictionary in a process of its own: everybody who has the proxy reads and writes the same one.
import { type DictProxy, isMainProcess, Manager, Process } from "@interleave/runtime";

async function worker(dict: DictProxy<number, number>, key: number, value: number) {
  await dict.set(key, value);
}

if (isMainProcess) {
  await using manager = await Manager.start();
  const dict = manager.dict<number, number>();

  const jobs = Array.from({ length: 10 }, (_, i) => new Process({ target: worker, args: [dict, i, i * 2] }));
  for (const job of jobs) job.start();
  for (const job of jobs) await job.join();

  // The keys stand in the order in which they came.
  const entries = (await dict.entries()).map(([key, value]) => `${key}: ${value}`);
  console.log(`运行结果: {${entries.join(", ")}}`);
}
