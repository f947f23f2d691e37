// Two ways to the results: futures, and the iterator that map returns. Nobody calls shutdown.
import { type Future, isMainProcess, ProcessPoolExecutor, sleep } from "@interleave/runtime";

async function make(i: number) {
  await sleep(200);
  console.log(`${process.pid} 制作螺丝${i}`);
  return i ** 2;
}

if (isMainProcess) {
  const executor = new ProcessPoolExecutor({ maxWorkers: 4 });

  const futures: Future<number>[] = [];
  for (let i = 0; i < 100; i++) futures.push(executor.submit(make, i));
  for (const future of futures) console.log(await future.result());

  const results = executor.map(make, Array(100).keys());
  console.log(results);
  for await (const result of results) console.log(result);
}
