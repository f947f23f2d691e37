// Arguments travel to the child as copies.
import { isMainProcess, Process } from "@interleave/runtime";

function worker(id: number) {
  console.log(`工作id: ${id}`);
}

if (isMainProcess) {
  for (let id = 0; id < 5; id++) new Process({ target: worker, args: [id] }).start();
}
