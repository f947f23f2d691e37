// What isAlive() says before the start, while running, right after terminate() and after join().
import { isMainProcess, Process, sleep } from "@interleave/runtime";

async function slowWorker() {
  console.log("开始工作");
  await sleep(100);
  console.log("结束工作");
}

if (isMainProcess) {
  const worker = new Process({ target: slowWorker });
  const report = (when: string) =>
    console.error(`(MainThread) ${when}${worker.isAlive() ? "True" : "False"}`);

  report("开始之前的状态");

  worker.start();
  report("正在运行的状态");

  // A signal has been sent, no more: the process counts as alive until its end has been seen.
  worker.terminate();
  report("调用终止进程的状态");

  await worker.join();
  report("等待所有进程运行完成,状态");
}
