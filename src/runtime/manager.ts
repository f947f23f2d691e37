/** A process that keeps what other processes share: dicts, lists, namespaces, and locks and queues that end with it. */
import type { ManagerOrder } from "../protocol/manager.ts";
import { Barrier, type BarrierOptions } from "./barrier.ts";
import { builtin } from "./builtin.ts";
import { Child } from "./children.ts";
import { Condition } from "./condition.ts";
import { DictProxy } from "./dict-proxy.ts";
import { ClosedError, ValueError } from "./errors.ts";
import { Event } from "./event.ts";
import type { Handle } from "./handle.ts";
import { ListProxy } from "./list-proxy.ts";
import { Lock } from "./lock.ts";
import { type ManagerLink, managerLink } from "./manager-link.ts";
import { unsendable } from "./marker.ts";
import { NamespaceProxy } from "./namespace-proxy.ts";
import { importing, Process } from "./process.ts";
import { cellsOf, pairsOf } from "./proxy.ts";
import { JoinableQueue, Queue } from "./queue.ts";
import { RLock } from "./rlock.ts";
import { seat, self } from "./seat.ts";
import { BoundedSemaphore, Semaphore } from "./semaphore.ts";
import { callSite, madeAt } from "./sites.ts";
import { SharedArray, Value } from "./value.ts";
import type { Named } from "./wait.ts";

/** How long a manager may take to end before it is made to. */
const SHUTDOWN_MS = 1000;

/** Managers of this process that have not been shut down. */
export const managers = new Set<Manager>();

/**
 * What it makes can be sent to any process of the program and is usable there until the manager has ended; then every
 * use throws a ClosedError. It ends by `shutdown`, else once its maker has nothing left to do and its children that
 * are no daemons have ended.
 */
export class Manager implements AsyncDisposable {
  readonly #child: Child;
  readonly #link: ManagerLink;
  #down: Promise<void> | undefined;

  private constructor(child: Child, link: ManagerLink) {
    this.#child = child;
    this.#link = link;
  }

  /**
   * Starts a manager's process, which counts among this one's children.
   * @throws ValueError where no processes may be started, ClosedError when it ends before it serves.
   */
  static async start(options: Named = {}): Promise<Manager> {
    const site = callSite(Manager.start);
    if (!seat) throw new ValueError("this program was not started by interleave");
    if (self.daemon) throw new ValueError("daemonic processes are not allowed to have children");
    if (importing.now)
      throw new ValueError(
        "a manager was started while a process was still importing the main module: " +
          "put what starts managers into `if (isMainProcess) { … }`",
      );
    const order: ManagerOrder = { address: newAddress(seat.folder) };
    const child = Process.standFor(
      options.name,
      "SyncManager",
      (name) =>
        new Child({
          name,
          daemon: false,
          target: "",
          pool: 0,
          manager: true,
          payload: new TextEncoder().encode(JSON.stringify(order)),
          refs: [],
          site,
        }),
    );
    const manager = new Manager(child, managerLink([self.process, child.number], child.name, order.address));
    managers.add(manager);
    child.onExit = () => managers.delete(manager);
    await manager.#link.open();
    return manager;
  }

  /** A dictionary with these entries. @throws TransferError when one of them cannot be sent. */
  dict<K = any, V = any>(init?: Iterable<readonly [K, V]>): DictProxy<K, V>;
  dict<K extends string = string, V = any>(init: Record<string, V>): DictProxy<K, V>;
  dict<K, V>(init?: Iterable<readonly [K, V]> | Record<string, V>): DictProxy<K, V> {
    const made = new DictProxy<K, V>(undefined, callSite(this.dict), this.#serving());
    made.make(this.#child.number, cellsOf(pairsOf<K, V>(init ?? []), "a key", "a value"));
    return made;
  }

  /** A list of these items. @throws TransferError when one of them cannot be sent. */
  list<T = any>(init?: Iterable<T>): ListProxy<T> {
    const made = new ListProxy<T>(undefined, callSite(this.list), this.#serving());
    made.make(this.#child.number, cellsOf([...(init ?? [])], "an item"));
    return made;
  }

  /** Named values. @throws TransferError when one of them cannot be sent. */
  namespace<T extends object = Record<string, any>>(init?: Partial<T>): NamespaceProxy<T> {
    const made = new NamespaceProxy<T>(undefined, callSite(this.namespace), this.#serving());
    made.make(this.#child.number, cellsOf(pairsOf(Object.entries(init ?? {})), "a name", "a value"));
    return made;
  }

  queue<T>(maxSize?: number, options?: Named): Queue<T> {
    return this.#keep(callSite(this.queue), () => new Queue<T>(maxSize, options));
  }

  joinableQueue<T>(maxSize?: number, options?: Named): JoinableQueue<T> {
    return this.#keep(callSite(this.joinableQueue), () => new JoinableQueue<T>(maxSize, options));
  }

  lock(options?: Named): Lock {
    return this.#keep(callSite(this.lock), () => new Lock(options));
  }

  rLock(options?: Named): RLock {
    return this.#keep(callSite(this.rLock), () => new RLock(options));
  }

  semaphore(value?: number, options?: Named): Semaphore {
    return this.#keep(callSite(this.semaphore), () => new Semaphore(value, options));
  }

  boundedSemaphore(value?: number, options?: Named): BoundedSemaphore {
    return this.#keep(callSite(this.boundedSemaphore), () => new BoundedSemaphore(value, options));
  }

  condition(lock?: Lock, options?: Named): Condition {
    return this.#keep(callSite(this.condition), () => new Condition(lock, options));
  }

  event(options?: Named): Event {
    return this.#keep(callSite(this.event), () => new Event(options));
  }

  barrier(parties: number, options?: BarrierOptions): Barrier {
    return this.#keep(callSite(this.barrier), () => new Barrier(parties, options));
  }

  value<T>(initial: T, options?: Named): Value<T> {
    return this.#keep(callSite(this.value), () => new Value<T>(initial, options));
  }

  array<T>(init: number | T[], options?: Named): SharedArray<T> {
    return this.#keep(callSite(this.array), () => new SharedArray<T>(init, options));
  }

  /** Ends it and waits until it has ended. Calls made before are answered; doing it twice is fine. */
  shutdown(): Promise<void> {
    return this.end(callSite(this.shutdown));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  /** @internal */
  end(site: number): Promise<void> {
    this.#down ??= this.#end(site);
    return this.#down;
  }

  async #end(site: number): Promise<void> {
    const child = this.#child;
    this.#link.shutdown();
    if (await child.join(site, { timeout: SHUTDOWN_MS })) return;
    child.kill("SIGTERM", site);
    if (await child.join(site, { timeout: SHUTDOWN_MS })) return;
    child.kill("SIGKILL", site);
    await child.join(site);
  }

  #keep<H extends Handle>(site: number, make: () => H): H {
    this.#serving();
    const made = madeAt(site, make);
    made.livesIn(this.#child.number);
    return made;
  }

  /** @throws ClosedError when it has been shut down or has ended otherwise. */
  #serving(): ManagerLink {
    if (this.#down || this.#child.exitCode !== null)
      throw new ClosedError(`${this.#child.name} has ended: start another manager`);
    return this.#link;
  }
}

unsendable.set(Manager, "is a Manager: send what it has made, such as a dict or a lock");

let addresses = 0;

/** Where a manager is to listen: in the run's private folder or, where pipes have no folder, under a random name. */
function newAddress(folder: string): string {
  if (process.platform !== "win32") return `${folder}/manager-${self.process}-${++addresses}`;
  return `\\\\.\\pipe\\interleave-${builtin("node:crypto").randomBytes(16).toString("hex")}`;
}
