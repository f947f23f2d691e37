/** Calls of a manager's containers, in the lanes of who calls and of what is called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { STATE } from "../../src/trace/states.ts";
import { TraceScript } from "./script.ts";

function modelOf(portion: string): { model: RunModel; d: EventLane } {
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const start =
    "0 - spawn main\n0 main run program\n1 main spawn A\n1 main spawn B\n2 A run f\n2 B run f\n3 main make dict d\n";
  for (const batch of reader.push(new TraceScript().write(start + portion))) model.push(batch);
  const [d] = [...model.objects.values()];
  assert.ok(d instanceof EventLane);
  return { model, d };
}

/** Stretches of use, in milliseconds. */
const uses = ({ track }: EventLane, now: number): [number, number][] =>
  Array.from({ length: track.length }, (_, i) => i)
    .filter((i) => track.state[i] === 1)
    .map((i) => [track.start[i]! / 1000, track.end(i, now * 1000) / 1000]);

test("calls that are answered at once are short marks and no waits", () => {
  const { model, d } = modelOf("10 A call d 1\n12 B call d 3\n12 A call d 2");
  assert.deepEqual(uses(d, 20), [
    [9.96, 10],
    [11.96, 12],
  ]);
  assert.deepEqual([d.served, d.waited, d.waiters.max, d.word(1), d.word(0)], [3, 0, 0, "in use", "3 calls"]);
  const a = [...model.processes.values()].find(({ name }) => name === "A")!;
  assert.equal(a.track.state[a.track.at(11_000)], STATE.running);
});

test("a call that takes its time is a wait of who calls, until it is answered or has failed", () => {
  const { model, d } = modelOf("10 A calls d\n20 B calls d\n60 B failed d\n110 A called d 1\n200 A exit 0");
  const a = [...model.processes.values()].find(({ name }) => name === "A")!;
  const b = [...model.processes.values()].find(({ name }) => name === "B")!;
  const state = (lane: typeof a, ms: number) => lane.track.state[lane.track.at(ms * 1000)];
  assert.deepEqual([state(a, 9), state(a, 50), state(a, 111)], [STATE.running, STATE.process, STATE.running]);
  assert.deepEqual([state(b, 50), state(b, 61), b.pending.size], [STATE.process, STATE.running, 0]);
  assert.equal(a.track.object[a.track.at(50_000)], d.id);
  assert.deepEqual([d.waiters.valueAt(15_000), d.waiters.valueAt(30_000), d.waiters.current], [1, 2, 0]);
  assert.deepEqual([d.waited, d.waitTotal, d.longest?.length], [2, 140_000, 100_000]);
  assert.equal(a.longest?.length, 100_000);
  assert.deepEqual(uses(d, 200), [
    [10, 20],
    [20, 110],
  ]);
});

test("one who is killed while it waits waits no more", () => {
  const { model, d } = modelOf("10 A calls d\n60 A exit SIGKILL\n70 B call d 1");
  assert.equal(d.waiters.current, 0);
  assert.equal([...model.processes.values()].find(({ name }) => name === "A")!.pending.size, 0);
  assert.equal(uses(d, 100).at(-1)![1], 70);
});
