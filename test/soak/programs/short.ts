// Short processes in a row, so many lanes at a time: `short.ts COUNT LANES`. Prints what main has open now and then.
import { readdirSync } from "node:fs";
import { isMainProcess, Process, sleep } from "@interleave/runtime";

function work(): void {}

const open = () => readdirSync("/proc/self/fd").length;

if (isMainProcess) {
  const [count = 0, lanes = 1] = process.argv.slice(2).map(Number);
  let begun = 0;
  const report = Math.max(1, Math.floor(count / 10));
  const lane = async () => {
    while (begun < count) {
      const number = ++begun;
      const child = new Process({ target: work });
      child.start();
      await child.join();
      if (child.exitCode !== 0) console.log(`process ${number} ended with ${child.exitCode}`);
      child.close();
      if (number % report === 0) {
        console.log(`done ${number} ${open()} ${process.memoryUsage().rss}`);
        // The one who listens looks at the coordinator meanwhile.
        await sleep(100);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
