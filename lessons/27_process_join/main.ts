// start() returns at once, join() when the child has ended.
import { isMainProcess, Process } from "@interleave/runtime";

function runChild(name: string) {
  console.log(`Run child process ${name} (${process.pid})...`);
}

if (isMainProcess) {
  console.log(`Parent process ${process.pid}.`);
  const child = new Process({ target: runChild, args: ["test"] });
  console.log("Child process will start.");
  child.start();
  await child.join();
  console.log("Child process end.");
}
