import assert from "node:assert/strict";
import { test } from "node:test";
import { HELD, LockLane, type ProcessLane, QueueLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { STATES } from "../../src/trace/states.ts";
import { TraceScript } from "./script.ts";
import { PAUSED, STUCK_AND_PAUSED, TWO } from "./scripts.ts";

/** The model of these portions, each pushed by itself. */
function modelOf(...portions: string[]): RunModel {
  const script = new TraceScript();
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  for (const portion of portions) for (const batch of reader.push(script.write(portion))) model.push(batch);
  return model;
}

/** A process's intervals as `STATE FROM-TO`, in milliseconds; the open one ends with `…`. */
function story(model: RunModel, name: string): string[] {
  const { track } = process(model, name);
  return Array.from({ length: track.length }, (_, i) => {
    const end = track.isOpen(i) ? "…" : track.start[i + 1]! / 1000;
    return `${STATES[track.state[i]!]} ${track.start[i]! / 1000}-${end}`;
  });
}

function process(model: RunModel, name: string): ProcessLane {
  return [...model.processes.values()].find((lane) => lane.name === name)!;
}

function lock(model: RunModel, name: string): LockLane {
  const lane = [...model.objects.values()].find((candidate) => candidate.name === name);
  assert.ok(lane instanceof LockLane);
  return lane;
}

function queue(model: RunModel, name: string): QueueLane {
  const lane = [...model.objects.values()].find((candidate) => candidate.name === name);
  assert.ok(lane instanceof QueueLane);
  return lane;
}

test("processes nest under their parents and go from starting to running to exited", () => {
  const model = modelOf(TWO, "7 A spawn C\n8 C run leaf\n20 C exit 0\n21 A exit SIGKILL\n22 B exit 3");
  assert.deepEqual(
    [...model.processes.values()].map((lane) => [lane.name, lane.depth, lane.parent]),
    [
      ["main", 0, 0],
      ["A", 1, 1],
      ["B", 1, 1],
      ["C", 2, 2],
    ],
  );
  assert.deepEqual(story(model, "C"), ["starting 7-8", "running 8-20", "exited 20-…"]);
  assert.deepEqual(process(model, "A").exit, { time: 21_000, code: Number.NaN, signal: "SIGKILL" });
  assert.equal(process(model, "B").exit?.code, 3);
  assert.equal(model.site(process(model, "A").site), "main.ts:9:3");
});

test("a wait lasts from the ask to the grant, without the arbiter's own time", () => {
  const model = modelOf(
    TWO,
    `
    10 A acquire log
    12 B ask acquire log 500 @main.ts:27:14
    20 A release log
    20 B got acquire log
    26 B release log`,
  );
  assert.deepEqual(story(model, "B"), [
    "starting 3-6",
    "running 6-12",
    "arbiter 12-12.5",
    "lock 12.5-20",
    "running 20-…",
  ]);
  const { track } = process(model, "B");
  assert.equal(model.site(track.site[3]!), "main.ts:27:14");
  assert.equal(model.objectName(track.object[3]!), "log");
  assert.deepEqual(process(model, "B").longest, { length: 7500, object: 1, other: 0, process: 3 });
});

test("a request answered at once was the arbiter's time, not waiting", () => {
  const model = modelOf(TWO, "10 A acquire log");
  assert.deepEqual(story(model, "A"), ["starting 2-5", "running 5-9.96", "arbiter 9.96-10", "running 10-…"]);
  assert.equal(lock(model, "log").waited, 0);
  assert.equal(lock(model, "log").served, 1);
});

test("a process that a debugger has stopped neither runs nor waits, whatever is recorded meanwhile", () => {
  const model = modelOf(TWO, PAUSED);
  assert.deepEqual(story(model, "A"), [
    "starting 2-5",
    "running 5-9.96",
    "arbiter 9.96-10",
    "running 10-11",
    "paused 11-30",
    "running 30-…",
  ]);
  assert.deepEqual(story(model, "B"), [
    "starting 3-6",
    "running 6-12",
    "arbiter 12-12.5",
    "lock 12.5-15",
    "paused 15-18",
    "lock 18-22",
    "paused 22-26",
    "running 26-28",
    "paused 28-29",
    "exited 29-…",
  ]);
  // Two and a half before it was stopped, four after.
  assert.deepEqual(process(model, "B").longest?.length, 6500);
});

test("whoever can never go on cannot after a debugger has let it go on, either", () => {
  const model = modelOf(TWO, STUCK_AND_PAUSED);
  assert.deepEqual(story(model, "A").slice(-4), [
    "running 10-12",
    "lock 12-13",
    "paused 13-21",
    "stuck 21-…",
  ]);
  assert.deepEqual(story(model, "B").slice(-4), [
    "stuck 12-15",
    "paused 15-20",
    "stuck 20-25",
    "exited 25-…",
  ]);
});

test("with several waits of one process its state follows the last event", () => {
  const model = modelOf(
    TWO,
    `
    7  main make queue q
    10 A ask get q
    11 A sleep 5
    16 A wake
    17 A ask acquire log
    18 A got acquire log
    19 B put q
    20 A got get q`,
  );
  assert.deepEqual(story(model, "A"), [
    "starting 2-5",
    "running 5-10",
    "queue 10-11",
    "sleeping 11-16",
    "running 16-17",
    "lock 17-18",
    "running 18-20",
    "running 20-…",
  ]);
  assert.equal(process(model, "A").pending.size, 0);
});

test("a lock's lane tells the holder, contention and the number of waiters", () => {
  const model = modelOf(
    TWO,
    `
    10 A    acquire log
    12 B    ask acquire log
    13 main ask acquire log
    20 A    release log
    20 B    got acquire log
    30 B    release log
    30 main got acquire log
    35 main release log`,
  );
  const lane = lock(model, "log");
  const holds = Array.from({ length: lane.holders.length }, (_, i) => [
    lane.holders.start[i]! / 1000,
    lane.holders.state[i],
    model.processName(lane.holders.other[i]!),
  ]);
  assert.deepEqual(holds, [
    [10, HELD.contended, "A"],
    [20, HELD.contended, "B"],
    [30, HELD.held, "main"],
    [35, HELD.free, "process 0"],
  ]);
  assert.deepEqual([...lane.waiters.value.subarray(0, lane.waiters.length)], [1, 2, 1, 0]);
  assert.equal(lane.waitTotal, 8000 + 17_000);
  assert.equal(lane.heldBy.get(2), 10_000);
  assert.equal(lane.holder, 0);
});

test("a queue's depth never shows below zero, and survives a get recorded before its put", () => {
  const model = modelOf(
    TWO,
    `
    7  main make queue jobs 6
    10 A put jobs
    11 A put jobs
    12 B get jobs
    13 B get jobs
    14 B ask get jobs
    15 B got get jobs
    15.01 A put jobs`,
  );
  const lane = queue(model, "jobs");
  assert.deepEqual([...lane.depth.value.subarray(0, lane.depth.length)], [1, 2, 1, 0, 0, 0]);
  assert.equal(lane.depth.current, 0);
  assert.equal(lane.depth.max, 2);
  assert.equal(lane.bound, 6);
  assert.deepEqual([lane.puts, lane.gets, lane.waited], [3, 3, 1]);
});

test("tasks and spans lie in rows where they do not overlap", () => {
  const model = modelOf(
    TWO,
    `
    7  main make pool p 2
    8  main submit p 1 resize
    9  main submit p 2 resize
    10 A task p 1
    11 A begin load
    12 A end load
    14 A done p 1
    15 A task p 2
    18 A done p 2 failed`,
  );
  const rows = process(model, "A").boxes.rows;
  assert.deepEqual(
    rows.map((row) => row.names),
    [["resize", "resize"], ["load"]],
  );
  assert.deepEqual([...rows[0]!.failed.subarray(0, 2)], [0, 1]);
  assert.deepEqual([rows[1]!.start[0], rows[1]!.end[0]], [11_000, 12_000]);
});

const CIRCLE = `
7  main make lock other
8  main ask join A @main.ts:31:1
10 A acquire log @main.ts:17:3
11 B acquire other @main.ts:17:3
20 A ask acquire other @main.ts:18:3
30 B ask acquire log @main.ts:18:3
`;

test("members of a deadlock are stuck from the moment the set closed, others keep waiting", () => {
  const model = modelOf(TWO, CIRCLE, "30.4 - hint deadlock certain core A B behind main");
  assert.deepEqual(story(model, "A").slice(-3), ["running 10-20", "lock 20-30", "stuck 30-…"]);
  assert.deepEqual(story(model, "B").slice(-1), ["stuck 30-…"]);
  assert.deepEqual(story(model, "main").slice(-1), ["process 8-…"]);
  assert.equal(lock(model, "log").holders.lastState, HELD.forever);
  assert.equal(model.hints[0]?.closed, 30_000);
  const { track } = process(model, "A");
  assert.equal(model.objectName(track.object[track.length - 1]!), "other");
});

test("what is only possible makes nobody stuck", () => {
  const model = modelOf(TWO, CIRCLE, "31 - hint deadlock possible core A B");
  assert.deepEqual(story(model, "B").slice(-1), ["lock 30-…"]);
});

test("a killed member leaves the deadlock, and its waits with it", () => {
  const model = modelOf(TWO, CIRCLE, "31 - hint deadlock certain core A B", "40 A exit SIGKILL");
  assert.deepEqual(story(model, "A").slice(-2), ["stuck 30-40", "exited 40-…"]);
  assert.equal(lock(model, "other").waiters.current, 0);
});

test("the same events in one portion or in many give the same lanes", () => {
  const lines = `${TWO}${CIRCLE}31 - hint deadlock certain core A B behind main`.trim().split("\n");
  const whole = modelOf(lines.join("\n"));
  const parts = modelOf(...lines);
  for (const name of ["main", "A", "B"]) assert.deepEqual(story(parts, name), story(whole, name));
  assert.equal(parts.events, whole.events);
});

test("times that run backwards within a lane are taken as the latest seen", () => {
  const model = modelOf(TWO, "10 A ask acquire log\n9 A got acquire log\n12 A exit 0");
  const { track } = process(model, "A");
  for (let i = 1; i < track.length; i++) assert.ok(track.start[i]! >= track.start[i - 1]!);
});

test("lost events leave a gap; rows that are no JSON are counted", () => {
  const model = modelOf(TWO, "50 - dropped 214\n60 - end 0");
  assert.deepEqual(model.gaps, [{ from: 6000, to: 50_000, events: 214 }]);
  assert.equal(model.ended, true);
  assert.equal(model.damaged, 0);
});

test("totals and lookups agree with the intervals", () => {
  const model = modelOf(
    TWO,
    "10 A acquire log\n12 B ask acquire log\n20 A release log\n20 B got acquire log",
  );
  const { track } = process(model, "B");
  const now = 25_000;
  const sum = STATES.reduce((total, _, state) => total + track.total(state, now), 0);
  assert.equal(sum, now - track.start[0]!);
  for (let i = 0; i < track.length; i++) {
    assert.equal(track.at(track.start[i]!), i);
    assert.equal(track.at((track.start[i]! + track.end(i, now)) / 2), i);
  }
  assert.equal(track.at(0), -1);
});

test("a pool's worker is idle between its tasks", () => {
  const model = modelOf(
    TWO,
    `
    7  main make pool p 1
    8  main spawn W worker p
    9  W    run worker
    10 main submit p 1 resize
    11 W    task p 1
    12 W    acquire log
    13 W    release log
    20 W    done p 1
    30 W    exit 0`,
  );
  assert.deepEqual(story(model, "W"), [
    "starting 8-9",
    "none 9-11",
    "running 11-11.96",
    "arbiter 11.96-12",
    "running 12-20",
    "none 20-30",
    "exited 30-…",
  ]);
});

test("what is recorded after a process's end does not bring it back", () => {
  const model = modelOf(
    TWO,
    `
    7  main make pool p 1
    8  main spawn W worker p
    9  W    run worker
    10 main submit p 1 resize
    11 W    task p 1
    12 W    ask acquire log
    20 W    exit SIGKILL
    20 W    done p 1 failed
    21 W    got acquire log`,
  );
  assert.deepEqual(story(model, "W").slice(-1), ["exited 20-…"]);
  assert.equal(lock(model, "log").waiters.current, 0);
});
