// Ten want to be active, three may be at a time; a list that lives in a manager says who is.
import {
  currentProcess,
  isMainProcess,
  type ListProxy,
  Lock,
  Manager,
  Process,
  Semaphore,
  sleep,
} from "@interleave/runtime";

class ActivePool {
  readonly active: ListProxy<string>;
  readonly lock = new Lock({ name: "pool lock" });

  constructor(active: ListProxy<string>) {
    this.active = active;
  }

  async makeActive(name: string) {
    await this.lock.use(() => this.active.append(name));
  }

  async makeInactive(name: string) {
    await this.lock.use(() => this.active.remove(name));
  }

  async show() {
    const names = await this.lock.use(() => this.active.snapshot());
    return `[${names.map((name) => `'${name}'`).join(", ")}]`;
  }
}

async function worker(s: Semaphore, pool: ActivePool) {
  const { name } = currentProcess();
  await s.use(async () => {
    await pool.makeActive(name);
    console.log(`Activating ${name} now running ${await pool.show()}`);
    await sleep(Math.random() * 1000);
    await pool.makeInactive(name);
  });
}

if (isMainProcess) {
  await using manager = await Manager.start();
  const pool = new ActivePool(manager.list());
  const s = new Semaphore(3, { name: "three at a time" });

  const jobs = Array.from(
    { length: 10 },
    (_, i) => new Process({ target: worker, name: String(i), args: [s, pool] }),
  );
  for (const job of jobs) job.start();

  while (jobs.some((job) => job.isAlive())) {
    for (const job of jobs) {
      if (!job.isAlive()) continue;
      await job.join({ timeout: 100 });
      console.log(`Now running ${await pool.show()}`);
    }
  }
}
