/** The plainest of the queues: no bound, no limits, nothing but `put`, `get`, `empty` and `close`. */
import { ClosedError } from "./errors.ts";
import { adoptable } from "./handle.ts";
import { ask } from "./query.ts";
import { ItemQueue } from "./queue.ts";
import { callSite } from "./sites.ts";
import type { Named } from "./wait.ts";

export class SimpleQueue<T> extends ItemQueue<T> {
  constructor(options: Named = {}) {
    super("SimpleQueue", options.name, 0, callSite(new.target));
  }

  /**
   * Adds an item, copied now: `empty()` is false from here on.
   * @throws TransferError when it cannot be sent, ClosedError after `close`.
   */
  put(item: T): Promise<void> {
    return this.putItem(callSite(this.put), item, undefined, true);
  }

  /**
   * Takes the oldest item; waits while there is none.
   * @throws ClosedError after `close`.
   */
  get(): Promise<T> {
    return this.getItem(callSite(this.get), undefined, true);
  }

  /** @throws ClosedError after `close`. */
  async empty(): Promise<boolean> {
    this.open();
    return (await ask(this, "empty", callSite(this.empty))) === 1;
  }

  /** This process will use it no more; others may. Closing it twice is fine. */
  close(): void {
    this.closed = true;
  }

  /** @internal */
  override open(): void {
    if (this.closed) throw new ClosedError("handle is closed");
  }
}

adoptable("SimpleQueue", (name) => new SimpleQueue({ name }));
