// A subclass says in run() what the process does, and gives it its name.
import { isMainProcess, Process } from "@interleave/runtime";

class Worker extends Process {
  override run() {
    console.log(`当前运行进程名字: ${this.name}`);
  }
}

if (isMainProcess) {
  const workers = Array.from({ length: 5 }, () => new Worker());
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
}
