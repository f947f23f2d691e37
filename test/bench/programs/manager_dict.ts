// Microseconds that setting a key of a manager's dict and getting it again take.
import { type DictProxy, isMainProcess, Manager, Process } from "@interleave/runtime";

const WARM_UP = 3000;
const ROUNDS = 10_000;

async function use(dict: DictProxy<string, number>) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await dict.set("key", i);
    await dict.get("key");
  }
  console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS);
}

if (isMainProcess) {
  await using manager = await Manager.start();
  const child = new Process({ target: use, args: [manager.dict<string, number>()] });
  child.start();
  await child.join();
}
