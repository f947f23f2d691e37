// One producer, two consumers; one null for each tells them that nothing more will come.
import { isMainProcess, Process, Queue, sleep } from "@interleave/runtime";

type Counter = Queue<string | null>;

async function producer(counter: Counter) {
  for (let i = 0; i < 10; i++) {
    await sleep(Math.random() * 1000);
    const food = `Spam ${i}`;
    console.log(`Jane生产了${food}`);
    await counter.put(food);
  }
}

async function consumer(counter: Counter, name: string) {
  for (;;) {
    const food = await counter.get();
    if (food === null) return;
    await sleep(1000 + Math.random() * 1000);
    console.log(`${name} 吃了 ${food}`);
  }
}

if (isMainProcess) {
  const counter: Counter = new Queue(0, { name: "counter" });
  const jane = new Process({ target: producer, args: [counter] });
  jane.start();
  new Process({ target: consumer, args: [counter, "Lisa"] }).start();
  new Process({ target: consumer, args: [counter, "Annie"] }).start();

  await jane.join();
  await counter.put(null);
  await counter.put(null);
}
