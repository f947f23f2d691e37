import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LockUsage } from "../../src/analysis/statistics/lock-usage.ts";
import { EVERYTHING } from "../../src/analysis/statistics/tally.ts";
import { AllWaits, type WaitAmong, type WaitMark } from "../../src/analysis/wait/all-waits.ts";
import { Work, type WorkItem } from "../../src/analysis/wait/work.ts";
import { VERBS, type Verb } from "../../src/protocol/events.ts";
import { isWait } from "../../src/trace/states.ts";
import type { Visitor } from "../../src/trace/walk/visitor.ts";
import type { Walk } from "../../src/trace/walk/walk.ts";
import { traceOf } from "../trace/script.ts";
import { philosophers, producerConsumer } from "../webview/scenes.ts";
import { walked } from "./walked.ts";

interface Looked {
  walk: Walk;
  marks: WaitMark[];
  among(process: string, nth?: number, verb?: Verb): WaitAmong | undefined;
  /** Its first one, as of a moment (µs). */
  all(process: string, now: number): WaitAmong | undefined;
  work(process: string, nth?: number, verb?: Verb): WorkItem | undefined;
}

/** Marks are those of the timeline: one per stretch of waiting. */
function look(script: string, more: readonly Visitor[] = []): Looked {
  const waits = new AllWaits();
  const work = new Work();
  const marks: WaitMark[] = [];
  const walk = walked(traceOf(script), [
    waits,
    work,
    {
      stretch: ({ id }, { state, verb, object, other, seq, from }) => {
        if (isWait(state))
          marks.push({ process: id, verb: VERBS[verb - 1]!, object, other, seq, time: from });
      },
    },
    ...more,
  ]);
  const mark = (process: string, nth: number, verb: Verb | undefined) =>
    marks.filter(
      (each) => walk.processName(each.process) === process && (verb === undefined || each.verb === verb),
    )[nth]!;
  return {
    walk,
    marks,
    among: (process, nth = 0, verb) => waits.among(mark(process, nth, verb)),
    all: (process, now) => waits.among(mark(process, 0, undefined), now),
    work: (process, nth = 0, verb) => {
      const found = mark(process, nth, verb);
      return work.of(found.process, waits.find(found) ?? { seq: found.seq, endSeq: 0 });
    },
  };
}

const BEGIN = `
0 - spawn main
0 main run program
1 main make lock log
1 main make queue jobs
1 main make joinable todo
1 main make event go
1 main make pool pool 2
2 main spawn A
2 main spawn B
2 main spawn W worker pool
3 A run work
3 B run work
3 W run`;

describe("a wait among its like", () => {
  const LOCKS = `${BEGIN}
10 main acquire log
10 A ask acquire log
20 main release log
20 A got acquire log
25 A release log
30 main acquire log
31 A ask acquire log
35 B ask acquire log
61 main release log
61 A got acquire log
65 A release log
65 B got acquire log
66 B release log
70 - end 0`;

  test("is counted and ranked by its length", () => {
    const { among } = look(LOCKS);
    const { spread, ...all } = among("A", 1)!;
    assert.deepEqual(all, {
      length: 30_000,
      count: 3,
      shortest: 10_000,
      longest: 30_000,
      median: 30_000,
      longestOf: "process",
    });
    assert.equal(
      spread.reduce((sum, count) => sum + count, 0),
      3,
    );
    assert.equal(spread.at(-1), 2);
    assert.equal(spread[Math.round((spread.length - 1) / 3)], 1);
  });

  test("is the longest only where none took as long", () => {
    const { among } = look(LOCKS);
    // B's took as long as A's second, so neither is the longest of all.
    assert.equal(among("A", 1)!.longestOf, "process");
    assert.equal(among("B")!.longestOf, undefined, "the only one of its process is not the longest of it");
    const shorter = look(LOCKS.replaceAll("35 B ask", "36 B ask"));
    assert.equal(shorter.among("A", 1)!.longestOf, "all");
    assert.equal(shorter.among("A", 0)!.longestOf, undefined);
    const longer = look(LOCKS.replace("31 A ask", "33 A ask"));
    assert.equal(longer.among("A", 1)!.longestOf, "process");
    assert.equal(longer.among("B")!.longestOf, "all");
  });

  test("is not mixed with waits for other things, nor items with room", () => {
    const { among } = look(`${BEGIN}
      5 A ask get jobs
      6 B ask put jobs
      7 W ask get jobs
      8 main ask join A
      20 main got join A
      21 main ask join B
      22 B got put jobs 4
      23 A got get jobs 4
      30 B ask wait go
      31 main got join B
      40 - end 0`);
    assert.equal(among("A")!.count, 2);
    assert.equal(among("B", 0)!.count, 1);
    assert.equal(among("B", 1)!.count, 1);
    assert.equal(among("main", 0)!.count, 1);
    assert.equal(among("main", 1)!.length, 10_000);
    // What was never answered lasts until the end.
    assert.equal(among("W")!.length, 33_000);
    assert.equal(among("W")!.longestOf, "all");
    assert.equal(among("B", 1)!.length, 10_000);
  });

  test("is found again where a debugger has cut it in two, without the time that it was stopped", () => {
    const { among, marks, walk } = look(`${BEGIN}
      10 main acquire log
      10 A ask acquire log
      20 A pause
      50 A resume
      60 main release log
      60 A got acquire log
      70 - end 0`);
    assert.equal(marks.filter(({ process }) => walk.processName(process) === "A").length, 2);
    assert.equal(among("A", 0)!.length, 20_000);
    assert.equal(among("A", 1)!.length, 20_000);
    assert.equal(among("A", 1)!.count, 1);
  });

  test("is found again where it can never end", () => {
    const { before, hint } = philosophers();
    const { among } = look(`${before}\n${hint}`);
    for (let seat = 1; seat <= 5; seat++) {
      const all = among(`Philosopher-${seat}`, -1 + countOf(`${before}\n${hint}`, `Philosopher-${seat}`))!;
      assert.ok(all.count >= 1);
      assert.ok(all.length <= all.longest && all.length >= all.shortest);
    }
  });

  test("lasts until now where it is not over, and no longer than its process", () => {
    const { all } = look(`${BEGIN}
      10 main acquire log
      10 A ask acquire log
      20 B ask acquire log
      30 W ask acquire log
      40 B exit SIGKILL
      45 W pause`);
    const length = (process: string) => all(process, 100_000)!.length;
    assert.equal(length("A"), 90_000);
    assert.equal(length("B"), 20_000);
    assert.equal(length("W"), 15_000);
    assert.equal(all("A", 0)!.length, 35_000);
  });

  test("is one of as many as the statistics count", () => {
    const locks = new LockUsage(EVERYTHING);
    const { among, walk } = look(producerConsumer(), [locks]);
    const report = locks.report(walk, walk.end).find(({ name }) => name === "log")!;
    const all = among("Consumer-2", 0, "acquire")!;
    assert.equal(all.count, report.wait.count);
    assert.equal(all.longest / 1000, report.wait.longest);
  });
});

function countOf(script: string, process: string): number {
  const { marks, walk } = look(script);
  return marks.filter((each) => walk.processName(each.process) === process).length;
}

describe("what a process had to do when it waited", () => {
  test("is the item that it got last, with who put it and when", () => {
    const { work, walk } = look(`${BEGIN}
      10 main put jobs 7 @/p/main.ts:15:3
      20 A get jobs 7 @/p/main.ts:22:3
      25 main acquire log
      30 A ask acquire log
      40 main release log
      40 A got acquire log
      50 main put jobs 8
      50 A get jobs 8
      60 - end 0`);
    const item = work("A")!;
    assert.equal(item.kind, "item");
    assert.ok(item.kind === "item" && item.put);
    assert.equal(item.awaited, false);
    assert.equal(walk.processName(item.put.process), "main");
    assert.equal(walk.site(item.put.site), "/p/main.ts:15:3");
    assert.equal(item.put.time, 10_000);
    assert.equal(walk.site(item.got.site), "/p/main.ts:22:3");
    assert.equal(item.got.time, 20_000);
    assert.equal(item.next, 50_000);
    assert.equal(item.done, undefined);
  });

  test("is the item itself where it waited for that, in whichever order both were recorded", () => {
    const { work } = look(`${BEGIN}
      5 main put jobs 3
      6 A get jobs 3
      10 A ask get jobs
      20 A got get jobs 4
      20 main put jobs 4
      30 A ask get jobs
      40 A timeout get jobs
      50 - end 0`);
    const awaited = work("A", 0)!;
    assert.ok(awaited.kind === "item");
    assert.equal(awaited.awaited, true);
    assert.equal(awaited.put?.time, 20_000);
    const given = work("A", 1)!;
    assert.ok(given.kind === "item");
    assert.equal(given.awaited, false);
    assert.equal(given.got.time, 20_000);
  });

  test("is nothing where the trace does not say which item it was", () => {
    const { work } = look(`${BEGIN}
      10 main put jobs
      20 A get jobs
      25 main acquire log
      30 A ask acquire log
      40 main release log
      40 A got acquire log
      50 - end 0`);
    assert.equal(work("A"), undefined);
  });

  test("is done when it is reported, if it is the only one that could be meant", () => {
    const script = (between: string) => `${BEGIN}
      5 main acquire log
      10 main put todo 1
      10 main put todo 2
      11 A get todo 1
      ${between}
      30 A ask acquire log
      40 main release log
      40 A got acquire log
      41 A reported todo 1
      42 A reported todo 0
      50 - end 0`;
    const one = look(script("")).work("A")!;
    assert.ok(one.kind === "item");
    assert.equal(one.done, 41_000);
    const two = look(script("12 A get todo 2")).work("A")!;
    assert.ok(two.kind === "item");
    assert.equal(two.got.time, 12_000);
    assert.equal(two.done, undefined);
  });

  test("is a worker's task, while that runs", () => {
    const { work, walk } = look(`${BEGIN}
      10 main submit pool 5 resize @/p/main.ts:9:1
      12 W task pool 5
      13 main acquire log
      14 W ask acquire log
      20 main release log
      20 W got acquire log
      21 W release log
      30 W done pool 5 failed
      31 main acquire log
      32 W ask acquire log
      40 - end 0`);
    const task = work("W", 0)!;
    assert.ok(task.kind === "task");
    assert.equal(task.name, "resize");
    assert.equal(walk.objectName(task.object), "pool");
    assert.equal(walk.processName(task.submitted!.process), "main");
    assert.equal(walk.site(task.submitted!.site), "/p/main.ts:9:1");
    assert.deepEqual(
      [task.submitted!.time, task.begun, task.ended, task.failed],
      [10_000, 12_000, 30_000, true],
    );
    assert.equal(work("W", 1), undefined);
  });
});
