// Two producers are quicker than two consumers; three places between them make the producers wait.
import { currentProcess, isMainProcess, Process, Queue, sleep } from "@interleave/runtime";

async function produce(buffer: Queue<string | null>, letter: string) {
  for (let n = 1; n <= 6; n++) {
    await sleep(50);
    await buffer.put(`${letter}${n}`); // waits while the buffer is full
    console.log(`${letter}${n} in`);
  }
}

async function consume(buffer: Queue<string | null>) {
  const { name } = currentProcess();
  for (;;) {
    const item = await buffer.get();
    if (item === null) break;
    await sleep(200);
    console.log(`${item} out, by ${name}`);
  }
}

if (isMainProcess) {
  const buffer = new Queue<string | null>(3, { name: "buffer" });
  const consumers = [1, 2].map(
    (n) => new Process({ target: consume, args: [buffer], name: `consumer-${n}` }),
  );
  const producers = ["a", "b"].map((letter) => new Process({ target: produce, args: [buffer, letter] }));
  for (const process of [...consumers, ...producers]) process.start();
  for (const producer of producers) await producer.join();
  for (const _ of consumers) await buffer.put(null);
  for (const consumer of consumers) await consumer.join();
  console.log("all eaten");
}
