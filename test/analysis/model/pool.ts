/** A model's pools: what was submitted and not taken, what each worker is at, who waits for results. */
import type { Op } from "./program.ts";

/** A task of a pool; its number tells it from others of the same body. */
export interface Job {
  number: number;
  body: number;
  submitter: number;
}

export class ModelPools {
  /** By pool. */
  readonly pending = new Map<number, Job[]>();
  /** By worker. */
  readonly running = new Map<number, Job>();
  /** Jobs that are not over, by pool and submitter. */
  readonly #open = new Map<string, number>();
  #numbers = 0;

  clone(): ModelPools {
    const copy = new ModelPools();
    for (const [pool, jobs] of this.pending) copy.pending.set(pool, [...jobs]);
    for (const [worker, job] of this.running) copy.running.set(worker, job);
    for (const [key, count] of this.#open) copy.#open.set(key, count);
    copy.#numbers = this.#numbers;
    return copy;
  }

  /** The same for those that go on alike. */
  get key(): string {
    const shown = ({ body, submitter }: Job) => `${body}-${submitter}`;
    return [
      ...[...this.pending].map(([pool, jobs]) => `${pool}:${jobs.map(shown)}`),
      ...[...this.running].sort(([a], [b]) => a - b).map(([worker, job]) => `${worker}=${shown(job)}`),
    ].join(" ");
  }

  submit({ object, body }: Op & { do: "submit" }, submitter: number): Job {
    const job = { number: ++this.#numbers, body, submitter };
    const jobs = this.pending.get(object);
    if (jobs) jobs.push(job);
    else this.pending.set(object, [job]);
    this.#count(object, submitter, 1);
    return job;
  }

  /** A worker takes the oldest. */
  take(pool: number, worker: number): Job | undefined {
    const job = this.pending.get(pool)?.shift();
    if (job) this.running.set(worker, job);
    return job;
  }

  end(pool: number, worker: number): Job {
    const job = this.running.get(worker)!;
    this.running.delete(worker);
    this.#count(pool, job.submitter, -1);
    return job;
  }

  /** How many of those that a task submitted are not over. */
  open(pool: number, submitter: number): number {
    return this.#open.get(`${pool} ${submitter}`) ?? 0;
  }

  #count(pool: number, submitter: number, by: number): void {
    this.#open.set(`${pool} ${submitter}`, this.open(pool, submitter) + by);
  }
}
