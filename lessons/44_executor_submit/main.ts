// A hundred tasks on four workers; shutdown waits for all of them.
import { isMainProcess, ProcessPoolExecutor } from "@interleave/runtime";

function make(i: number) {
  console.log(`${process.pid} 制作螺丝${i}`);
  return i ** 2;
}

if (isMainProcess) {
  const executor = new ProcessPoolExecutor({ maxWorkers: 4 });
  for (let i = 0; i < 100; i++) executor.submit(make, i);
  await executor.shutdown();
  console.log("所有的螺丝都制作完了");
}
