import assert from "node:assert/strict";
import { test } from "node:test";
import {
  coreOf,
  deadlocksOf,
  type LivenessTask,
  type LivenessWait,
  stuckTasks,
} from "../../src/analysis/liveness.ts";

const owed = (...on: number[]): LivenessWait => ({ kind: "owed", on, timed: false });
const offered = (...on: number[]): LivenessWait => ({ kind: "offered", on, timed: false });

function judge(tasks: Record<number, LivenessWait[] | "free">) {
  const list: LivenessTask[] = Object.entries(tasks).map(([id, waits]) => ({
    id: Number(id),
    waits: waits === "free" ? [] : waits,
    free: waits === "free",
  }));
  const stuck = stuckTasks(list);
  const core = coreOf(stuck, new Map(list.map((task) => [task.id, task])));
  return { stuck: [...stuck].sort(), core: [...core].sort() };
}

test("a closed circle is stuck, whoever joins it waits behind", () => {
  assert.deepEqual(judge({ 1: [owed(2)], 2: [owed(3)], 3: [owed(2)] }), { stuck: [1, 2, 3], core: [2, 3] });
});

test("a chain that ends at somebody free is not stuck", () => {
  assert.deepEqual(judge({ 1: [owed(2)], 2: [owed(3)], 3: "free" }), { stuck: [], core: [] });
});

test("a partial deadlock is seen while others run", () => {
  assert.deepEqual(judge({ 1: "free", 2: [owed(3)], 3: [owed(2)] }), { stuck: [2, 3], core: [2, 3] });
});

test("one way out of several waits is enough", () => {
  assert.deepEqual(judge({ 1: "free", 2: [owed(3), offered(1)], 3: [owed(2)] }), { stuck: [], core: [] });
});

test("a wait with a limit is not stuck", () => {
  assert.deepEqual(judge({ 1: [{ ...owed(2), timed: true }], 2: [owed(1)] }), { stuck: [], core: [] });
});

test("a consumer that nobody can feed is the core, main joining it is not", () => {
  assert.deepEqual(judge({ 1: [owed(2)], 2: [offered(1)] }), { stuck: [1, 2], core: [2] });
});

test("waiting for the dead is a core of its own", () => {
  assert.deepEqual(judge({ 1: [owed()], 2: [owed(1)] }), { stuck: [1, 2], core: [1] });
});

test("results from workers that are locked in a circle are collateral", () => {
  assert.deepEqual(judge({ 1: [offered(2, 3)], 2: [owed(3)], 3: [owed(2)] }), {
    stuck: [1, 2, 3],
    core: [2, 3],
  });
});

test("waiting for oneself is a circle", () => {
  assert.deepEqual(judge({ 1: [owed(1)] }), { stuck: [1], core: [1] });
});

test("who owes what others could give as well is part of the circle", () => {
  const both: LivenessWait = { kind: "offered", on: [2, 3], owes: [2], timed: false };
  assert.deepEqual(judge({ 1: [both], 2: [owed(1)], 3: [owed(1)] }), { stuck: [1, 2, 3], core: [1, 2] });
  assert.deepEqual(judge({ 1: [both], 2: [owed(1)], 3: "free" }), { stuck: [], core: [] });
});

test("a circle of ten thousand is found without exhausting the stack", () => {
  const tasks: Record<number, LivenessWait[]> = {};
  for (let i = 0; i < 10_000; i++) tasks[i] = [owed((i + 1) % 10_000)];
  assert.equal(judge(tasks).core.length, 10_000);
});

test("circles that have nothing to do with one another are told apart, each with those who wait behind it", () => {
  const waits: Record<number, LivenessWait[]> = {
    1: [owed(2)],
    2: [owed(3)],
    3: [owed(2)],
    4: [owed(5)],
    5: [owed(4)],
    6: [offered()],
    7: [owed(6), owed(3)],
    8: [offered()],
  };
  const all = new Map(
    Object.entries(waits).map(([id, list]) => [Number(id), { id: Number(id), waits: list, free: false }]),
  );
  assert.deepEqual(
    deadlocksOf(stuckTasks(all.values()), all).map(({ core, members }) => [
      [...core].sort(),
      [...members].sort(),
    ]),
    [
      [
        [2, 3],
        [1, 2, 3, 7],
      ],
      [
        [4, 5],
        [4, 5],
      ],
      [
        [6, 8],
        [6, 7, 8],
      ],
    ],
  );
});
