import assert from "node:assert/strict";
import { test } from "node:test";
import { blame } from "../../src/analysis/path/blame.ts";
import { criticalPath } from "../../src/analysis/path/critical-path.ts";
import { History } from "../../src/analysis/path/history.ts";
import { longestWaits } from "../../src/analysis/path/longest-waits.ts";
import { pathReport } from "../../src/analysis/path/path-report.ts";
import type { Row } from "../../src/trace/event-row.ts";
import { STATES } from "../../src/trace/states.ts";
import type { Walk } from "../../src/trace/walk/walk.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import { crowded, philosophers, producerConsumer } from "../webview/scenes.ts";
import { walked } from "./walked.ts";

function look(script: string): { history: History; walk: Walk; rows: Map<number, Row> } {
  const history = new History();
  const rows = new Map<number, Row>();
  const walk = walked(traceOf(script), [history, { row: (row) => void rows.set(row.seq, row) }]);
  return { history, walk, rows };
}

/** The path as `WHO STATE FROM-TO`, in milliseconds, with `<WHO` where somebody else let it go on. */
function pathOf(script: string, range?: { from: number; to: number }): string[] {
  const { history, walk } = look(script);
  return criticalPath(history, walk.end, range).map(({ process, state, from, to, after }) => {
    const who = process ? walk.processName(process) : "-";
    return `${who} ${STATES[state]} ${from / 1000}-${to / 1000}${after ? ` <${walk.processName(after.process)}` : ""}`;
  });
}

const HAND_OVER = `
0  -    spawn main
0  main run program
1  main make lock log
2  main spawn A
3  main spawn B
5  A    run worker
6  B    run worker
7  main ask join B
8  A    acquire log
10 B    ask acquire log
20 A    release log
21 B    got acquire log
21 A    exit 0
30 B    release log
31 B    exit 0
33 main got join B
35 main exit 0
36 -    end 0
`;

test("the path goes from a wait to who ended it, and to who started whom", () => {
  assert.deepEqual(pathOf(HAND_OVER), [
    "main running 0-2",
    "A starting 2-5 <main",
    "A running 5-7.96",
    "A arbiter 7.96-8",
    "A running 8-20",
    "B lock 20-21 <A",
    "B running 21-31",
    "main process 31-33 <B",
    "main running 33-35",
    "- none 35-36",
  ]);
});

test("the path of a part of the run is that part of the path", () => {
  assert.deepEqual(pathOf(HAND_OVER, { from: 19_000, to: 25_000 }), [
    "A running 19-20",
    "B lock 20-21 <A",
    "B running 21-25",
  ]);
});

test("a wait that somebody ended before it began is nobody's doing, nor is one that was given up", () => {
  const path = pathOf(`
    0  -    spawn main
    0  main run program
    1  main make queue jobs
    1  main make lock log
    2  main spawn A
    3  A    run worker
    4  A    put jobs 7
    5  A    acquire log
    6  main ask get jobs
    8  main got get jobs 7
    9  main ask acquire log
    19 main timeout acquire log
    20 main exit 0`);
  assert.deepEqual(path, [
    "main running 0-6",
    "main queue 6-8",
    "main running 8-9",
    "main lock 9-19",
    "main running 19-20",
  ]);
});

test("a worker's idling is followed to the submitter, a killed process's end to the killer", () => {
  const path = pathOf(`
    0  -    spawn main
    0  main run program
    1  main make pool p 1
    2  main spawn W worker p
    4  W    run worker
    10 main submit p 7 f
    11 W    task p 7
    15 W    done p 7
    16 main sleep 4
    20 main wake
    22 main terminate W
    23 main ask join W
    26 W    exit SIGTERM
    27 main got join W
    28 main exit 0`);
  assert.deepEqual(path, [
    "main running 0-16",
    "main sleeping 16-20",
    "main running 20-22",
    "W none 22-26 <main",
    "main process 26-27 <W",
    "main running 27-28",
  ]);
  const waited = pathOf(`
    0  -    spawn main
    0  main run program
    1  main make pool p 1
    2  main spawn W worker p
    4  W    run worker
    10 main submit p 7 f
    10 main ask result 7
    11 W    task p 7
    15 W    done p 7
    16 main got result 7
    18 main exit 0`);
  assert.deepEqual(waited, [
    "main running 0-10",
    "W none 10-11 <main",
    "W running 11-15",
    "main process 15-16 <W",
    "main running 16-18",
  ]);
});

const stuck = philosophers();
for (const [name, script] of Object.entries({
  MIXED,
  HAND_OVER,
  scene: producerConsumer(),
  stuck: `${stuck.before}\n${stuck.hint}`,
  crowd: crowded(6, 50),
}))
  test(`${name}: the path is as long as the run, without a gap, and each turn is a recorded event of that process`, () => {
    const { history, walk, rows } = look(script);
    const path = criticalPath(history, walk.end);
    assert.equal(path[0]!.from, 0);
    assert.equal(path.at(-1)!.to, walk.end);
    path.forEach((segment, index) => {
      assert.ok(segment.to >= segment.from);
      if (index > 0) assert.equal(segment.from, path[index - 1]!.to);
      const before = path[index - 1]?.process;
      if (!segment.after) {
        assert.ok(index === 0 || before === segment.process || segment.process === 0 || before === 0);
        return;
      }
      const row = rows.get(segment.after.seq);
      assert.ok(row, `no event ${segment.after.seq}`);
      assert.equal(segment.after.process, before);
      assert.ok(row.process === before || row.other === before);
      assert.ok(row.time <= segment.to);
    });
    const report = pathReport(path, walk);
    assert.equal(report.length, walk.end / 1000);
    const total = report.shares.reduce((sum, share) => sum + share.total, 0);
    assert.ok(Math.abs(total - report.length) < 0.01);
  });

test("why a process waited is told back to what was done instead", () => {
  const { history, walk } = look(`
    0  -    spawn main
    0  main run program
    1  main make lock one
    1  main make lock two
    2  main spawn A
    2  main spawn B
    3  A run worker
    3  B run worker
    4  B acquire two @main.ts:1:1
    5  A acquire one @main.ts:2:1
    6  A ask acquire two @main.ts:3:1
    7  main ask acquire one @main.ts:4:1
    30 B release two
    30 A got acquire two
    31 A release one
    31 main got acquire one
    40 main exit 0`);
  const main = [...walk.processes.values()].find(({ name }) => name === "main")!.id;
  const chain = blame(history, main, 10_000).map(({ process, state, from, to, by }) => [
    walk.processName(process),
    STATES[state],
    from / 1000,
    to / 1000,
    by ? walk.processName(by) : "",
  ]);
  assert.deepEqual(chain, [
    ["main", "lock", 7, 31, "A"],
    ["A", "lock", 6, 30, "B"],
    ["B", "running", 4, 40, ""],
  ]);
  assert.deepEqual(blame(history, main, 35_000), [], "it was not waiting then");
  const [longest] = longestWaits(history, walk, { from: 0, to: walk.end }, 1);
  assert.deepEqual(longest!.why, [
    "main waited for one at main.ts:4, 24.0 ms, ended by A",
    "A waited for two at main.ts:3, 24.0 ms, ended by B",
    "B was running after main.ts:1 then, for 36.0 ms",
  ]);
});

test("in a deadlock the chain closes into a circle", () => {
  const { history, walk } = look(`${stuck.before}\n${stuck.hint}`);
  const first = [...walk.processes.values()].find(({ name }) => name === "Philosopher-1")!.id;
  const chain = blame(history, first, walk.end - 1);
  const names = chain.map(({ process }) => walk.processName(process));
  assert.deepEqual(names, [
    "Philosopher-1",
    "Philosopher-2",
    "Philosopher-3",
    "Philosopher-4",
    "Philosopher-5",
  ]);
  assert.equal(chain.at(-1)!.by, first);
  assert.ok(chain.every(({ state, phase }) => STATES[state] === "stuck" && phase === undefined));
});
