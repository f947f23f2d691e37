// Five philosophers, five forks, and everyone takes the left one first. The first meals go well.
import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

class Philosopher extends Process {
  readonly left: Lock;
  readonly right: Lock;

  constructor(left: Lock, right: Lock) {
    super();
    this.left = left;
    this.right = right;
  }

  override async run() {
    for (let meal = 1; ; meal++) {
      await sleep(100);
      await this.left.use(async () => {
        // The later the evening, the longer the talk with one fork in the hand.
        await sleep(200 * (meal - 1));
        await this.right.use(async () => {
          console.log(`${this.name} eats meal ${meal}`);
          await sleep(100);
        });
      });
    }
  }
}

if (isMainProcess) {
  const forks = Array.from({ length: 5 }, (_, i) => new Lock({ name: `fork-${i + 1}` }));
  const philosophers = forks.map((fork, i) => new Philosopher(fork, forks[(i + 1) % forks.length]!));
  for (const philosopher of philosophers) philosopher.start();
  for (const philosopher of philosophers) await philosopher.join();
}
