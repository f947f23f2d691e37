// Thirteen tasks of random length on as many workers as the machine has processors.
import { type AsyncResult, isMainProcess, Pool, sleep } from "@interleave/runtime";

async function longTask(id: number) {
  console.log(`Run task ${id} (${process.pid})...`);
  const start = performance.now();
  await sleep(Math.random() * 3000);
  const seconds = (performance.now() - start) / 1000;
  console.log(`Task ${id} runs ${seconds.toFixed(2)} seconds.`);
  return id * 2;
}

if (isMainProcess) {
  console.log(`Parent process ${process.pid}.`);
  const pool = new Pool();
  const results: AsyncResult<number>[] = [];
  for (let id = 0; id < 13; id++) results.push(pool.applyAsync(longTask, [id]));

  console.log("Waiting for all subprocesses done...");
  pool.close();
  await pool.join();
  console.log("All subprocesses done.");

  // ApplyResult is what Python calls an AsyncResult: a receipt, not yet the value.
  console.log(`[${results.map(() => "'ApplyResult'").join(", ")}]`);
  const values = await Promise.all(results);
  console.log(`[${values.join(", ")}]`);
}
