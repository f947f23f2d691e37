// The bell rings before anybody listens. A notify is not remembered, so the sleeper sleeps for ever.
import { Condition, isMainProcess, Process, sleep } from "@interleave/runtime";

async function sleeper(bell: Condition) {
  await sleep(1000);
  await bell.use(async () => {
    console.log("listening");
    await bell.wait(); // better: keep what happened in a value, and `waitFor` it
    console.log("up");
  });
}

if (isMainProcess) {
  const bell = new Condition(undefined, { name: "bell" });
  const process = new Process({ target: sleeper, args: [bell], name: "sleeper" });
  process.start();
  await bell.use(() => bell.notify());
  console.log("rung");
  await process.join();
}
