/** Lanes of RLocks, semaphores, conditions, barriers and values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLane, HELD, LockLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { STATE } from "../../src/trace/states.ts";
import { TraceScript } from "./script.ts";

function modelOf(portion: string): RunModel {
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const start = "0 - spawn main\n0 main run program\n1 main spawn A\n1 main spawn B\n2 A run f\n2 B run f\n";
  for (const batch of reader.push(new TraceScript().write(start + portion))) model.push(batch);
  return model;
}

const laneOf = (model: RunModel, name: string) =>
  [...model.objects.values()].find((lane) => lane.name === name);

function holds(model: RunModel, name: string): unknown[] {
  const lane = laneOf(model, name);
  assert.ok(lane instanceof LockLane);
  return Array.from({ length: lane.holders.length }, (_, i) => [
    lane.holders.start[i]! / 1000,
    lane.holders.state[i],
    lane.holders.other[i] ? model.processName(lane.holders.other[i]!) : "",
  ]);
}

test("an RLock taken again is one hold, until its last level is given back", () => {
  const model = modelOf(`
    3  main make rlock door
    10 A acquire door
    11 A again door
    12 B ask acquire door
    13 A less door
    20 A release door
    20 B got acquire door
    25 B release door`);
  assert.deepEqual(holds(model, "door"), [
    [10, HELD.contended, "A"],
    [20, HELD.held, "B"],
    [25, HELD.free, ""],
  ]);
  const lane = laneOf(model, "door") as LockLane;
  assert.deepEqual([...lane.heldBy.values()], [10_000, 5000]);
});

test("a semaphore is held as long as any of its permits is", () => {
  const model = modelOf(`
    3  main make semaphore gate 2
    10 A acquire gate
    12 B acquire gate
    13 main ask acquire gate
    15 A release gate
    15 main got acquire gate
    20 B release gate
    22 main release gate`);
  assert.deepEqual(holds(model, "gate"), [
    [10, HELD.held, "A"],
    [12, HELD.contended, "B"],
    [15, HELD.held, "main"],
    [22, HELD.free, ""],
  ]);
  const lane = laneOf(model, "gate") as LockLane;
  assert.deepEqual(
    [...lane.heldBy].map(([process, held]) => [model.processName(process), held]),
    [
      ["A", 5000],
      ["B", 8000],
      ["main", 7000],
    ],
  );
});

test("conditions and barriers have a lane like an event's, with those who wait", () => {
  const model = modelOf(`
    3  main make condition ready
    3  main make barrier meeting 2
    10 A ask wait ready
    11 B ask wait meeting
    15 main break meeting
    15 B error wait meeting
    18 A got wait ready
    20 main reset meeting`);
  const [ready, meeting] = [laneOf(model, "ready"), laneOf(model, "meeting")];
  assert.ok(ready instanceof EventLane && meeting instanceof EventLane);
  assert.deepEqual([ready.waiters.valueAt(12_000), meeting.waiters.valueAt(12_000)], [1, 1]);
  assert.deepEqual([ready.waiters.current, meeting.waiters.current], [0, 0]);
  assert.deepEqual([ready.word(0), meeting.word(1), meeting.word(0)], ["", "broken", ""]);
  assert.deepEqual(
    Array.from({ length: meeting.track.length }, (_, i) => [meeting.track.start[i], meeting.track.state[i]]),
    [
      [15_000, 1],
      [20_000, 0],
    ],
  );
  const a = [...model.processes.values()].find((lane) => lane.name === "A")!;
  assert.equal(a.track.state[a.track.at(12_000)], STATE.signal);
});

test("a value has no lane, its lock has one as soon as somebody takes it", () => {
  const before = modelOf("3 main make part v.lock\n3 main make value v");
  assert.deepEqual([...before.objects.values()], []);
  const after = modelOf(
    "3 main make part v.lock\n3 main make value v\n10 A acquire v.lock\n12 A release v.lock",
  );
  assert.deepEqual(
    [...after.objects.values()].map((lane) => lane.name),
    ["v.lock"],
  );
  assert.deepEqual(holds(after, "v.lock"), [
    [10, HELD.held, "A"],
    [12, HELD.free, ""],
  ]);
});
