/** The small programs by which deadlock detectors are known, one run of each that got through, and what is said. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prediction } from "../../src/analysis/predict/prediction.ts";
import { hintLine } from "../../src/coordinator/terminal.ts";
import type { Hint } from "../../src/protocol/hints.ts";
import { CLASSICS } from "./classics.ts";
import { explore } from "./model/explore.ts";
import { judged } from "./model/judge.ts";
import { scene } from "./model/scene.ts";
import { State } from "./model/state.ts";

function predict(rows: ReturnType<typeof scene>["recording"]["rows"]): Hint[] {
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  for (const row of rows) prediction.row(row);
  return prediction.end().hints;
}

for (const [what, [text, expected]] of Object.entries(CLASSICS))
  test(what, () => {
    const { program, recording, names } = scene(text);
    const truth = explore(new State(program), 200_000);
    assert.ok(truth, "too many states");
    // The verdict asked for is the true one.
    assert.equal(truth.stuck.size > 0, expected !== "none", `stuck: ${[...truth.stuck].join(" or ")}`);
    const verdict = judged(program, truth.stuck, recording);
    const circles = verdict.found.map(({ core }) =>
      core
        .map((id) => names[id - 1]!)
        .sort((a, b) => a.localeCompare(b))
        .join(" "),
    );
    assert.deepEqual(circles, typeof expected === "string" ? [] : expected);
    for (const found of verdict.found) {
      assert.equal(found.certainty, "proven");
      assert.deepEqual(
        verdict.left.get(found),
        [...found.stuck.keys()].map((id) => id - 1).sort((a, b) => a - b),
      );
    }
    for (const hint of predict(recording.rows)) {
      assert.equal(hint.kind, "deadlock-predicted");
      assert.ok(hint.processes.every(({ role, waits }) => role === "core" && waits?.length === 1));
      assert.ok(hint.witness!.length >= 2 * hint.processes.length);
      assert.ok(hintLine(hint).includes(`\n  1. ${hint.witness![0]}\n  2. `));
      assert.ok(hint.events.length >= 2 && hint.sites.some(({ role }) => role === "waits"));
    }
  });
