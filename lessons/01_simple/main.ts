// Five children, nobody joins them: main still waits for them before it ends.
import { isMainProcess, Process } from "@interleave/runtime";

function worker() {
  console.log("工作中");
}

if (isMainProcess) {
  for (let i = 0; i < 5; i++) new Process({ target: worker }).start();
}
