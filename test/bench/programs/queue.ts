// Items a second through a queue, from one process to another: of the kind that is asked for.
import { isMainProcess, JoinableQueue, Process, Queue, SimpleQueue } from "@interleave/runtime";

const WARM_UP = 3000;
/** The kinds; `objects`: a queue of objects of about 1 KiB. */
const KINDS: Record<string, { make: () => Queue<unknown> | SimpleQueue<unknown>; items: number }> = {
  Queue: { make: () => new Queue(), items: 100_000 },
  bounded: { make: () => new Queue(100), items: 10_000 },
  objects: { make: () => new Queue(), items: 30_000 },
  JoinableQueue: { make: () => new JoinableQueue(), items: 50_000 },
  SimpleQueue: { make: () => new SimpleQueue(), items: 50_000 },
};

const object = (id: number) => ({ id, text: "x".repeat(960), list: [1, 2, 3, 4, 5, 6, 7, 8] });

async function produce(queue: Queue<unknown>, items: number, objects: boolean) {
  for (let i = 0; i < WARM_UP + items; i++) await queue.put(objects ? object(i) : i);
}

async function consume(queue: Queue<unknown>, items: number) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < items; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await queue.get();
    if (queue instanceof JoinableQueue) await queue.taskDone();
  }
  console.log(items / (Number(process.hrtime.bigint() - began) / 1e9));
}

if (isMainProcess) {
  const [, , name] = process.argv;
  const { make, items } = KINDS[name!]!;
  const queue = make() as Queue<unknown>;
  const processes = [
    new Process({ target: consume, args: [queue, items] }),
    new Process({ target: produce, args: [queue, items, name === "objects"] }),
  ];
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
  if (queue instanceof JoinableQueue) await queue.join();
}
