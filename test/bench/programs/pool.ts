// Trivial tasks a second, on two workers.
import { isMainProcess, Pool } from "@interleave/runtime";

const WARM_UP = 2000;
const TASKS = 20_000;

function square(n: number) {
  return n * n;
}

if (isMainProcess) {
  await using pool = new Pool({ processes: 2 });
  const run = (tasks: number) =>
    Promise.all(Array.from({ length: tasks }, (_, i) => pool.applyAsync(square, [i])));

  await run(WARM_UP);
  const began = process.hrtime.bigint();
  const results = await run(TASKS);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (results.at(-1) !== (TASKS - 1) ** 2) throw new Error("wrong result");
  console.log(TASKS / seconds);
}
