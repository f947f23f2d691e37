// Ten tasks of three seconds on three workers: four waves.
import { type AsyncResult, isMainProcess, Pool, sleep } from "@interleave/runtime";

async function work(n: number) {
  console.log(`${process.pid} run`);
  await sleep(3000);
  return n ** 2;
}

if (isMainProcess) {
  const pool = new Pool({ processes: 3 });
  const results: AsyncResult<number>[] = [];
  for (let n = 0; n < 10; n++) results.push(pool.applyAsync(work, [n]));

  // close() and join(), or main's end would terminate the pool with its work half done.
  pool.close();
  await pool.join();
  for (const result of results) console.log(await result.get());
}
