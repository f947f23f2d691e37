import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "../../src/extension/line-figures.ts";
import { summaryOf } from "../../src/extension/line-summary.ts";
import { MemorySource } from "../../src/extension/trace-source.ts";
import { traceOf } from "../trace/script.ts";

const TRACE = `
0   -    spawn main
0   main run program
1   main make lock log @/p/main.ts:3:7
2   main spawn A
3   A    run work
10  main acquire log @/p/main.ts:20:5
11  A    ask acquire log 0 @/p/main.ts:20:5
40  main release log
40  A    got acquire log
60  A    release log
61  A    acquire log @C:\\p\\other.ts:2:1
61  A    release log
70  -    end 0`;

test("the figures of a trace stand at the lines of its files", async () => {
  const figures = await figuresOf(new MemorySource(traceOf(TRACE)));
  assert.deepEqual([...figures.keys()].sort(), ["/p/main.ts", "C:\\p\\other.ts"]);
  const [report] = figures.get("/p/main.ts")!.get(19)!;
  assert.equal(report!.name, "log");
  assert.deepEqual(summaryOf([report!]), { wait: 29, hold: 50, waited: 1, asked: 2 });
});

test("what took next to no time is not worth a word, and a sleep waits for nobody", async () => {
  const figures = await figuresOf(new MemorySource(traceOf(TRACE)));
  const [short] = figures.get("C:\\p\\other.ts")!.get(1)!;
  assert.equal(summaryOf([short!]), undefined);
  const tally = { count: 1, total: 500, mean: 500, longest: 500, p95: 500 };
  const none = { count: 0, total: 0, mean: 0, longest: 0, p95: 0 };
  const sleep = { site: "", verb: "sleep" as const, name: "", asked: 1, waited: 1, wait: tally, hold: none };
  assert.equal(summaryOf([sleep]), undefined);
  assert.equal(summaryOf([sleep, { ...sleep, verb: "get" }])?.wait, 500);
});

test("a trace that is none, or cut, has the figures of what can be read", async () => {
  assert.equal((await figuresOf(new MemorySource(new TextEncoder().encode("no trace")))).size, 0);
  const whole = traceOf(TRACE);
  assert.equal((await figuresOf(new MemorySource(whole.subarray(0, whole.length - 3)))).size, 0);
});
