// A hundred processes count down together. Each call is one step, but reading and then writing are two: hence the lock.
import { type DictProxy, isMainProcess, Lock, Manager, Process } from "@interleave/runtime";

async function countDown(dict: DictProxy<string, number>, lock: Lock) {
  await lock.use(async () => {
    const count = await dict.get("count", 0);
    await dict.set("count", count - 1);
  });
}

if (isMainProcess) {
  const lock = new Lock({ name: "count" });
  await using manager = await Manager.start();
  const dict = manager.dict({ count: 100 });

  const all = Array.from({ length: 100 }, () => new Process({ target: countDown, args: [dict, lock] }));
  for (const process of all) process.start();
  for (const process of all) await process.join();
  console.log(`{'count': ${await dict.get("count")}}`);
}
