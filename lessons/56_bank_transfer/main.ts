// Two clerks, two accounts, opposite directions. Today they do not meet; on another day this hangs.
import { Barrier, currentProcess, isMainProcess, Lock, Process, sleep, Value } from "@interleave/runtime";

interface Account {
  lock: Lock;
  balance: Value<number>;
}

async function transfer(opening: Barrier, from: Account, to: Account, amount: number, after: number) {
  await opening.wait();
  await sleep(after);
  await from.lock.use(() =>
    to.lock.use(async () => {
      const left = await from.balance.update((n) => n - amount);
      const now = await to.balance.update((n) => n + amount);
      console.log(`${currentProcess().name}: ${left} left, ${now} there`);
    }),
  );
}

if (isMainProcess) {
  const open = (name: string, balance: number): Account => ({
    lock: new Lock({ name }),
    balance: new Value(balance, { name: `${name}.balance` }),
  });
  const [alice, bob] = [open("alice", 100), open("bob", 100)];
  const opening = new Barrier(2, { name: "opening" });
  const clerks = [
    new Process({ target: transfer, args: [opening, alice, bob, 30, 0], name: "clerk-1" }),
    new Process({ target: transfer, args: [opening, bob, alice, 10, 800], name: "clerk-2" }),
  ];
  for (const clerk of clerks) clerk.start();
  for (const clerk of clerks) await clerk.join();
}
