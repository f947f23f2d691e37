// Does what the plan in its first argument says; see ../plan.ts. Copied into a folder of its own for each run.
import { readFileSync } from "node:fs";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  type Connection,
  Event,
  InterleaveError,
  isMainProcess,
  JoinableQueue,
  Lock,
  Pool,
  Process,
  ProcessPoolExecutor,
  pipe,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  sleep,
  subprocess,
  Value,
} from "@interleave/runtime";
import type { Plan, ProcessPlan, Step } from "./plan.ts";

interface Things {
  locks: Lock[];
  relock: RLock;
  semaphores: Semaphore[];
  condition: Condition;
  event: Event;
  barrier: Barrier;
  queues: [Queue<number>, Queue<number>, JoinableQueue<number>, SimpleQueue<number>];
  ends: [Connection<number, number>, Connection<number, number>];
  value: Value<number>;
  array: SharedArray<number>;
}

const wait = (limit: number | undefined) => (limit === undefined ? {} : { timeout: limit });

function compute(ms: number): number {
  const end = performance.now() + ms;
  let rounds = 0;
  while (performance.now() < end) rounds++;
  return rounds;
}

async function task(ms: number): Promise<number> {
  await sleep(ms / 2);
  return compute(ms / 2);
}

async function one(step: Step, things: Things): Promise<void> {
  const all = async () => {
    for (const next of "steps" in step ? step.steps : []) await one(next, things);
  };
  switch (step.do) {
    case "hold":
      return things.locks[step.lock]!.use(all, wait(step.limit));
    case "relock":
      return things.relock.use(() => things.relock.use(all, wait(step.limit)), wait(step.limit));
    case "permit":
      return things.semaphores[step.semaphore]!.use(all, wait(step.limit));
    case "await-notice":
      return void (await things.condition.use(() => things.condition.wait(wait(step.limit))));
    case "notify":
      return things.condition.use(() => things.condition.notify());
    case "await-event":
      return void (await things.event.wait(wait(step.limit)));
    case "set":
      return things.event.set();
    case "clear":
      return things.event.clear();
    case "meet":
      return void (await things.barrier.wait(wait(step.limit)));
    case "put":
      return step.queue === 3
        ? things.queues[3].put(1)
        : (things.queues[step.queue] as Queue<number>).put(1, wait(step.limit));
    case "get":
      return void (step.queue === 3 && step.limit === undefined
        ? await things.queues[3].get()
        : await (things.queues[step.queue % 3] as Queue<number>).get(wait(step.limit)));
    case "done":
      return things.queues[2].taskDone();
    case "drain":
      return things.queues[2].join(wait(step.limit));
    case "send":
      return things.ends[step.end]!.send(1);
    case "recv":
      return void (await things.ends[step.end]!.recv(wait(step.limit)));
    case "add":
      return void (await things.value.update((n) => n + 1));
    case "write":
      return things.array.set(1, 7);
    case "read":
      return void (await things.array.snapshot());
    case "sleep":
      return sleep(step.ms);
    case "compute":
      return void compute(step.ms);
    case "command":
      return void (await subprocess.call([process.execPath, "-e", `setTimeout(() => {}, ${step.ms})`]));
    case "map": {
      await using pool = new Pool({ processes: 2 });
      await pool.map(task, new Array<number>(step.tasks).fill(step.ms));
      return;
    }
    case "submit": {
      await using executor = new ProcessPoolExecutor({ maxWorkers: 2 });
      const futures = Array.from({ length: step.tasks }, () => executor.submit(task, step.ms));
      for (const future of futures) await future.result();
      return;
    }
    case "start": {
      const { name, daemon } = step.process;
      const child = new Process({ target: follow, args: [step.process, things], name, daemon });
      child.start();
      if (step.join) await child.join();
    }
  }
}

async function follow(plan: ProcessPlan, things: Things): Promise<void> {
  for (const step of plan.steps) {
    try {
      await one(step, things);
    } catch (error) {
      // Limits run out, barriers break, workers are killed: that is what is to be seen here.
      if (!(error instanceof InterleaveError)) throw error;
      console.log(`${plan.name}: ${step.do}: ${error.name}`);
    }
  }
  console.log(`${plan.name} ends`);
  if (plan.end === "exit") process.exit(3);
  if (plan.end === "throw") throw new Error("as planned");
}

if (isMainProcess) {
  const { main } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Plan;
  const lock = new Lock({ name: "condition's lock" });
  const [left, right] = pipe<number>();
  await follow(main, {
    locks: [new Lock({ name: "A" }), new Lock({ name: "B" }), new Lock({ name: "C" })],
    relock: new RLock({ name: "R" }),
    semaphores: [new Semaphore(1), new BoundedSemaphore(2)],
    condition: new Condition(lock),
    event: new Event(),
    barrier: new Barrier(2),
    queues: [new Queue(), new Queue(2), new JoinableQueue(), new SimpleQueue()],
    ends: [left as Connection<number, number>, right as Connection<number, number>],
    value: new Value(0),
    array: new SharedArray(4),
  });
}
