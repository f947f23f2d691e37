import assert from "node:assert/strict";
import { test } from "node:test";
import { Level } from "../../src/analysis/statistics/level.ts";
import { Series } from "../../src/analysis/statistics/series.ts";
import { Statistics, type StatisticsReport } from "../../src/analysis/statistics/statistics.ts";
import { EVERYTHING, type Range } from "../../src/analysis/statistics/tally.ts";
import { numbers } from "../support/numbers.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import { crowded, philosophers, producerConsumer } from "../webview/scenes.ts";
import { walked } from "./walked.ts";

function statistics(script: string, range: Range = EVERYTHING): StatisticsReport {
  const statistics = new Statistics(range);
  const walk = walked(traceOf(script), statistics.visitors);
  return statistics.report(walk);
}

const named = <T extends { name: string }>(list: readonly T[], name: string): T =>
  list.find((each) => each.name === name)!;
const tally = (...lengths: number[]) => {
  const total = lengths.reduce((sum, each) => sum + each, 0);
  const longest = Math.max(...lengths);
  // Of fewer than twenty, the longest is what 95 of 100 do not exceed.
  return { count: lengths.length, total, mean: total / lengths.length, longest, p95: longest };
};

const none = { count: 0, total: 0, mean: 0, longest: 0, p95: 0 };

test("a process's time by state, its waits, tasks and end", () => {
  const { processes } = statistics(MIXED);
  const { states, ...first } = named(processes, "W-2");
  assert.deepEqual(first, {
    id: 3,
    name: "W-2",
    pid: 4714,
    kind: "worker",
    daemon: false,
    target: "",
    parent: 1,
    site: "",
    started: 3,
    ended: 55,
    exitCode: null,
    signal: "SIGKILL",
    waits: tally(7.5, 4),
    longestWait: { verb: "acquire", for: "log", site: "main.ts:20:5", at: 12.5, length: 7.5 },
    tasks: 2,
    failedTasks: 0,
    printed: 0,
    printedDropped: 0,
  });
  // Idle from its start to its first task and between the two; 40 µs for each request that is answered at once.
  assert.deepEqual(states, {
    none: 6, // 4 + 2
    starting: 3,
    running: 30.92, // 2 + 7.96 + 1 + 3 + 3.96 + 13
    lock: 7.5,
    queue: 4,
    arbiter: 0.58,
  });
  assert.equal(named(processes, "W-1").failedTasks, 1);
  assert.equal(named(processes, "main").waits.count, 3);
});

test("what processes printed is counted, and what of it is missing, also of a part", () => {
  const script = `
    0 - spawn main
    0 main run program
    1 main print one
    2 main warn two
    3 main unprinted 40
    4 main print three`;
  const counts = (range?: { from: number; to: number }) => {
    const { printed, printedDropped } = statistics(script, range).processes[0]!;
    return [printed, printedDropped];
  };
  assert.deepEqual(counts(), [43, 40]);
  assert.deepEqual(counts({ from: 1500, to: 2500 }), [1, 0]);
});

test("a lock's takes, waits and holds, also by line", () => {
  const { locks } = statistics(MIXED);
  const log = named(locks, "log");
  assert.deepEqual(log, {
    id: 1,
    type: "Lock",
    name: "log",
    site: "main.ts:3:7",
    size: 1,
    acquired: 2,
    contended: 1,
    givenUp: 0,
    wait: tally(7.5),
    hold: tally(9, 6),
    inUse: 0.2586, // 15 of 58 ms
    heldBy: [
      { process: 2, name: "W-1", total: 9 },
      { process: 3, name: "W-2", total: 6 },
    ],
    lines: [
      { site: "main.ts:20:5", acquired: 2, contended: 1, givenUp: 0, wait: tally(7.5), hold: tally(9, 6) },
    ],
    processes: [
      {
        process: 3,
        name: "W-2",
        site: "main.ts:20:5",
        acquired: 1,
        contended: 1,
        givenUp: 0,
        wait: tally(7.5),
        hold: tally(6),
        behind: [{ process: 2, name: "W-1", total: 7.5 }],
      },
      {
        process: 2,
        name: "W-1",
        site: "main.ts:20:5",
        acquired: 1,
        contended: 0,
        givenUp: 0,
        wait: none,
        hold: tally(9),
        behind: [],
      },
    ],
  });
  const again = named(locks, "again");
  assert.deepEqual([again.acquired, again.hold], [1, tally(3)], "taken again, it is one hold still");
  const seats = named(locks, "seats");
  assert.deepEqual([seats.acquired, seats.givenUp, seats.contended], [2, 1, 1]);
  assert.deepEqual([seats.wait, seats.hold, seats.size, seats.inUse], [tally(2), tally(3, 4), 2, 0.0603]);
});

test("by process a lock's figures are those of all, and a wait is behind whoever held meanwhile", () => {
  const script = `
    0  - spawn main
    0  main run program
    1  main make lock log @main.ts:3:7
    1  main make semaphore seats 2 @main.ts:4:7
    2  main spawn A
    2  main spawn B
    2  main spawn C
    3  A run work
    3  B run work
    3  C run work
    10 A acquire log @main.ts:9:1
    10 A acquire seats
    11 B acquire seats
    12 B ask acquire log @main.ts:9:1
    14 C ask acquire log 0 @main.ts:11:1
    15 C ask acquire seats
    20 A release log
    20 B got acquire log
    21 A release seats
    21 C got acquire seats
    30 C ask acquire seats
    32 C timeout acquire log
    50 B release log
    60 - end 0`;
  const { locks } = statistics(script);
  const behind = (name: string, who: string, from = locks) =>
    Object.fromEntries(
      named(named(from, name).processes, who).behind.map(({ name, total }) => [name, total]),
    );
  assert.deepEqual(behind("log", "B"), { A: 8 });
  // It gave up while B still held it.
  assert.deepEqual(behind("log", "C"), { B: 12, A: 6 });
  assert.equal(named(named(locks, "log").processes, "C").givenUp, 1);
  // Of a semaphore several hold; what still lasts at the end counts as well, the waiter's own permit too.
  assert.deepEqual(behind("seats", "C"), { B: 36, C: 30, A: 6 });
  assert.deepEqual(behind("log", "C", statistics(script, { from: 18_000, to: 25_000 }).locks), {
    B: 5,
    A: 2,
  });
  for (const lock of [...locks, ...statistics(producerConsumer()).locks]) {
    const sum = (value: (of: (typeof lock)["processes"][number]) => number) =>
      lock.processes.reduce((total, each) => total + value(each), 0);
    assert.equal(
      sum(({ acquired }) => acquired),
      lock.acquired,
    );
    assert.ok(Math.abs(sum(({ wait }) => wait.total) - lock.wait.total) < 0.01, lock.name);
    assert.ok(Math.abs(sum(({ hold }) => hold.total) - lock.hold.total) < 0.01, lock.name);
    // While one waits for a lock, somebody has it.
    if (lock.type === "Lock")
      for (const { wait, behind } of lock.processes)
        assert.ok(Math.abs(behind.reduce((all, { total }) => all + total, 0) - wait.total) < 0.2, lock.name);
  }
});

test("a queue's items, depth and waits", () => {
  const { queues } = statistics(MIXED);
  const { depth, ...jobs } = named(queues, "jobs");
  assert.deepEqual(jobs, {
    id: 4,
    type: "Queue",
    name: "jobs",
    site: "main.ts:6:7",
    bound: 1,
    puts: 2,
    gets: 1,
    throughput: 17.2414, // one in 58 ms
    left: 1,
    stay: none,
    getWait: tally(3),
    putWait: tally(4),
  });
  assert.deepEqual(depth, { mean: 0.5172, most: 1 }); // from 28 ms to the end, at 58 ms
});

test("an item's stay is from its put to its get, whichever is recorded first", () => {
  const { queues } = statistics(
    `0 - spawn main
    1 main make queue q
    2 main put q 7
    5 main put q 8
    8 main get q 7
    9 main get q 9
    9.5 main put q 9
    10 main exit 0`,
  );
  assert.deepEqual(named(queues, "q").stay, tally(6, 0.5));
  assert.deepEqual([named(queues, "q").puts, named(queues, "q").gets, named(queues, "q").left], [3, 2, 1]);
});

test("signals and their waits", () => {
  const { signals } = statistics(MIXED);
  assert.deepEqual(named(signals, "ready").wait, tally(1));
  assert.equal(named(signals, "ready").signals, 1);
});

test("a pool's tasks, utilisation and parallelism", () => {
  const { pools } = statistics(MIXED);
  const crew = named(pools, "crew");
  assert.deepEqual([crew.workers, crew.submitted, crew.finished, crew.failed], [2, 4, 4, 1]);
  assert.deepEqual(crew.queued, tally(3, 2, 12, 1));
  assert.deepEqual(crew.task, tally(11, 26, 15, 17));
  assert.equal(crew.utilisation, 0.5948); // 69 of 2 × 58 ms
  assert.deepEqual(crew.functions, [
    { name: "resize", failed: 0, task: tally(11, 26, 17) },
    { name: "shrink", failed: 1, task: tally(15) },
  ]);
  assert.equal(crew.parallelism.most, 2);
  assert.equal(crew.parallelism.over.values[15], 2);
  assert.equal(crew.parallelism.over.values[5], 0);
});

test("in a range everything is cut off at its edges", () => {
  const { range, processes, locks, queues, pools } = statistics(MIXED, { from: 15_000, to: 30_000 });
  assert.deepEqual(range, { from: 15, to: 30 });
  assert.deepEqual(named(processes, "W-2").states, {
    lock: 5,
    running: 8.96,
    arbiter: 0.04,
    queue: 1,
  });
  const log = named(locks, "log");
  assert.deepEqual([log.acquired, log.wait, log.hold], [1, tally(5), tally(5, 6)]);
  assert.equal(log.inUse, 0.7333);
  assert.deepEqual(named(queues, "jobs").depth, { mean: 0.1333, most: 1 });
  assert.deepEqual(named(pools, "crew").task, tally(6, 15, 9));
});

const stuck = philosophers();
for (const [name, script] of Object.entries({
  MIXED,
  scene: producerConsumer(),
  stuck: `${stuck.before}\n${stuck.hint}`,
  crowd: crowded(5, 40),
}))
  test(`${name}: the states of each process sum to its life, of parts to that of the whole`, () => {
    const whole = statistics(script);
    const { to } = whole.range;
    const near = (one: number, other: number, what: string) =>
      assert.ok(Math.abs(one - other) < 0.01, `${what}: ${one} ${other}`);
    const sum = (report: StatisticsReport, id: number) =>
      Object.values(report.processes.find((process) => process.id === id)?.states ?? {}).reduce(
        (a, b) => a + b,
        0,
      );
    const next = numbers(7);
    const cuts = [
      0,
      ...Array.from({ length: 4 }, () => next(Math.floor(to * 1000))).sort((a, b) => a - b),
      to * 1000,
    ];
    const parts = cuts.slice(1).map((end, index) => statistics(script, { from: cuts[index]!, to: end }));
    for (const { id, name, started, ended } of whole.processes) {
      near(sum(whole, id), (ended ?? to) - started, name);
      near(
        parts.reduce((total, part) => total + sum(part, id), 0),
        sum(whole, id),
        name,
      );
    }
    for (const { name, hold } of whole.locks)
      near(
        parts.reduce((total, part) => total + named(part.locks, name).hold.total, 0),
        hold.total,
        name,
      );
    for (const { name, depth } of whole.queues)
      near(
        parts.reduce(
          (area, part) => area + named(part.queues, name).depth.mean * (part.range.to - part.range.from),
          0,
        ) / to,
        depth.mean,
        name,
      );
  });

test("a series keeps its sum however long it grows", () => {
  const series = new Series(1000);
  const next = numbers(3);
  let sum = 0;
  const add = (from: number, to: number, value: number) => {
    series.add(from, to, value);
    sum += (to - from) * value;
  };
  for (let n = 0; n < 500; n++) {
    const from = 1000 + next(1_000_000);
    add(from, from + next(50_000), 1 + next(3));
  }
  for (let n = 0; n < 10; n++) add(1000 + 2_000_000 * n, 1000 + 2_000_000 * (n + 1), n);
  const { step, values } = series.report(20_001_000);
  assert.ok(values.length <= 64 && values.length > 32, String(values.length));
  const last = 20_000 - step * (values.length - 1);
  const area = values.reduce(
    (total, value, index) => total + value * (index < values.length - 1 ? step : last),
    0,
  );
  assert.ok(Math.abs(area * 1000 - sum) < sum / 1000, `${area * 1000} ${sum}`);
  const flat = new Series(0);
  flat.add(0, 9500, 2);
  assert.deepEqual(flat.report(9500), { step: 1, values: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2] });
});

test("a level's mean and most", () => {
  const level = new Level({ from: 10, to: 50 });
  level.set(0, 4);
  level.set(20, 1);
  level.set(30, 9);
  level.set(30, 2);
  level.set(60, 7);
  assert.deepEqual(level.report(60), { mean: (4 * 10 + 1 * 10 + 2 * 20) / 40, most: 9 });
  assert.equal(level.last, 2);
});
