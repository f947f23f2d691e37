/** The walk through a trace, held against the model that the timeline is drawn from. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND } from "../../src/protocol/events.ts";
import { HELD, LockLane, PoolLane, QueueLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { STATES } from "../../src/trace/states.ts";
import type { Visitor } from "../../src/trace/walk/visitor.ts";
import { Walk } from "../../src/trace/walk/walk.ts";
import { TraceWriter } from "../../src/trace/writer.ts";
import { crowded, philosophers, producerConsumer } from "../webview/scenes.ts";
import { traceOf } from "./script.ts";
import { MIXED, PAUSED, STUCK_AND_PAUSED, TWO } from "./scripts.ts";

function walk(bytes: Uint8Array, visitor: Visitor): Walk {
  const reader = new TraceReader();
  const walk = new Walk(reader.names, [visitor]);
  for (const batch of reader.push(bytes)) walk.push(batch);
  walk.finish();
  return walk;
}

function modelOf(bytes: Uint8Array): RunModel {
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  for (const batch of reader.push(bytes)) model.push(batch);
  return model;
}

const stuck = philosophers();
const TRACES: Record<string, Uint8Array> = {
  "a producer and consumers": traceOf(producerConsumer()),
  "philosophers, stuck": traceOf(`${stuck.before}\n${stuck.hint}`),
  "a crowd at one lock": traceOf(crowded(6, 60)),
  "everything at once": traceOf(MIXED),
  "stopped by a debugger": traceOf(`${TWO}${PAUSED}`),
  "stuck, and stopped by a debugger": traceOf(`${TWO}${STUCK_AND_PAUSED}`),
};

for (const [name, bytes] of Object.entries(TRACES)) {
  test(`${name}: the walk's states, holds, boxes and levels are those of the model`, () => {
    const model = modelOf(bytes);
    const states = new Map<number, string[]>();
    const holds = new Map<number, string[]>();
    const boxes = new Map<number, number>();
    const levels = new Map<string, number[]>();
    const walked = walk(bytes, {
      stretch: (process, { from, to, state, object, site, verb }) => {
        const line = [STATES[state], from, to, object, site, verb].join(" ");
        states.set(process.id, [...(states.get(process.id) ?? []), line]);
      },
      hold: (object, { process, from, to }) => {
        if (to > from) holds.set(object.id, [...(holds.get(object.id) ?? []), `${process} ${from} ${to}`]);
      },
      box: (process) => void boxes.set(process.id, (boxes.get(process.id) ?? 0) + 1),
      level: (object, level, _, value) => {
        const key = `${object.id} ${level}`;
        levels.set(key, [...(levels.get(key) ?? []), value]);
      },
    });
    assert.equal(walked.events, model.events);
    assert.equal(walked.end, model.end);
    assert.deepEqual([...walked.processes.keys()], [...model.processes.keys()]);
    for (const { id, track, boxes: drawn, depth, parent } of model.processes.values()) {
      const lines = Array.from({ length: track.length }, (_, i) =>
        [
          STATES[track.state[i]!],
          track.start[i],
          track.end(i, model.end),
          track.object[i],
          track.site[i],
          track.verb[i],
        ].join(" "),
      );
      assert.deepEqual(states.get(id), lines);
      assert.equal(boxes.get(id) ?? 0, drawn.count);
      const process = walked.processes.get(id)!;
      assert.deepEqual([process.depth, process.parent], [depth, parent]);
    }
    const known = [...walked.objects.values()].filter(({ kind }) => kind !== "other");
    assert.deepEqual(known.map(({ id }) => id).sort(), [...model.objects.keys()].sort());
    for (const lane of model.objects.values()) {
      const most = (level: string) => Math.max(0, ...(levels.get(`${lane.id} ${level}`) ?? []));
      assert.equal(most("waiting"), lane.waiters.max);
      if (lane instanceof QueueLane) assert.equal(most("items"), lane.depth.max);
      if (lane instanceof PoolLane) {
        assert.equal(most("running"), lane.running.max);
        assert.equal(most("queued"), lane.queued.max);
      }
      if (!(lane instanceof LockLane) || lane.info.type === "Semaphore") continue;
      const { holders } = lane;
      const drawn = Array.from({ length: holders.length }, (_, i) => i)
        .filter((i) => holders.state[i] !== HELD.free && holders.end(i, model.end) > holders.start[i]!)
        .map((i) => `${holders.other[i]} ${holders.start[i]} ${holders.end(i, model.end)}`);
      assert.deepEqual(holds.get(lane.id) ?? [], drawn);
    }
  });
}

test("a semaphore's permits are holds of their own", () => {
  const held: string[] = [];
  walk(TRACES["everything at once"]!, {
    hold: (object, { process, from, to }) => {
      if (object.info.type === "Semaphore") held.push(`${process} ${from / 1000}-${to / 1000}`);
    },
  });
  assert.deepEqual(held, ["2 41-44", "3 42-46"]);
});

test("what a trace's texts claim is believed only where it has the right shape", () => {
  const texts = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    '{"name":7,"type":{},"processes":5,"time":"x"}',
    '{"processes":[{"role":"core","waits":[null,3]}]}',
  ];
  const writer = new TraceWriter();
  for (const text of texts)
    for (const kind of [
      KIND["run.begin"],
      KIND["process.spawn"],
      KIND["object.create"],
      KIND["hint"],
      KIND["mark"],
    ])
      writer.append({ time: 1, kind, other: 1, object: 1, text });
  for (let kind = 0; kind < 256; kind++)
    writer.append({ time: 2, kind, process: 4_000_000, object: 9, other: 77, op: 3, value: Number.NaN });
  const seen: string[] = [];
  const walked = walk(writer.flush()!, {
    hint: (hint) => seen.push(`${hint.kind} ${hint.certainty} ${hint.processes.length}`),
  });
  assert.equal(walked.events, texts.length * 5 + 256);
  assert.ok(walked.damaged > 0);
  assert.deepEqual(seen, []);
});
