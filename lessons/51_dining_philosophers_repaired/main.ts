// The same table with one rule more: the fork with the lower number comes first. No circle can close.
import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

class Philosopher extends Process {
  readonly first: Lock;
  readonly second: Lock;

  constructor(first: Lock, second: Lock) {
    super();
    this.first = first;
    this.second = second;
  }

  override async run() {
    for (let meal = 1; meal <= 3; meal++) {
      await sleep(100);
      await this.first.use(async () => {
        await sleep(200 * (meal - 1));
        await this.second.use(async () => {
          console.log(`${this.name} eats meal ${meal}`);
          await sleep(100);
        });
      });
    }
  }
}

if (isMainProcess) {
  const forks = Array.from({ length: 5 }, (_, i) => new Lock({ name: `fork-${i + 1}` }));
  const philosophers = forks.map((fork, i) => {
    const next = (i + 1) % forks.length;
    // Philosopher-5 sits between fork-5 and fork-1 and is the one who now reaches to the other side.
    return i < next ? new Philosopher(fork, forks[next]!) : new Philosopher(forks[next]!, fork);
  });
  for (const philosopher of philosophers) philosopher.start();
  for (const philosopher of philosophers) await philosopher.join();
}
