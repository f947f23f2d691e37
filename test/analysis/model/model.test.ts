/**
 * Random programs over every primitive, all interleavings of each, and one run that got through: what is predicted
 * from that run is held against what can really happen. `INTERLEAVE_MODEL_SEEDS` takes more of them, `…_FIRST` others.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stuckTasks } from "../../../src/analysis/liveness.ts";
import { outlooks } from "./explore.ts";
import { judge } from "./judge.ts";
import { livenessOf } from "./liveness.ts";
import { generate } from "./program.ts";
import { Random } from "./random.ts";
import { State } from "./state.ts";

const SEEDS = Number(process.env["INTERLEAVE_MODEL_SEEDS"] ?? 7500);
const FIRST = Number(process.env["INTERLEAVE_MODEL_FIRST"] ?? 1);

test("what is predicted is true, and most of what is true is predicted", (t) => {
  let safe = 0;
  let capable = 0;
  let reported = 0;
  let proven = 0;
  let doubtful = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const verdict = judge(seed);
    if (!verdict) continue;
    const { stuck, found } = verdict;
    if (stuck.size === 0) safe++;
    else capable++;
    for (const one of found) {
      if (one.certainty === "possible") {
        if (stuck.size === 0) doubtful++;
        continue;
      }
      assert.ok(stuck.size > 0, `seed ${seed}: a deadlock is called proven in a program that has none`);
      const expected = [...one.stuck.keys()].map((id) => id - 1).sort((a, b) => a - b);
      assert.deepEqual(verdict.left.get(one), expected, `seed ${seed}: the witness leads elsewhere`);
      for (const id of one.core) assert.ok(one.stuck.has(id), `seed ${seed}: process ${id} is not stuck`);
    }
    if (stuck.size > 0 && found.length > 0) reported++;
    if (stuck.size > 0 && found.some(({ certainty }) => certainty === "proven")) proven++;
  }
  t.diagnostic(
    `${safe} programs that cannot deadlock: ${doubtful} called possible, none proven; ${capable} that can: ${reported} reported, ${proven} proven`,
  );
  assert.ok(safe >= 0.7 * SEEDS, `only ${safe} programs cannot deadlock`);
  assert.ok(capable >= 0.05 * SEEDS, `only ${capable} programs can deadlock`);
  assert.ok(reported >= 0.85 * capable, `only ${reported} of ${capable} are reported`);
  assert.ok(doubtful <= 0.002 * safe, `${doubtful} false alarms, if only as possible ones`);
});

test("what is predicted of a run in windows is true as well", (t) => {
  let windows = 0;
  let found = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS / 3; seed++) {
    const verdict = judge(seed, { windowRows: 8 + (seed % 16) });
    if (!verdict) continue;
    windows += verdict.windows;
    for (const [one, left] of verdict.left) {
      found++;
      assert.ok(
        verdict.stuck.size > 0,
        `seed ${seed}: a deadlock is called proven in a program that has none`,
      );
      assert.ok(typeof left !== "string", `seed ${seed}: ${left}`);
      // Others may have waited for them before the window began.
      for (const id of one.stuck.keys()) assert.ok(left.includes(id - 1), `seed ${seed}: ${id} is not stuck`);
    }
  }
  t.diagnostic(`${found} found in ${windows} windows and what came after them`);
  assert.ok(windows >= SEEDS / 4, `only ${windows} windows`);
  assert.ok(found >= SEEDS / 500, `only ${found} found`);
});

test("the liveness reduction calls stuck what is stuck, and when nothing else is left all of it", (t) => {
  let states = 0;
  let stuckStates = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS / 20; seed++) {
    const program = generate(new Random(seed));
    outlooks(new State(program), 2000, (state, live) => {
      states++;
      const tasks = livenessOf(state);
      const stuck = stuckTasks(tasks);
      for (const task of stuck)
        assert.ok(!live.has(task), `seed ${seed}: task ${task} can get on in ${state.key}`);
      if (stuck.size > 0) stuckStates++;
      if (state.choices.length > 0) return;
      // Nobody can do anything: whoever is left is stuck.
      assert.deepEqual([...stuck].sort(), tasks.map(({ id }) => id).sort(), `seed ${seed}: ${state.key}`);
    });
  }
  t.diagnostic(`${states} states, somebody stuck in ${stuckStates} of them`);
  assert.ok(stuckStates > 100, `somebody is stuck in only ${stuckStates} states`);
});
