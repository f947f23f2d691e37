// What a pool can do, one after another; leaving the block ends it, whatever its workers are at.
import { isMainProcess, Pool, sleep, TimeoutError } from "@interleave/runtime";

const square = (n: number) => n * n;
const pid = () => process.pid;
const list = (numbers: number[]) => `[${numbers.join(", ")}]`;

async function tour() {
  await using pool = new Pool({ processes: 4 });
  const numbers = Array.from({ length: 10 }, (_, i) => i);

  console.log(list(await pool.map(square, numbers)));

  // The same numbers in the order in which they are ready.
  for await (const n of pool.imapUnordered(square, numbers)) console.log(n);

  // One call is the business of one worker …
  console.log(await pool.applyAsync(square, [20]).get({ timeout: 1000 }));
  console.log("PID", await pool.applyAsync(pid).get({ timeout: 1000 }));

  // … several may be that of several.
  const results = Array.from({ length: 4 }, () => pool.applyAsync(pid));
  console.log(list(await Promise.all(results.map((result) => result.get({ timeout: 1000 })))));

  const slow = pool.applyAsync(sleep, [5000]);
  try {
    await slow.get({ timeout: 4000 });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log("We lacked patience and got a multiprocessing.TimeoutError");
  }
  console.log("For the moment, the pool remains available for more work");
}

if (isMainProcess) {
  await tour();
  console.log("Now the pool is closed and no longer available");
}
