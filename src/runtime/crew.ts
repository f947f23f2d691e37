/** The worker processes of a pool or an executor. */
import { Child } from "./children.ts";
import { ValueError } from "./errors.ts";
import type { Handle } from "./handle.ts";
import type { Ref } from "./marker.ts";
import { encodeOrder, importing, nextIdentity, type ProcessOrder } from "./process.ts";
import { type Reference, requireReference } from "./registry.ts";
import { self } from "./seat.ts";

/** Exit code of a worker whose initializer threw. */
export const INITIALIZER_FAILED = 71;

export interface CrewOptions {
  /** What their names begin with. */
  prefix: "SpawnPoolWorker" | "SpawnProcess";
  daemon: boolean;
  initializer: ((...args: any[]) => unknown) | undefined;
  initArgs: unknown[] | undefined;
  /** A worker is relieved after so many tasks; absent: never. */
  maxTasks: number | undefined;
  site: number;
}

export class Crew {
  readonly #pool: Handle;
  readonly #options: CrewOptions;
  readonly #initializer: Reference | undefined;
  readonly #workers: Child[] = [];
  /** Told the exit code of every worker that ends. */
  onExit: ((exitCode: number) => void) | undefined;

  /**
   * @throws ValueError where no processes may be started.
   * @throws TransferError when the initializer cannot be found by another process.
   */
  constructor(pool: Handle, options: CrewOptions) {
    if (self.daemon) throw new ValueError("daemonic processes are not allowed to have children");
    if (importing.now)
      throw new ValueError(
        "a pool was made while a process was still importing the main module: " +
          "put what makes pools into `if (isMainProcess) { … }`",
      );
    this.#pool = pool;
    this.#options = options;
    if (options.initializer) this.#initializer = requireReference(options.initializer, "the initializer");
  }

  /** Starts one more. */
  start(): void {
    const { prefix, daemon, initArgs, maxTasks, site } = this.#options;
    const identity = nextIdentity();
    const refs: Ref[] = [];
    const order: ProcessOrder = { kind: "worker", identity };
    if (this.#initializer) order.target = this.#initializer;
    if (maxTasks !== undefined) order.maxTasks = maxTasks;
    const payload = encodeOrder(order, initArgs ?? [], undefined, refs);
    const worker = new Child({
      name: `${prefix}-${identity.join(":")}`,
      daemon,
      target: order.target?.name ?? "",
      pool: this.#pool.handle,
      payload,
      refs,
      site,
    });
    this.#workers.push(worker);
    worker.onExit = () => this.onExit?.(worker.exitCode ?? 0);
  }

  /** Ends them at once. */
  kill(site: number): void {
    for (const worker of this.#workers) worker.kill("SIGTERM", site);
  }

  /** Waits until they have ended, those too that are started meanwhile. */
  async join(site: number): Promise<void> {
    for (let i = 0; i < this.#workers.length; i++) await this.#workers[i]!.join(site);
  }
}
