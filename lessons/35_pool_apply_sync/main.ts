// apply() waits for the result: three workers, and yet one task at a time.
import { isMainProcess, Pool, sleep } from "@interleave/runtime";

async function work(n: number) {
  console.log(`${process.pid} run`);
  await sleep(3000);
  return n ** 2;
}

if (isMainProcess) {
  const pool = new Pool({ processes: 3 });
  const squares: number[] = [];
  for (let n = 0; n < 10; n++) squares.push(await pool.apply(work, [n]));
  console.log(`[${squares.join(", ")}]`);
}
