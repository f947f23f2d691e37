/** Conditions and barriers in real programs. */
import { shows, silent } from "./programs.ts";

const main = (...lines: string[]) => `\nif (isMainProcess) {\n${lines.join("\n")}\n}`;
/** What is said before the lock is asked for arrives before it: who then gets the lock knows that they wait. */
const WAIT = `
  const wait = async (c: Condition, ready: Queue<number>) => { void ready.put(1); await c.use(() => c.wait()); };
  const waiting = async (c: Condition, ready: Queue<number>, count = 1) => { for (let i = 0; i < count; i++) await ready.get(); await c.use(() => {}); };
  const aware = async (c: Condition, ready: Queue<number>) => { void ready.put(1); await c.use(async () => { await ready.empty(); await c.wait(); }); };
  const chain = async (c: Condition, ready: Queue<number>) => { void ready.put(1); await c.use(async () => { await ready.empty(); await c.wait(); await c.notify(); }); };
  const look = async (c: Condition, ready: Queue<number>, open: Value<boolean>) => { void ready.put(1); await c.use(() => c.waitFor(() => open.get())); };`;
const MAKE = "const [c, ready] = [new Condition(undefined, { name: 'c' }), new Queue<number>()];";
const MEET = `
  const meet = async (b: Barrier, ready: Queue<number>, limit?: number) => { void ready.put(1); await b.wait(limit ? { timeout: limit } : {}).catch(() => {}); };`;

shows("hazards of conditions and barriers", {
  "a wait without a look": {
    source:
      WAIT +
      main(
        MAKE,
        "const p = new Process({ target: wait, args: [c, ready], name: 'Waiter' });",
        "p.start(); await waiting(c, ready); await c.use(() => c.notify()); await p.join();",
      ),
    hints: ["fragile-wait possible info"],
    processes: ["MainProcess", "Waiter"],
    message: /^Waiter waited for c without looking first/,
  },
  "a notify that nobody heard, and a waiter that is ended for it": {
    source:
      WAIT +
      main(
        MAKE,
        "await c.use(() => c.notifyAll());",
        "const p = new Process({ target: wait, args: [c, ready], name: 'Waiter' });",
        "p.start(); await waiting(c, ready); await p.join({ timeout: 300 }); p.terminate(); await p.join();",
      ),
    hints: ["lost-notify certain warning"],
    processes: ["MainProcess", "Waiter"],
  },
  "one notify for two who wait": {
    source:
      WAIT +
      main(
        MAKE,
        "const all = [1, 2].map(() => new Process({ target: aware, args: [c, ready] }));",
        "for (const p of all) p.start();",
        "await waiting(c, ready, 2); await c.use(() => c.notify()); for (const p of all) await p.join();",
      ),
    hints: ["deadlock certain error"],
    because: ["too-few-notifies", "never-signalled"],
    message: /still waits to be notified by c: the last notify was for fewer than were waiting/,
    status: 86,
  },
  "a barrier that one leaves": {
    source:
      MEET +
      main(
        "const [b, ready] = [new Barrier(3, { name: 'meeting' }), new Queue<number>()];",
        "await run(new Process({ target: meet, args: [b, ready, 300] }), new Process({ target: meet, args: [b, ready] }));",
      ),
    hints: ["barrier-broken certain warning"],
    message: /^meeting is broken: Process-1 ran into its limit\. Not all of its 3 parties came in time/,
  },
  "a barrier that its owner breaks": {
    source:
      MEET +
      main(
        "const [b, ready] = [new Barrier(3, { name: 'meeting' }), new Queue<number>()];",
        "const p = new Process({ target: meet, args: [b, ready] });",
        "p.start(); while ((await b.nWaiting()) === 0) await sleep(1);",
        "await b.abort(); await p.join();",
      ),
    hints: ["barrier-broken certain info"],
    message: /^meeting is broken: aborted by MainProcess/,
  },
});

silent("no hazards of conditions and barriers", {
  "a wait for a predicate":
    WAIT +
    main(
      MAKE,
      "const open = new Value(false);",
      "const p = new Process({ target: look, args: [c, ready, open] });",
      "p.start(); await waiting(c, ready);",
      "await c.use(async () => { await open.set(true); await c.notify(); }); await p.join();",
    ),
  "each who is woken wakes the next":
    WAIT +
    main(
      MAKE,
      "const all = [1, 2].map(() => new Process({ target: chain, args: [c, ready] }));",
      "for (const p of all) p.start();",
      "await waiting(c, ready, 2); await c.use(() => c.notify()); for (const p of all) await p.join();",
    ),
  "a notifier that is started with the lock held": `
    const notify = (c: Condition) => c.use(() => c.notify());
    ${main("const c = new Condition();", "await c.use(async () => { new Process({ target: notify, args: [c] }).start(); await c.wait(); });")}`,
  "a barrier that all reach, and one that nobody waits at when it is broken":
    MEET +
    main(
      "const [b, other, ready] = [new Barrier(2, { timeout: 20_000 }), new Barrier(2), new Queue<number>()];",
      "await run(...[1, 2].map(() => new Process({ target: meet, args: [b, ready] })));",
      "await other.abort(); await other.reset();",
    ),
});
