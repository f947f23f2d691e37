// The producer waits until everything is eaten; the consumer never ends, so it is a daemon.
import { isMainProcess, JoinableQueue, Process, sleep } from "@interleave/runtime";

async function consumer(counter: JoinableQueue<string>, name: string) {
  for (;;) {
    const food = await counter.get();
    await sleep(1000 + Math.random() * 1000);
    console.log(`${name}吃完${food}`);
    await counter.taskDone();
  }
}

async function producer(counter: JoinableQueue<string>) {
  for (let i = 0; i < 10; i++) {
    await sleep(Math.random() * 1000);
    const food = `Spam${i}`;
    console.log(`Jane生产了${food}`);
    await counter.put(food); // waits while five are on the counter
  }
  await counter.join();
}

if (isMainProcess) {
  const counter = new JoinableQueue<string>(5, { name: "counter" });
  const annie = new Process({ target: consumer, args: [counter, "Annie"], daemon: true });
  const jane = new Process({ target: producer, args: [counter] });
  annie.start();
  jane.start();
  await jane.join();
}
