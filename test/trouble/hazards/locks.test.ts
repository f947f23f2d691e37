/** Locks and semaphores in real programs. */
import { shows, showsInTime, silent } from "./programs.ts";

const BOTH = `
  async function both(a: Lock, b: Lock, mine: Event, other: Event, limit: number, rest: number) {
    await a.acquire();
    await mine.set();
    await other.wait();
    if (rest > 0) await sleep(rest);
    else if (await b.acquire(limit > 0 ? { timeout: limit } : {})) await b.release();
    await a.release();
  }`;
const main = (...lines: string[]) => `\nif (isMainProcess) {\n${lines.join("\n")}\n}`;
const PAIR =
  "const [a, b, e, f] = [new Lock({ name: 'a' }), new Lock({ name: 'b' }), new Event(), new Event()];";

/** Two who hold the lock in turn until told to stop, and one who tries. */
const HOGS = `
  const hog = async (lock: Lock, stop: Event) => { while (!(await stop.isSet())) await lock.use(() => compute(20)); };
  async function victim(lock: Lock, stop: Event, tries: number, limit: number) {
    while (!(await lock.locked())) await sleep(1);
    for (let i = 0; i < tries; i++) {
      const got = await lock.acquire(limit > 0 ? { timeout: limit } : {});
      if (got) await lock.release();
    }
    await stop.set();
  }
  const crowd = async (tries: number, limit: number) => {
    const [lock, stop] = [new Lock({ name: "door" }), new Event()];
    await run(new Process({ target: hog, args: [lock, stop] }), new Process({ target: hog, args: [lock, stop] }), new Process({ target: victim, args: [lock, stop, tries, limit], name: "Victim" }));
  };`;

shows("hazards of locks", {
  "a circle that a limit ends": {
    source:
      BOTH +
      main(
        PAIR,
        "await run(new Process({ target: both, args: [a, b, e, f, 300, 0], name: 'Patient' }), new Process({ target: both, args: [b, a, f, e, 0, 0], name: 'Other' }));",
      ),
    hints: ["deadlock-broken-by-timeout certain warning"],
    processes: ["Other", "Patient"],
    message:
      /^Patient and Other waited for one another in a circle for \d+ ms\. Only the limit of Patient, 300 ms, ended it/,
  },
  "a release after an acquire that came to nothing": {
    source: `
      async function careless(lock: Lock) { try { await lock.acquire({ timeout: 50 }); } finally { await lock.release(); } }
      ${main(
        "const lock = new Lock({ name: 'door' });",
        "await lock.acquire();",
        "await run(new Process({ target: careless, args: [lock] }));",
      )}`,
    hints: ["release-not-owner certain error"],
    processes: ["MainProcess", "Process-1"],
    message: /^Process-1 released door though it had not got it: .* MainProcess, who held it/,
  },
  "an RLock released by another, a lock by nobody": {
    source: `
      const free = (lock: RLock) => lock.release().catch(() => {});
      ${main(
        "const lock = new RLock({ name: 'door' });",
        "await lock.acquire();",
        "await run(new Process({ target: free, args: [lock] }));",
        "await new Lock({ name: 'other' }).release().catch(() => {});",
      )}`,
    hints: ["release-not-owner certain error", "release-not-owner certain error"],
    message: /^Process-1 released door, which MainProcess holds/,
  },
  "semaphores released too often": {
    source: main(
      "const [free, bounded] = [new Semaphore(1, { name: 'free' }), new BoundedSemaphore(1)];",
      "await free.acquire(); await free.release(); await free.release();",
      "await bounded.release().catch(() => {});",
    ),
    hints: ["semaphore-over-release possible warning", "semaphore-over-release certain error"],
    message: /^MainProcess released free more often than it acquired it/,
  },
  "a lock held while sleeping": {
    source: `
      const slow = (lock: Lock, here: Event) => lock.use(async () => { await here.set(); await sleep(600); });
      ${main(
        "const [lock, here] = [new Lock({ name: 'door' }), new Event()];",
        "const p = new Process({ target: slow, args: [lock, here], name: 'Slow' });",
        "p.start(); await here.wait(); await lock.use(() => {}); await p.join();",
      )}`,
    hints: ["long-hold certain info"],
    processes: ["MainProcess", "Slow"],
    message: /^Slow held door while it slept, 0\.6 s at the longest/,
  },
  "a crowd before one lock": {
    source: `
      async function work(lock: Lock) { for (let i = 0; i < 40; i++) await lock.use(() => compute(6)); }
      ${main(
        "const lock = new Lock({ name: 'door' });",
        "await run(...[1, 2, 3, 4].map(() => new Process({ target: work, args: [lock] })));",
      )}`,
    hints: ["convoy certain info"],
    message: /^\d processes queue up for door: held \d\.\d s in \d+ turns/,
  },
  "killed, and its lock in use by others": {
    source: `
      const use = async (lock: Lock, done: Event) => { await lock.use(() => {}); await done.set(); await sleep(60_000); };
      ${main(
        "const [lock, done] = [new Lock({ name: 'door' }), new Event()];",
        "const p = new Process({ target: use, args: [lock, done], name: 'Killed' });",
        "p.start(); await done.wait(); p.terminate(); await p.join();",
        "await lock.use(() => {});",
      )}`,
    hints: ["killed-holding possible info"],
    message: /^MainProcess ended Killed by a signal; MainProcess goes on using door/,
  },
});

showsInTime("one who always gives up too soon", {
  source: HOGS + main("await crowd(1e9, 5);"),
  hint: "starvation possible warning",
  message: /^Victim tried \d+ times in \d+ ms to get door and gave up every time/,
});

silent("no hazards of locks", {
  "a limit runs out before one who merely takes his time":
    BOTH +
    main(
      PAIR,
      "await run(new Process({ target: both, args: [a, b, e, f, 100, 0] }), new Process({ target: both, args: [b, a, f, e, 0, 400] }));",
    ),
  "a lock released by another, as a signal": `
    const free = async (lock: Lock) => { await lock.release(); };
    ${main(
      "const lock = new Lock();",
      "for (let i = 0; i < 3; i++) { await lock.acquire(); await run(new Process({ target: free, args: [lock] })); }",
    )}`,
  "an acquire that comes to nothing, and no release": `
    async function careful(lock: Lock, done: Queue<boolean>) { const got = await lock.acquire({ timeout: 50 }); await done.put(got); if (got) await lock.release(); }
    ${main(
      "const [lock, done] = [new Lock(), new Queue<boolean>()];",
      "await lock.acquire();",
      "const p = new Process({ target: careful, args: [lock, done] }); p.start();",
      "await done.get(); await lock.release(); await p.join();",
    )}`,
  "a semaphore that counts, and one that passes permits on": `
    const give = async (count: Semaphore, gate: Semaphore) => { for (let i = 0; i < 3; i++) await count.release(); await gate.release(); };
    ${main(
      "const [count, gate] = [new Semaphore(0), new Semaphore(1)];",
      "await gate.acquire();",
      "new Process({ target: give, args: [count, gate] }).start();",
      "for (let i = 0; i < 3; i++) await count.acquire();",
      "await gate.acquire();",
    )}`,
  "a sleep before the lock is taken": `
    const slow = async (lock: Lock) => { await sleep(600); await lock.use(() => {}); };
    ${main(
      "const lock = new Lock();",
      "await run(new Process({ target: slow, args: [lock] }), new Process({ target: slow, args: [lock] }));",
    )}`,
  "many, each with a lock of his own": `
    async function work(lock: Lock) { for (let i = 0; i < 20; i++) await lock.use(() => compute(6)); }
    ${main("await run(...[1, 2, 3].map(() => new Process({ target: work, args: [new Lock()] })));")}`,
  "one who waits in line until it is his turn": HOGS + main("await crowd(3, 0);"),
  "one who ends by itself, its lock in use by others": `
    const use = async (lock: Lock) => { await lock.use(() => {}); };
    ${main(
      "const lock = new Lock();",
      "await run(new Process({ target: use, args: [lock] }));",
      "await lock.use(() => {});",
    )}`,
});
