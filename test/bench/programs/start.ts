// Milliseconds from making some processes to the first line of the last one's target; the median of several times.
import { isMainProcess, Process, Queue } from "@interleave/runtime";

/** How many are started at once: the program's argument. */
const AT_ONCE = Number(process.argv[2]);
const TIMES = AT_ONCE === 1 ? 9 : 3;

async function first(times: Queue<bigint>) {
  await times.put(process.hrtime.bigint()); // one clock for all processes of the machine
}

if (isMainProcess) {
  const times = new Queue<bigint>();
  const measured: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const began = process.hrtime.bigint();
    const children = Array.from({ length: AT_ONCE }, () => new Process({ target: first, args: [times] }));
    for (const child of children) child.start();
    let last = began;
    for (const _ of children) {
      const time = await times.get();
      if (time > last) last = time;
    }
    measured.push(Number(last - began) / 1e6);
    for (const child of children) await child.join();
  }
  console.log(measured.sort((a, b) => a - b)[(TIMES - 1) / 2]);
}
