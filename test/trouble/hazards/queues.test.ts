/** Queues, pools, daemons in real programs. */
import { shows, silent } from "./programs.ts";

const main = (...lines: string[]) => `\nif (isMainProcess) {\n${lines.join("\n")}\n}`;
const FILL = `
  const fill = async (out: Queue<number>, count: number) => { for (let i = 0; i < count; i++) await out.put(i); };`;
const EAT = `
  const eat = async (jobs: Queue<number | null>, done: Queue<number>) => { for (;;) { const job = await jobs.get(); if (job === null) return; await done.put(job); } };`;
const OUTER = `
  const leaf = (n: number) => { compute(100); return n; };
  const outer = async (pool: Pool, done: Event, go: Event): Promise<number> => { const n = await pool.apply(leaf, [1]); await done.set(); await go.wait(); return n; };
  const nest = async (processes: number) => {
    const pool = new Pool({ processes, name: "workers" });
    const go = new Event();
    const results = [];
    for (let i = 0; i < 2; i++) {
      const done = new Event();
      results.push(pool.applyAsync(outer, [pool, done, go]));
      if (i === 0) await done.wait();
    }
    await go.set();
    for (const result of results) await result;
    pool.close();
    await pool.join();
  };`;
const DAEMON = `
  const hold = async (lock: Lock, jobs: JoinableQueue<number>, ready: Event, what: string) => {
    if (what === "lock") await lock.acquire();
    for (;;) {
      const job = await jobs.get();
      if (job === 1) await jobs.taskDone();
      else { await ready.set(); await sleep(60_000); }
    }
  };
  const start = (what: string) => {
    const [lock, jobs, ready] = [new Lock({ name: "door" }), new JoinableQueue<number>(0, { name: "jobs" }), new Event()];
    new Process({ target: hold, args: [lock, jobs, ready, what], name: "Daemon", daemon: true }).start();
    return { jobs, ready };
  };`;
const GROW = `
  const produce = async (jobs: Queue<number>, stop: Event, rest: number) => { for (let i = 0; i < 120; i++) { for (let n = 0; n < 10; n++) await jobs.put(n); await sleep(10); } await stop.set(); };
  const burst = async (jobs: Queue<number>, stop: Event, rest: number) => { for (let i = 0; i < 4; i++) { for (let n = 0; n < 150; n++) void jobs.put(n); while (!(await jobs.empty())) await sleep(20); } await stop.set(); };
  const consume = async (jobs: Queue<number>, stop: Event, rest: number) => { while (!(await stop.isSet())) { await jobs.get({ timeout: 1000 }).catch(() => {}); if (rest > 0) await sleep(rest); } };
  const feed = async (producer: typeof produce, rest: number) => { const [jobs, stop] = [new Queue<number>(0, { name: "jobs" }), new Event()]; await run(...[producer, consume].map((target) => new Process({ target, args: [jobs, stop, rest], name: target.name }))); };`;

shows("hazards of queues, pools and daemons", {
  "joined first, emptied afterwards": {
    source:
      FILL +
      main(
        "const out = new Queue<number>(4, { name: 'out' });",
        "await run(new Process({ target: fill, args: [out, 3] }));",
        "for (let i = 0; i < 3; i++) await out.get();",
      ),
    hints: ["join-before-drain possible warning"],
    message:
      /^MainProcess joined Process-1 first and only then took its items out of out\..* 3 were in it, 4 is the most/,
  },
  "fewer stop values than consumers": {
    source:
      EAT +
      main(
        "const [jobs, done] = [new Queue<number | null>(0, { name: 'jobs' }), new Queue<number>()];",
        "const all = [1, 2].map(() => new Process({ target: eat, args: [jobs, done] }));",
        "for (const p of all) p.start();",
        "for (const job of [1, 2, 3, null]) await jobs.put(job);",
        "for (let i = 0; i < 3; i++) await done.get();",
        "for (const p of all) await p.join();",
      ),
    hints: ["deadlock certain error"],
    because: ["poison-pill-mismatch", "queue-never-fed"],
    message: /waits for an item of jobs, while other consumers have ended at a stop value/,
    status: 86,
  },
  "items reported done too often": {
    source: main(
      "const jobs = new JoinableQueue<number>(0, { name: 'jobs' });",
      "await jobs.put(1); await jobs.get(); await jobs.taskDone(); await jobs.taskDone().catch(() => {});",
    ),
    hints: ["task-done-mismatch certain error"],
    message: /^MainProcess called taskDone\(\) of jobs more often than items were put/,
  },
  "a consumer that leaves without reporting": {
    source: `
      const take = async (jobs: JoinableQueue<number>) => { await jobs.get(); };
      ${main(
        "const jobs = new JoinableQueue<number>(0, { name: 'jobs' });",
        "await jobs.put(1);",
        "await run(new Process({ target: take, args: [jobs], name: 'Forgetful' }));",
        "await jobs.join({ timeout: 200 }).catch(() => {});",
      )}`,
    hints: ["task-done-mismatch certain error"],
    processes: ["Forgetful", "MainProcess"],
  },
  "a daemon cut off with a lock": {
    source: DAEMON + main("const { jobs, ready } = start('lock');", "await jobs.put(2); await ready.wait();"),
    hints: ["daemon-cut certain warning"],
    message: /^Daemon is a daemon and was cut off by the end of MainProcess while it held door/,
  },
  "a daemon cut off with an item": {
    source:
      DAEMON +
      main(
        "const { jobs, ready } = start('');",
        "await jobs.put(1); await jobs.put(2); await ready.wait();",
      ) +
      "\nvoid 0;",
    hints: ["daemon-cut certain warning"],
    message: /cut off by the end of MainProcess with an item of jobs/,
  },
  "tasks that wait for tasks of their pool, and get through": {
    source: OUTER + main("await nest(2);"),
    hints: ["pool-starvation possible warning"],
    message:
      /^outer runs in workers and waits there for another task of workers\. There are 2 workers and were up to 2/,
  },
  "a queue that is filled faster than it is emptied": {
    source: GROW + main("await feed(produce, 40);"),
    hints: ["queue-growth possible warning"],
    processes: ["consume", "produce"],
  },
});

silent("no hazards of queues, pools and daemons", {
  "emptied first, joined afterwards":
    FILL +
    main(
      "const out = new Queue<number>(4);",
      "const p = new Process({ target: fill, args: [out, 3] });",
      "p.start(); for (let i = 0; i < 3; i++) await out.get(); await p.join();",
    ),
  "a stop value for every consumer":
    EAT +
    main(
      "const [jobs, done] = [new Queue<number | null>(), new Queue<number>()];",
      "const all = [1, 2].map(() => new Process({ target: eat, args: [jobs, done] }));",
      "for (const p of all) p.start();",
      "for (const job of [1, 2, 3, null, null]) await jobs.put(job);",
      "for (const p of all) await p.join();",
    ),
  "a limit runs out while the item is worked on": `
    const take = async (jobs: JoinableQueue<number>, got: Event) => { await jobs.get(); await got.set(); await sleep(500); await jobs.taskDone(); };
    ${main(
      "const [jobs, got] = [new JoinableQueue<number>(), new Event()];",
      "await jobs.put(1);",
      "const p = new Process({ target: take, args: [jobs, got] }); p.start(); await got.wait();",
      "await jobs.join({ timeout: 100 }).catch(() => {}); await jobs.join(); await p.join();",
    )}`,
  "an idle daemon": DAEMON + main("const { jobs } = start('');", "await jobs.put(1); await jobs.join();"),
  "tasks that wait for tasks of their pool, with a worker to spare": OUTER + main("await nest(3);"),
  "a queue that is filled in bursts, and emptied in between": GROW + main("await feed(burst, 0);"),
});
