// The runtime tells on standard error what it does. The child inherits that it does so, and how much.
import { isMainProcess, logToStderr, Process } from "@interleave/runtime";

function worker() {
  console.log("工作中...");
}

if (isMainProcess) {
  logToStderr("debug");
  const child = new Process({ target: worker });
  child.start();
  await child.join();
}
