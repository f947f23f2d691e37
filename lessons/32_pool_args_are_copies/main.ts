// Every task gets its own copy of the list; what it writes, main never sees.
import { type AsyncResult, isMainProcess, Pool } from "@interleave/runtime";

const show = (list: number[]) => `[${list.join(", ")}]`;

function setOwn(list: number[], i: number) {
  console.log("before", show(list));
  list[i] = i;
  console.log("after", show(list));
  return list;
}

if (isMainProcess) {
  const list = [0, 0, 0, 0, 0];
  const pool = new Pool();
  const results: AsyncResult<number[]>[] = [];
  for (let i = 0; i < 5; i++) results.push(pool.applyAsync(setOwn, [list, i]));
  pool.close();
  await pool.join();

  console.log("\nAfter all", show(list));
  // ApplyResult is what Python calls an AsyncResult: a receipt, not yet the value.
  console.log(`[${results.map(() => "'ApplyResult'").join(", ")}]`);
  const lists = await Promise.all(results);
  console.log(`[${lists.map(show).join(", ")}]`);
}
