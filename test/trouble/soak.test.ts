/** The short form of `npm run soak`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { killRound } from "../soak/kill.ts";
import { shortProcesses } from "../soak/short.ts";

const skip = process.platform === "linux" ? false : "looks into /proc";
/** Chosen so that every kind of victim is among them. */
const SEEDS = [2, 8, 14, 16, 19, 36, 37, 55, 101];

test("whoever is killed: the run ends or is reported stuck, and nothing is left of it", {
  skip,
  concurrency: 2,
}, async (t) => {
  await Promise.all(
    SEEDS.map((seed) =>
      t.test(`seed ${seed}`, async () => {
        const { plan, faults, stdout, stderr } = await killRound(seed);
        assert.deepEqual(faults, [], `${JSON.stringify(plan)}\n${stdout}\n${stderr}`);
      }),
    ),
  );
});

test("60 short processes: nothing that they had open stays open", { skip }, async (t) => {
  const { faults, samples } = await shortProcesses(60, 2, 120_000);
  assert.deepEqual(faults, []);
  t.diagnostic(JSON.stringify(samples.at(-1)));
});
