// Two processes with names of their own, one with the name it gets by default.
import { currentProcess, isMainProcess, Process, sleep } from "@interleave/runtime";

const log = (message: string) => console.error(`(MainThread) ${message}`);

async function worker() {
  const { name } = currentProcess();
  log(`${name} 开始`);
  await sleep(3000);
  log(`${name} 结束`);
}

async function service() {
  const { name } = currentProcess();
  log(`${name} 开始`);
  await sleep(3000);
  log(`${name} 结束`);
}

if (isMainProcess) {
  new Process({ name: "my_service", target: service }).start();
  new Process({ name: "worker_1", target: worker }).start();
  // The third object made, hence Process-3: names count objects, not unnamed ones.
  new Process({ target: worker }).start();
}
