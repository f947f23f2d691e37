import assert from "node:assert/strict";
import { test } from "node:test";
import { LineUsage } from "../../src/analysis/statistics/line-usage.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Walk } from "../../src/trace/walk/walk.ts";
import { traceOf } from "../trace/script.ts";

function linesOf(text: string) {
  const reader = new TraceReader();
  const usage = new LineUsage();
  const walk = new Walk(reader.names, [usage]);
  for (const batch of reader.push(traceOf(text))) walk.push(batch);
  walk.finish();
  return usage.report(walk).map(({ site, verb, name, asked, waited, wait, hold }) => ({
    ...{ site, verb, name, asked, waited },
    wait: wait.total,
    hold: [hold.count, hold.total, hold.longest],
  }));
}

test("waits and holds are counted at the place that asked, by what was asked for", () => {
  assert.deepEqual(
    linesOf(`
0   -    spawn main
0   main run program
1   main make lock log @main.ts:3:7
1   main make lock other @main.ts:4:7
2   main spawn A
3   A    run work
10  main acquire log @main.ts:20:5
11  A    ask acquire log 0 @main.ts:20:5
15  main release log
15  A    got acquire log
18  A    release log
20  A    acquire other @main.ts:20:5
21  main ask join A 0 @main.ts:30:5
29  A    exit 0
29  main got join A
30  -    end 0`),
    [
      { site: "main.ts:30:5", verb: "join", name: "A", asked: 1, waited: 1, wait: 8, hold: [0, 0, 0] },
      { site: "main.ts:20:5", verb: "acquire", name: "log", asked: 2, waited: 1, wait: 4, hold: [2, 8, 5] },
      {
        site: "main.ts:20:5",
        verb: "acquire",
        name: "other",
        asked: 1,
        waited: 0,
        wait: 0,
        hold: [1, 10, 10],
      },
    ],
  );
});

test("a wait that never ends counts up to the trace's end, and was answered by nobody", () => {
  const [line] = linesOf(`
0   -    spawn main
0   main run program
1   main make queue jobs 1 @main.ts:3:7
5   main ask get jobs 1 0 @main.ts:9:3
25  -    end 0`);
  assert.deepEqual(line, {
    site: "main.ts:9:3",
    verb: "get",
    name: "jobs",
    asked: 0,
    waited: 1,
    wait: 19.999,
    hold: [0, 0, 0],
  });
});
