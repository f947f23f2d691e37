// Tasks go out through one queue, answers come back through another, and the first can be waited for.
import { cpuCount, isMainProcess, JoinableQueue, Process, Queue, sleep } from "@interleave/runtime";

class Task {
  readonly a: number;
  readonly b: number;

  constructor(a: number, b: number) {
    this.a = a;
    this.b = b;
  }

  async compute() {
    await sleep(100);
    return `${this} = ${this.a * this.b}`;
  }

  toString() {
    return `${this.a} * ${this.b}`;
  }
}

class Consumer extends Process {
  readonly tasks: JoinableQueue<Task | null>;
  readonly results: Queue<string>;

  constructor(tasks: JoinableQueue<Task | null>, results: Queue<string>) {
    super();
    this.tasks = tasks;
    this.results = results;
  }

  override async run() {
    for (;;) {
      const task = await this.tasks.get();
      if (task === null) {
        console.log(`${this.name} 退出`);
        await this.tasks.taskDone();
        return;
      }
      console.log(`${this.name}:${task}`);
      const answer = await task.compute();
      await this.tasks.taskDone();
      await this.results.put(answer);
    }
  }
}

if (isMainProcess) {
  const tasks = new JoinableQueue<Task | null>(0, { name: "tasks" });
  const results = new Queue<string>(0, { name: "results" });

  const count = cpuCount() * 2;
  console.log(`创建${count}位消费者`);
  const consumers = Array.from({ length: count }, () => new Consumer(tasks, results));
  for (const consumer of consumers) consumer.start();

  for (let i = 0; i < 10; i++) await tasks.put(new Task(i, i));
  // One farewell for each consumer. It counts as a task: whoever takes it says taskDone() too.
  for (const _ of consumers) await tasks.put(null);

  await tasks.join();

  for (let i = 0; i < 10; i++) console.log("运算结果:", await results.get());
}
