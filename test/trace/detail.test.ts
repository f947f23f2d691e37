import assert from "node:assert/strict";
import { test } from "node:test";
import { seek } from "../../src/trace/detail.ts";
import { Intervals } from "../../src/trace/intervals.ts";
import { Steps } from "../../src/trace/steps.ts";

let seed = 1;
/** From 0 to 1, the same in every run of the tests. */
function random(): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 0x1_0000_0000;
}

const STATES = 4;

/** Intervals, most of them short, a few long; `now` is a moment in the last one. */
function someIntervals(count: number): { track: Intervals; now: number } {
  const track = new Intervals(STATES);
  let time = 100;
  for (let i = 0; i < count; i++) {
    track.add(time, Math.floor(random() * STATES));
    time += 1 + Math.floor(random() * 9) + (random() < 0.003 ? 500 : 0);
  }
  return { track, now: time };
}

/** Microseconds in each state before a moment, by looking at every interval. */
function spentSlowly(track: Intervals, time: number): number[] {
  const spent = new Array<number>(STATES).fill(0);
  for (let i = 0; i < track.length; i++)
    spent[track.state[i]!]! += Math.max(0, Math.min(track.end(i, time), time) - track.start[i]!);
  return spent;
}

test("the time spent in each state up to any moment is the sum of its intervals", () => {
  for (const count of [1, 31, 32, 33, 64, 1000, 5000]) {
    const { track, now } = someIntervals(count);
    const into = new Float64Array(STATES);
    for (let round = 0; round < 50; round++) {
      const time = 100 + Math.floor(random() * (now - 100));
      track.detail.spent(time, track.at(time), into);
      assert.deepEqual([...into], spentSlowly(track, time));
    }
  }
});

test("the next long interval is the one found by looking at each", () => {
  for (const count of [1, 32, 33, 1025, 40_000]) {
    const { track } = someIntervals(count);
    for (const length of [1, 5, 9, 10, 400, 520]) {
      for (let round = 0; round < 30; round++) {
        const from = Math.floor(random() * count);
        const end = from + Math.floor(random() * (count - from + 1));
        let expected = from;
        while (expected < end) {
          if (!track.isOpen(expected) && track.start[expected + 1]! - track.start[expected]! >= length) break;
          expected++;
        }
        assert.equal(track.detail.nextOf(length, from, end), expected);
      }
    }
  }
});

test("growing bit by bit gives the same as being asked once", () => {
  const track = new Intervals(STATES);
  const into = new Float64Array(STATES);
  let time = 0;
  for (let i = 0; i < 3000; i++) {
    track.add(time, Math.floor(random() * STATES));
    time += random() * 20;
    if (i % 7 === 0) {
      track.detail.spent(time, track.at(time), into);
      const expected = spentSlowly(track, time);
      for (let state = 0; state < STATES; state++)
        assert.ok(Math.abs(into[state]! - expected[state]!) < 1e-6 * Math.max(1, time));
    }
  }
});

test("least, most and mean of any stretch are those of its steps", () => {
  for (const count of [1, 32, 33, 65, 3000]) {
    const steps = new Steps();
    let time = 0;
    for (let i = 0; i < count; i++) {
      steps.set(time, Math.floor(random() * 300));
      time += 1 + Math.floor(random() * 10);
    }
    for (let round = 0; round < 60; round++) {
      const [from, to] = [random() * time, random() * time].sort((a, b) => a - b) as [number, number];
      const [first, last] = [steps.at(from), steps.at(to)];
      const level = steps.detail.between(from, first, to, last);
      let sum = 0;
      let low = Number.POSITIVE_INFINITY;
      let high = 0;
      for (let i = first; i <= last; i++) {
        const end = i < last ? steps.time[i + 1]! : to;
        sum += steps.value[i]! * (end - Math.max(from, steps.time[i]!));
        low = Math.min(low, steps.value[i]!);
        high = Math.max(high, steps.value[i]!);
      }
      assert.equal(level.low, low);
      assert.equal(level.high, high);
      assert.ok(Math.abs(level.mean - sum / (to - from)) < 1e-6 * high);
    }
  }
});

test("seeking onward finds what a search over all finds", () => {
  const sorted = Float64Array.from({ length: 500 }, (_, i) => Math.floor(i / 3) * 2);
  for (let round = 0; round < 500; round++) {
    const value = random() * 340;
    const found = sorted.findLastIndex((time) => time <= value);
    const from = Math.floor(random() * (found + 1));
    assert.equal(seek(sorted, sorted.length, value, from), found);
  }
});
