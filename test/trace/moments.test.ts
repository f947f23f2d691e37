import assert from "node:assert/strict";
import { test } from "node:test";
import { RunModel } from "../../src/trace/model.ts";
import { eventAt, momentAfter, momentBefore } from "../../src/trace/moments.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { crowded, producerConsumer } from "../webview/scenes.ts";
import { traceOf } from "./script.ts";

function modelOf(script: string): RunModel {
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  for (const batch of reader.push(traceOf(script))) model.push(batch);
  return model;
}

const SCRIPT = `
0   -    spawn main
1   main run program
2   main make lock log
3   main make queue jobs
4   main spawn A
10  A    run worker
20  A    acquire log
20  main ask acquire log
30  A    put jobs
35  A    begin load
40  A    end load
50  main mark here
55  main print "a line"
60  A    release log
60  main got acquire log
70  A    exit 0
90  -    end 0`;

/** All moments, forward. */
function walk(model: RunModel): number[] {
  const found: number[] = [];
  for (let time = momentAfter(model, -1); time !== undefined; time = momentAfter(model, time))
    found.push(time);
  return found;
}

test("every event that a lane shows is a moment, and each is met once", () => {
  const moments = walk(modelOf(SCRIPT)).map((time) => time / 1000);
  for (const time of [0, 1, 4, 10, 20, 30, 35, 40, 50, 55, 60, 70])
    assert.ok(moments.includes(time), `${time} in ${moments}`);
  assert.equal(new Set(moments).size, moments.length);
  assert.deepEqual(
    moments,
    moments.toSorted((a, b) => a - b),
  );
});

test("backwards are the same moments", () => {
  for (const script of [SCRIPT, producerConsumer(), crowded(5, 30)]) {
    const model = modelOf(script);
    const forward = walk(model);
    const back: number[] = [];
    for (
      let time = momentBefore(model, Number.POSITIVE_INFINITY);
      time !== undefined;
      time = momentBefore(model, time)
    )
      back.push(time);
    assert.deepEqual(back.reverse(), forward);
  }
});

test("an open task has no end to step to", () => {
  const model = modelOf("0 - spawn main\n1 main run program\n5 main begin load\n9 main mark late");
  assert.equal(momentAfter(model, 5000), 9000);
  assert.equal(momentAfter(model, 9000), undefined);
  assert.equal(momentBefore(model, 0), undefined);
});

test("the event at a moment is the last one by then", () => {
  const model = modelOf(SCRIPT);
  assert.equal(eventAt(model, -1), 0);
  let last = 0;
  for (const time of walk(model)) {
    const event = eventAt(model, time);
    assert.ok(event >= last, `${event} after ${last}`);
    last = event;
  }
  assert.ok(last <= model.events);
});
