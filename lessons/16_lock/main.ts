// Two ways to hold a lock. The first gives it back by itself, whatever happens.
import { isMainProcess, Lock, Process } from "@interleave/runtime";

async function workerWith(lock: Lock) {
  await using _ = await lock.hold();
  process.stdout.write("通过with获取得到锁\n");
}

async function workerNoWith(lock: Lock) {
  await lock.acquire();
  try {
    process.stdout.write("通过lock.acquire()获取得到锁\n");
  } finally {
    await lock.release();
  }
}

if (isMainProcess) {
  const lock = new Lock({ name: "stdout" });

  const children = [workerWith, workerNoWith].map((target) => new Process({ target, args: [lock] }));
  for (const child of children) child.start();
  for (const child of children) await child.join();
}
