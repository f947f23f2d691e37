/**
 * `npm run soak`: the runtime under fire, for as long as one likes. Every failure is printed with the seed that makes
 * it happen again.
 *
 *   --rounds N        rounds of each part (default: the part's own)
 *   --only ID[,ID…]   some parts only
 *   --seed S          first seed (default 1)
 */
import { parseArgs } from "node:util";
import { killRound, type Round } from "./kill.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "500" },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const first = Number(options.seed);
const rounds = Number(options.rounds);
const ends = new Map<string, number>();
let failed = 0;
let hits = 0;
let next = first;
async function lane() {
  while (next < first + rounds) {
    const seed = next++;
    const round: Round = await killRound(seed);
    if (round.hit) hits++;
    const key = `${round.hit ? `${round.plan.attack.victim} ${round.plan.attack.how}` : "nobody"} → ${round.end}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
    if (round.faults.length > 0) {
      failed++;
      console.log(`seed ${seed}: ${key}\n  ${round.faults.join("\n  ")}\n--- stderr\n${round.stderr}---`);
    }
  }
}
await Promise.all([lane(), lane()]);
console.log(ends, { failed, hits, rounds });
process.exitCode = failed > 0 ? 1 : 0;
