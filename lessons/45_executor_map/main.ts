// map submits everything at once, even if nobody ever asks for the results.
import { isMainProcess, ProcessPoolExecutor } from "@interleave/runtime";

function make(i: number) {
  console.log(`${process.pid} 制作螺丝${i}`);
  return i ** 2;
}

if (isMainProcess) {
  const executor = new ProcessPoolExecutor({ maxWorkers: 4 });
  executor.map(make, Array(100).keys());
  await executor.shutdown();
  console.log("所有的螺丝都制作完了");
}
