// Two wait for a condition; a third wakes both. They go on one after the other: each needs the lock for that.
import { Condition, currentProcess, isMainProcess, Process, sleep } from "@interleave/runtime";

async function task1(condition: Condition) {
  const { name } = currentProcess();
  console.log(`开始 ${name}`);
  await condition.use(async () => {
    console.log(`${name}运行结束,开始运行task_2`);
    await condition.notifyAll();
  });
}

async function task2(condition: Condition) {
  const { name } = currentProcess();
  console.log(`开始 ${name}`);
  await condition.use(async () => {
    await condition.wait();
    console.log(`task_2 ${name} 运行结束`);
  });
}

if (isMainProcess) {
  const condition = new Condition(undefined, { name: "task_1 done" });

  const s1 = new Process({ name: "s1", target: task1, args: [condition] });
  const waiters = [1, 2].map((i) => new Process({ name: `task_2[${i}]`, target: task2, args: [condition] }));

  for (const waiter of waiters) {
    waiter.start();
    await sleep(1000);
  }
  s1.start();

  await s1.join();
  for (const waiter of waiters) await waiter.join();
}
