// The same log at level "info", and the logger itself, which takes lines of one's own, too.
import { getLogger, isMainProcess, logToStderr, Process } from "@interleave/runtime";

function worker() {
  console.log("工作中...");
  // Below the level that the child has inherited: not shown.
  getLogger().debug("nobody reads this");
}

if (isMainProcess) {
  logToStderr("info");
  const child = new Process({ target: worker });
  child.start();
  await child.join();
}
