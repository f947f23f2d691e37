// A callback gets the future, when its task is done; called by hand it gets the future as it is.
import { type Future, isMainProcess, ProcessPoolExecutor, sleep } from "@interleave/runtime";

async function double(n: number) {
  await sleep(1000 * Math.random());
  console.log(`in func1 ${n}`);
  return n * 2;
}

async function report(future: Future<number>) {
  console.log(future);
  console.log(await future.result());
}

if (isMainProcess) {
  const executor = new ProcessPoolExecutor({ maxWorkers: 4 });

  for (let n = 0; n < 10; n++) executor.submit(double, n).addDoneCallback(report);

  const futures: Future<number>[] = [];
  for (let n = 0; n < 10; n++) futures.push(executor.submit(double, n));
  for (const future of futures) await report(future);
}
