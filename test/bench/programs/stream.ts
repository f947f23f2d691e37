// A queue with so many items a second (25,000), for so many seconds (60): twice as many events, put and got. Prints how
// many items a second it came to.
import { isMainProcess, Process, Queue } from "@interleave/runtime";

/** How often the producer looks at the clock (ms). */
const BEAT_MS = 5;

async function produce(queue: Queue<number>, rate: number, seconds: number) {
  const began = performance.now();
  const all = rate * seconds;
  for (let made = 0; made < all; ) {
    const due = Math.min(all, Math.floor(((performance.now() - began) / 1000) * rate));
    while (made < due) await queue.put(made++);
    await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
  }
}

async function consume(queue: Queue<number>, items: number) {
  for (let i = 0; i < items; i++) await queue.get();
}

if (isMainProcess) {
  const [, , rate = 25_000, seconds = 60] = process.argv.map(Number);
  const queue = new Queue<number>(0, { name: "stream" });
  const processes = [
    new Process({ target: consume, args: [queue, rate * seconds] }),
    new Process({ target: produce, args: [queue, rate, seconds] }),
  ];
  const began = performance.now();
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
  console.log((rate * seconds) / ((performance.now() - began) / 1000));
}
