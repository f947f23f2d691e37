// Each smoker lacks two of three things. An agent lays two on the table; only one smoker can use them.
import { isMainProcess, Process, Semaphore, sleep } from "@interleave/runtime";

const THINGS = ["tobacco", "paper", "matches"] as const;

async function agent(table: Semaphore, turns: Semaphore[]) {
  for (let round = 0; round < 6; round++) {
    await table.acquire();
    // The agent who knows who is served wakes just that one. (Who wakes by things alone may hang: try it.)
    const lucky = (round * 2) % THINGS.length;
    console.log(`on the table: ${THINGS.filter((_, i) => i !== lucky).join(" and ")}`);
    await turns[lucky]!.release();
  }
}

async function smoke(table: Semaphore, turn: Semaphore, own: string) {
  for (let i = 0; i < 2; i++) {
    await turn.acquire();
    console.log(`the one with ${own} smokes`);
    await sleep(100);
    await table.release();
  }
}

if (isMainProcess) {
  const table = new Semaphore(1, { name: "table" });
  const turns = THINGS.map((own) => new Semaphore(0, { name: `with ${own}` }));
  const processes = [
    new Process({ target: agent, args: [table, turns], name: "agent" }),
    ...THINGS.map((own, i) => new Process({ target: smoke, args: [table, turns[i]!, own], name: own })),
  ];
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
