import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { giveChange } from "../../src/trace/change.ts";
import type { Intervals } from "../../src/trace/intervals.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { RunBuilder } from "../../src/trace/run-builder.ts";
import type { Steps } from "../../src/trace/steps.ts";
import { largeTrace } from "../bench/webview/large-trace.ts";
import { TraceScript } from "./script.ts";

const STUCK = `
0  -    spawn main
0  main run program
1  main make lock log @main.ts:3:7
1  main make lock other
1  main make queue jobs 6
1  main make pool crew 2
1  main make semaphore slots 2
1  main make part hidden
2  main spawn A @main.ts:9:3
3  main spawn B
3  main spawn W worker crew
5  A    run worker
6  B    run worker
6  W    run worker
7  main submit crew 1 resize
8  main ask join A @main.ts:31:1
9  W    task crew 1
9  W    begin load
10 A    acquire log @main.ts:17:3
11 B    acquire other @main.ts:17:3
11 B    acquire slots
12 W    put jobs
12 W    acquire hidden
13 W    ask get jobs 250
14 W    sleep 4
15 W    got get jobs
16 W    ask acquire slots
18 W    wake
19 W    end load
20 A    ask acquire other @main.ts:18:3
20 W    done crew 1 failed
25 -    dropped 214
26 main make dict table
27 A    call table 1
28 B    calls table
29 B    called table 2
30 B    ask acquire log @main.ts:18:3
31 -    hint deadlock certain core A B behind main
32 main mark here
40 A    exit SIGKILL
41 -    end 1`;

/** A model that was only told of changes; each portion may give several. */
function mirrorOf(portions: Iterable<Uint8Array>): RunModel {
  const builder = new RunBuilder();
  const mirror = new RunModel({ kind: [], process: [], object: [], site: [] });
  const take = () => {
    const change = builder.take();
    // As it is when it crosses between threads.
    if (change) giveChange(mirror, structuredClone(change, { transfer: [change.columns] }));
  };
  for (const bytes of portions) {
    builder.push(bytes, take);
    take();
  }
  return mirror;
}

function modelOf(portions: Iterable<Uint8Array>): RunModel {
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  for (const bytes of portions) for (const batch of reader.push(bytes)) model.push(batch);
  return model;
}

const intervals = (track: Intervals) => ({
  rows: Array.from({ length: track.length }, (_, i) =>
    [
      track.start,
      track.state,
      track.verb,
      track.outcome,
      track.object,
      track.other,
      track.site,
      track.seq,
    ].map((column) => column[i]),
  ),
  totals: [...track.totals],
});
const steps = ({ length, time, value, max, current }: Steps) => ({
  rows: Array.from({ length }, (_, i) => [time[i], value[i]]),
  max,
  current,
});

/** Everything that a view can read. */
function told(model: RunModel): unknown {
  const { end, events, ended, damaged, info, hints, marks, gaps } = model;
  const processes = [...model.processes.values()].map(({ track, boxes, changed: _, ...rest }) => ({
    ...rest,
    pending: [...rest.pending].map(([op, { interval: _, ...wait }]) => [op, wait]),
    track: intervals(track),
    boxes: boxes.rows.map((row) =>
      Array.from({ length: row.length }, (_, i) => [
        row.start[i],
        row.end[i],
        row.failed[i],
        row.site[i],
        row.name(i),
      ]),
    ),
  }));
  const objects = [...model.objects.values()].map((lane) => {
    const { id, info, site, created, served, waited, waitTotal, longest, more } = lane;
    const columns = lane.columns.map((column) => ("state" in column ? intervals(column) : steps(column)));
    return { id, info, site, created, served, waited, waitTotal, longest, more, columns };
  });
  const tasks = Array.from({ length: 50 }, (_, task) => model.taskName(task));
  const sites = Array.from({ length: 50 }, (_, site) => model.site(site));
  return { end, events, ended, damaged, info, hints, marks, gaps, processes, objects, tasks, sites };
}

describe("a model in another thread", () => {
  test("is the same as the one that was built, line by line", () => {
    const lines = STUCK.trim().split("\n");
    for (const each of [1, 3, lines.length]) {
      const script = new TraceScript();
      const portions: Uint8Array[] = [];
      for (let at = 0; at < lines.length; at += each)
        portions.push(script.write(lines.slice(at, at + each).join("\n")));
      assert.deepEqual(told(mirrorOf(portions)), told(modelOf(portions)));
    }
  });

  test("is the same for many events, whatever the portions", () => {
    const portions = [...largeTrace({ events: 30_000, workers: 9, locks: 3, queues: 2, batch: 700 })];
    const whole = told(modelOf(portions));
    assert.deepEqual(told(mirrorOf(portions)), whole);
    const bytes = Buffer.concat(portions);
    const odd = Array.from(
      { length: Math.ceil(bytes.length / 99_991) },
      (_, i) => new Uint8Array(bytes.subarray(i * 99_991, (i + 1) * 99_991)),
    );
    assert.deepEqual(told(mirrorOf(odd)), whole);
  });

  test("has the names of more tasks and processes than a byte can count", () => {
    const script = new TraceScript();
    const lines = ["0 - spawn main", "0 main run program", "1 main make pool crew 300"];
    for (let i = 1; i <= 300; i++)
      lines.push(`${i + 1} main spawn W${i}`, `${i + 1} main submit crew ${i} f${i}`);
    const portions = [
      script.write(lines.slice(0, 400).join("\n")),
      script.write(lines.slice(400).join("\n")),
    ];
    for (let i = 1; i <= 300; i++)
      portions.push(script.write(`${400 + i} main ask join W${i}\n${400 + i}.5 main got join W${i}`));
    const mirror = mirrorOf(portions);
    assert.deepEqual(told(mirror), told(modelOf(portions)));
    assert.equal(mirror.taskName(299), "f299");
  });

  test("keeps what was read before the bytes turned out to be no trace", () => {
    const script = new TraceScript();
    const builder = new RunBuilder();
    builder.push(script.write(STUCK));
    builder.push(new TextEncoder().encode("this is no trace at all"));
    builder.push(script.write("50 main mark there"));
    assert.match(builder.broken ?? "", /damaged/);
    assert.equal(builder.take()?.events, modelOf([new TraceScript().write(STUCK)]).events);
    assert.equal(builder.take(), undefined);
  });
});
