/** What the soak consists of. Each part prints its figures, and tells what is broken as soon as it is. */
import { fuzz } from "../coordinator/fuzz.ts";
import { killRound } from "./kill.ts";
import { large, tooLarge } from "./large.ts";
import { shortProcesses } from "./short.ts";

export interface Part {
  id: string;
  title: string;
  unit: string;
  /** How many, unless told otherwise. */
  rounds: number;
  run(rounds: number, seed: number, broken: (what: string) => void): Promise<void>;
}

/** Rounds that run at the same time. */
const LANES = 2;
/** Hostile processes that one coordinator has to bear. */
const HOSTILE = 150;
const MIB = 1024 * 1024;

export const PARTS: readonly Part[] = [
  {
    id: "kill",
    title: "random processes of random programs are killed at random moments",
    unit: "rounds",
    rounds: 500,
    run: kill,
  },
  {
    id: "short",
    title: "short processes in a row",
    unit: "processes",
    rounds: 10_000,
    async run(count, _seed, broken) {
      const { samples, alive, trace, faults } = await shortProcesses(count, LANES, 3_600_000);
      for (const { done, fds, rss } of samples)
        console.log(
          `${done}: files open in main ${fds.main}, in the coordinator ${fds.coordinator}; memory ${mebibytes(rss.main)} and ${mebibytes(rss.coordinator)} MiB`,
        );
      console.log(`alive in the coordinator: ${alive.map(mebibytes).join(" and ")} MiB`);
      console.log(`a trace of ${mebibytes(trace)} MiB`);
      faults.forEach(broken);
    },
  },
  {
    id: "frames",
    title: "frames that make no sense",
    unit: `times ${HOSTILE} hostile processes`,
    rounds: 20,
    async run(rounds, seed) {
      let refused = 0;
      for (let round = 0; round < rounds; round++)
        refused += (await fuzz(seed + round * HOSTILE, HOSTILE)).refused;
      console.log(`${refused} frames were refused`);
    },
  },
  {
    id: "large",
    title: "64 and 300 MiB at once, and more than can be sent",
    unit: "times",
    rounds: 1,
    async run(rounds) {
      for (let round = 0; round < rounds; round++) {
        for (const size of [64, 300]) await large(size);
        await tooLarge();
      }
    },
  },
];

async function kill(rounds: number, seed: number, broken: (what: string) => void): Promise<void> {
  const ends = new Map<string, number>();
  let next = seed;
  const lane = async () => {
    while (next < seed + rounds) {
      const round = await killRound(next++);
      const { plan, hit } = round;
      const how = `${hit ? `${plan.attack.victim} ${plan.attack.how}` : "nobody"}, status ${round.end}`;
      ends.set(how, (ends.get(how) ?? 0) + 1);
      if (round.faults.length > 0)
        broken(`seed ${plan.seed} (${how}): ${round.faults.join("; ")}\n${round.stderr}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const [how, count] of [...ends].sort()) console.log(`${count} × ${how}`);
}

const mebibytes = (bytes: number): string => (bytes / MIB).toFixed(0);
