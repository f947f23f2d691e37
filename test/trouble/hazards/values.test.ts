/** Values and looks in real programs. */
import { shows, showsInTime, silent } from "./programs.ts";

const main = (...lines: string[]) => `\nif (isMainProcess) {\n${lines.join("\n")}\n}`;
const RACE = `
  async function add(v: Value<number>, ready: Queue<number>, go: Event) {
    const n = await v.get();
    await ready.put(1);
    await go.wait();
    await v.set(n + 1);
  }
  const race = async (make: () => [Value<number>, Value<number>]) => {
    const [[a, b], ready, go] = [make(), new Queue<number>(), new Event()];
    const all = [a, b].map((v) => new Process({ target: add, args: [v, ready, go] }));
    for (const p of all) p.start();
    for (const _ of all) await ready.get();
    await go.set();
    for (const p of all) await p.join();
  };`;
const DICT = `
  async function sell(dict: DictProxy<string, number>, key: string, ready: Queue<number>, go: Event) {
    const n = await dict.get(key, 0);
    await ready.put(1);
    await go.wait();
    await dict.set(key, n + 1);
  }
  const raceIn = async (both: (dict: DictProxy<string, number>) => DictProxy<string, number>[], keys: string[]) => {
    await using manager = await Manager.start();
    const dict = manager.dict<string, number>();
    const [ready, go] = [new Queue<number>(), new Event()];
    const all = both(dict).map((one, i) => new Process({ target: sell, args: [one, keys[i], ready, go] }));
    for (const p of all) p.start();
    for (const _ of all) await ready.get();
    await go.set();
    for (const p of all) await p.join();
  };`;
const COUNT = `
  async function count(v: Value<number>, rest: number, lock: Lock | null) {
    await sleep(rest);
    const step = async () => {
      const n = await v.get();
      await v.set(n + 1);
    };
    if (lock) await lock.use(step);
    else await step();
  }
  const made = () => [new Value(0, { name: "count" }), new Lock()] as const;
  const counter = (v: Value<number>, rest: number, lock: Lock | null = null) => new Process({ target: count, args: [v, rest, lock] });`;
const TAKE = `
  async function take(jobs: Queue<number>, ready: Queue<number>) {
    for (let i = 0; i < 3; i++) if (!(await jobs.empty())) await jobs.get();
    await ready.put(1);
  }
  const stocked = async (size: number) => { const jobs = new Queue<number>(0, { name: "jobs" }); for (let i = 0; i < size; i++) await jobs.put(i); return jobs; };`;
const POLL = `
  async function poll(flag: Event, work: number, nap: number) { while (!(await flag.isSet())) { if (work > 0) compute(work); if (nap > 0) await sleep(nap); } }
  async function watched(work: number, nap: number, rest: number) {
    const flag = new Event({ name: "flag" });
    const p = new Process({ target: poll, args: [flag, work, nap], name: "Poller" });
    p.start();
    await sleep(rest);
    await flag.set();
    await p.join();
  }`;

shows("hazards of values and looks", {
  "two updates that overlap": {
    source: RACE + main("await race(() => { const v = new Value(0, { name: 'count' }); return [v, v]; });"),
    hints: ["lost-update certain error"],
    processes: ["Process-1", "Process-2"],
    message: /^Process-\d has written over what Process-\d wrote into count/,
  },
  "two updates that nothing keeps apart": {
    source: COUNT + main("const [v] = made();", "await run(counter(v, 0), counter(v, 700));"),
    hints: ["unprotected-update possible warning"],
    message: /both read count, change it and write it back, and nothing keeps these steps apart/,
  },
  "two updates of a manager's dict that overlap": {
    source: DICT + main("await raceIn((dict) => [dict, dict], ['a', 'a']);"),
    hints: ["lost-update certain error"],
    processes: ["Process-2", "Process-3"],
    message: /^Process-\d has written over what Process-\d wrote into Dict-1/,
  },
  "a look before a get, by two": {
    source:
      TAKE +
      main(
        "const [jobs, ready] = [await stocked(10), new Queue<number>()];",
        "await run(...[1, 2].map(() => new Process({ target: take, args: [jobs, ready] })));",
      ),
    hints: ["check-then-act possible warning"],
    message: /^Process-\d asks empty\(\) of jobs and then relies on the answer in get\(\)/,
  },
});

showsInTime("a flag that is asked for all the time", {
  source: POLL + main("await watched(0, 1, 1e9);"),
  hint: "busy-wait certain info",
  message: /^Poller asked \d+ times in \d+ ms whether flag is set/,
});

silent("no hazards of values and looks", {
  "an update after the other's end was seen": `
    async function add(v: Value<number>) { await v.set((await v.get()) + 1); }
    ${main("const v = new Value(0);", "const p = new Process({ target: add, args: [v] });", "p.start();", "while (p.isAlive()) await sleep(10);", "await add(v);")}`,
  "two who make what is not there yet": `
    async function make(dict: DictProxy<string, number>, ready: Queue<number>, go: Event) {
      const found = await dict.get("a");
      await ready.put(1);
      await go.wait();
      if (found === undefined) await dict.set("a", 7);
    }
    ${main(
      "await using manager = await Manager.start();",
      "const [dict, ready, go] = [manager.dict<string, number>(), new Queue<number>(), new Event()];",
      "const all = [1, 2].map(() => new Process({ target: make, args: [dict, ready, go] }));",
      "for (const p of all) p.start(); for (const _ of all) await ready.get();",
      "await go.set(); for (const p of all) await p.join();",
    )}`,
  "each updates a value of its own": RACE + main("await race(() => [new Value(0), new Value(0)]);"),
  "each updates a key of its own": DICT + main("await raceIn((dict) => [dict, dict], ['a', 'b']);"),
  "update() as one step": `
    const add = async (v: Value<number>) => { for (let i = 0; i < 10; i++) await v.update((n) => n + 1); };
    ${main("const v = new Value(0);", "await run(new Process({ target: add, args: [v] }), new Process({ target: add, args: [v] }));")}`,
  "both steps under one lock":
    COUNT + main("const [v, lock] = made();", "await run(counter(v, 0, lock), counter(v, 0, lock));"),
  "one after the other":
    COUNT + main("const [v] = made();", "await run(counter(v, 0)); await run(counter(v, 0));"),
  "two who raise the same flag": `
    async function raise(v: Value<boolean>, ready: Queue<number>, go: Event) {
      const before = await v.get();
      await ready.put(1);
      await go.wait();
      if (!before) await v.set(true);
    }
    ${main(
      "const [v, ready, go] = [new Value(false), new Queue<number>(), new Event()];",
      "const all = [1, 2].map(() => new Process({ target: raise, args: [v, ready, go] }));",
      "for (const p of all) p.start(); for (const _ of all) await ready.get();",
      "await go.set(); for (const p of all) await p.join();",
    )}`,
  "one who empties a queue alone":
    TAKE +
    main(
      "const [jobs, ready] = [await stocked(10), new Queue<number>()];",
      "await run(new Process({ target: take, args: [jobs, ready] }));",
    ),
  "one who looks at a flag between two pieces of work": POLL + main("await watched(8, 0, 2000);"),
});
