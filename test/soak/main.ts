/**
 * `npm run soak`: Interleave under fire for as long as one likes; Linux only. The short forms are ordinary tests.
 * Exits 1 if anything was broken, and prints the seeds by which it happens again.
 *
 *   --rounds N        rounds of each part instead of its own number
 *   --only ID[,ID…]   some parts only
 *   --seed S          first seed (default 1)
 */
import { parseArgs } from "node:util";
import { PARTS } from "./parts.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string" },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const wholeNumber = (option: string, text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new RangeError(`${option} takes a whole number from 1 on`);
  return number;
};
const seed = wholeNumber("--seed", options.seed);
const rounds = options.rounds === undefined ? undefined : wholeNumber("--rounds", options.rounds);
const only = options.only?.split(",");
for (const id of only ?? [])
  if (!PARTS.some((part) => part.id === id))
    throw new RangeError(`no part is called '${id}': there are ${PARTS.map((part) => part.id).join(", ")}`);
if (process.platform !== "linux") throw new Error("the soak looks into /proc: it needs Linux");

for (const part of PARTS) {
  if (only && !only.includes(part.id)) continue;
  const count = rounds ?? part.rounds;
  console.log(`── ${part.id}: ${part.title}, ${count} ${part.unit}`);
  const began = performance.now();
  let faults = 0;
  const broken = (what: string) => {
    faults++;
    console.log(`✖ ${what}`);
  };
  try {
    await part.run(count, seed, broken);
  } catch (error) {
    broken(String((error as Error).stack));
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${faults === 0 ? "✔" : "✖"} ${part.id} (${seconds} s)\n`);
  if (faults > 0) process.exitCode = 1;
}
