/** Small programs for the tests, as texts: some of them are wrong on purpose. */

/** Two processes that take two locks crosswise; they are stuck about 50 ms after both have begun. */
export const CROSSED = `import { Barrier, isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

const a = new Lock({ name: "lock-a" });
const b = new Lock({ name: "lock-b" });

async function worker(both: Barrier, first: Lock, second: Lock) {
  await both.wait();
  await first.acquire();
  await sleep(50);
  console.log("has one");
  await second.acquire();
}

if (isMainProcess) {
  const both = new Barrier(2);
  new Process({ target: worker, args: [both, a, b] }).start();
  new Process({ target: worker, args: [both, b, a] }).start();
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

/** Two processes that take two locks in two orders, each in a function of its own. */
export const TWO_ORDERS = `import { Barrier, isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

let n = 0;

async function left(both: Barrier, a: Lock, b: Lock) {
  await both.wait();
  await a.use(async () => {
    await sleep(50);
    await b.use(async () => {
      console.log("left", n++);
    });
  });
}

async function right(both: Barrier, a: Lock, b: Lock) { // right
  await both.wait();
  await b.use(async () => {
    await sleep(20); // right
    await a.use(async () => {
      console.log("right", n++);
    }); // inner right
  });
}

if (isMainProcess) {
  const a = new Lock({ name: "a" });
  const b = new Lock({ name: "b" });
  const both = new Barrier(2);
  new Process({ target: left, args: [both, a, b] }).start();
  new Process({ target: right, args: [both, a, b] }).start();
}
`;
