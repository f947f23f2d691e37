// Submit everything, wait for the pool, then collect.
import { type AsyncResult, isMainProcess, Pool, sleep } from "@interleave/runtime";

async function work(n: number) {
  await sleep(1000);
  return n ** 2;
}

if (isMainProcess) {
  const pool = new Pool();
  const results: AsyncResult<number>[] = [];
  for (let n = 0; n < 10; n++) results.push(pool.applyAsync(work, [n]));
  pool.close();
  await pool.join();

  const squares = await Promise.all(results);
  console.log(`[${squares.join(", ")}]`);
}
