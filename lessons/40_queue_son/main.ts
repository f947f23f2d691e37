// The child waits in get() until main puts something in.
import { isMainProcess, Process, Queue } from "@interleave/runtime";

async function son(toys: Queue<string>) {
  console.log("-->", await toys.get());
}

if (isMainProcess) {
  const toys = new Queue<string>(0, { name: "toys" });
  new Process({ target: son, args: [toys] }).start();
  await toys.put("wahaha");
}
