/** Pipes, simple queues and external commands as lanes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ProcessLane, QueueLane } from "../../src/trace/lanes.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { STATES } from "../../src/trace/states.ts";
import { TraceScript } from "./script.ts";

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

function queue(model: RunModel, name: string): QueueLane {
  const lane = [...model.objects.values()].find((candidate) => candidate.name === name);
  assert.ok(lane instanceof QueueLane);
  return lane;
}

const TWO = `
0  -    spawn main
0  main run program
1  main make lock log @main.ts:3:7
2  main spawn A @main.ts:9:3
3  main spawn B
5  A    run worker
6  B    run worker
`;

test("a pipe's end is a lane like a queue's, but for one that only sends; a simple queue is one", () => {
  const model = modelOf(
    TWO,
    `
    7  main make simple jobs
    7  main make reader Pipe-1.reader
    7  main make writer Pipe-1.writer
    8  A put jobs
    9  A send Pipe-1.reader
    10 A send Pipe-1.reader
    11 B recv Pipe-1.reader
    12 B ask poll Pipe-1.reader
    14 B got poll Pipe-1.reader
    15 B recv Pipe-1.reader
    16 B ask recv Pipe-1.reader
    20 B error recv Pipe-1.reader`,
  );
  assert.deepEqual(
    [...model.objects.values()].map((lane) => [lane.name, lane.kind]),
    [
      ["log", "lock"],
      ["jobs", "queue"],
      ["Pipe-1.reader", "queue"],
    ],
  );
  const lane = queue(model, "Pipe-1.reader");
  assert.deepEqual([...lane.depth.value.subarray(0, lane.depth.length)], [1, 2, 1, 0]);
  assert.deepEqual([lane.puts, lane.gets, lane.waited, lane.bound], [2, 2, 2, 0]);
  assert.deepEqual(story(model, "B").slice(-6), [
    "queue 12-14",
    "running 14-14.96",
    "arbiter 14.96-15",
    "running 15-16",
    "queue 16-20",
    "running 20-…",
  ]);
});

test("an external command is a lane under its caller, which waits for it; one may wait for any of several", () => {
  const model = modelOf(
    TWO,
    `
    7  A spawn nslookup command
    7  nslookup run "nslookup python.org"
    7  A ask join nslookup
    9  nslookup exit 3
    9  A got join nslookup
    10 A ask any
    12 A got any`,
  );
  const lane = process(model, "nslookup");
  assert.deepEqual([lane.info.kind, lane.depth, lane.exit?.code], ["command", 2, 3]);
  assert.deepEqual(story(model, "nslookup"), ["running 7-9", "exited 9-…"]);
  assert.deepEqual(story(model, "A").slice(-4), [
    "process 7-9",
    "running 9-10",
    "process 10-12",
    "running 12-…",
  ]);
});
