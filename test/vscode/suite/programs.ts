/** Small programs for the tests, as texts: some of them are wrong on purpose. */

/** Two processes that take two locks crosswise; they are stuck about 50 ms after both have begun. */
export const CROSSED = `import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

const a = new Lock({ name: "lock-a" });
const b = new Lock({ name: "lock-b" });

async function worker(first: Lock, second: Lock) {
  await first.acquire();
  await sleep(50);
  console.log("has one");
  await second.acquire();
}

if (isMainProcess) {
  new Process({ target: worker, args: [a, b] }).start();
  new Process({ target: worker, args: [b, a] }).start();
}
`;

/** Three processes that sleep for a minute, deaf to every polite request to end. */
export const DEAF = `import { isMainProcess, Process, sleep } from "@interleave/runtime";

async function worker() {
  process.on("SIGTERM", () => {});
  process.on("SIGINT", () => {});
  console.log("deaf");
  await sleep(60_000);
}

if (isMainProcess) for (let n = 0; n < 3; n++) new Process({ target: worker }).start();
`;

/** Ends at once. */
export const SHORT = `import { isMainProcess, Process } from "@interleave/runtime";

function worker() {
  console.log("hello");
}

if (isMainProcess) {
  const greeter = new Process({ target: worker, name: "Greeter" });
  greeter.start();
  await greeter.join();
}
`;
