import assert from "node:assert/strict";
import { test } from "node:test";
import { type CauseWaits, WaitsByCause } from "../../src/analysis/statistics/cause-waits.ts";
import { Statistics } from "../../src/analysis/statistics/statistics.ts";
import { EVERYTHING, type Range } from "../../src/analysis/statistics/tally.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import { producerConsumer } from "../webview/scenes.ts";
import { walked } from "./walked.ts";

function waits(script: string, range: Range = EVERYTHING, most = 4): CauseWaits[] {
  const visitor = new WaitsByCause(range, most);
  return visitor.report(walked(traceOf(script), [visitor]));
}

const of = (causes: readonly CauseWaits[], state: string) => causes.find((cause) => cause.state === state)!;

test("waits by cause, the dearest first; a sleep is none", () => {
  const causes = waits(MIXED);
  assert.deepEqual(
    causes.map(({ state, count, total }) => [state, count, total]),
    [
      ["lock", 2, 9500],
      ["queue", 2, 7000],
      ["signal", 1, 1000],
    ],
  );
  assert.deepEqual(
    of(causes, "lock").longest.map(({ process, for: what, site, from, to, length }) => [
      process,
      what,
      site,
      from,
      to,
      length,
    ]),
    [
      [3, "log", "main.ts:20:5", 12_500, 20_000, 7500],
      [1, "seats", "", 43_000, 45_000, 2000],
    ],
  );
});

test("in a range they are cut off at its edges, and the longest are longest within it", () => {
  const causes = waits(MIXED, { from: 18_000, to: 44_000 });
  const [first, second] = of(causes, "lock").longest;
  assert.deepEqual([first!.from, first!.to, first!.length], [12_500, 20_000, 2000]);
  assert.deepEqual([second!.from, second!.to, second!.length], [43_000, 45_000, 1000]);
  assert.deepEqual(waits(MIXED, { from: 100_000, to: 200_000 }), []);
});

test("they are those of the locks, and only so many of the longest are told", () => {
  const script = producerConsumer();
  const statistics = new Statistics();
  const { locks } = statistics.report(walked(traceOf(script), statistics.visitors));
  const lock = of(waits(script, EVERYTHING, 3), "lock");
  assert.equal(
    lock.count,
    locks.reduce((sum, { wait }) => sum + wait.count, 0),
  );
  assert.equal(
    lock.spread.counts.reduce((sum, each) => sum + each, 0),
    lock.count,
  );
  assert.equal(lock.longest.length, 3);
  const lengths = lock.longest.map(({ length }) => length);
  assert.deepEqual(
    lengths,
    lengths.toSorted((a, b) => b - a),
  );
  assert.equal(lengths[0]! / 1000, Math.max(...locks.map(({ wait }) => wait.longest)));
});
