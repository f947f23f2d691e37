/**
 * A queue of items with an optional bound and, for joinable queues, a count of unfinished items.
 *
 * A *lease* hands items to a sole consumer in advance of its asking. Leased items count as in the queue until
 * the consumer takes them, go back to the front in their order when recalled, and are older than all others.
 */
import { Fifo } from "./fifo.ts";

/** Where the items wait, oldest first. */
export interface ItemStore<I> {
  readonly size: number;
  readonly first: I | undefined;
  push(item: I): void;
  shift(): I | undefined;
  /** Puts items back before all others, keeping their order. */
  unshift(items: I[]): void;
}

export class QueueMachine<W, I, S extends ItemStore<I> = Fifo<I>> {
  readonly bound: number;
  readonly items: S;
  readonly getters = new Fifo<W>();
  readonly putters = new Fifo<{ request: W; item: I }>();
  readonly drainers = new Fifo<W>();
  /** Items put and not yet reported done. */
  unfinished = 0;
  /** Items handed out in advance. */
  leased = 0;
  /** A lease is being recalled: its items are older, so until they are back nobody is served. */
  frozen = false;

  /** `bound` 0 or less: none. */
  constructor(bound: number, items: S = new Fifo<I>() as ItemStore<I> as S) {
    this.bound = bound > 0 ? bound : Number.POSITIVE_INFINITY;
    this.items = items;
  }

  /** Items in the queue, those of leases included. */
  get size(): number {
    return this.items.size + this.leased;
  }

  get full(): boolean {
    return this.size >= this.bound;
  }

  /**
   * Puts an item if there is room. `granted` is the getter that receives it at once, undefined when it stays in
   * the queue.
   */
  tryPut(item: I): { accepted: boolean; granted: W | undefined } {
    if (this.full || this.putters.size > 0) return { accepted: false, granted: undefined };
    return { accepted: true, granted: this.#accept(item) };
  }

  enqueuePut(request: W, item: I): void {
    this.putters.push({ request, item });
  }

  /**
   * Takes the oldest item, if there is one. Room that this makes lets the longest waiting putter in: `admitted`,
   * with its item, which may in turn go to a waiting getter: `passed`.
   */
  tryGet(): { item: I | undefined; admitted: { request: W; item: I; passed: W | undefined }[] } {
    const item = this.frozen || this.getters.size > 0 ? undefined : this.items.shift();
    return { item, admitted: item === undefined ? [] : this.admit() };
  }

  enqueueGet(request: W): void {
    this.getters.push(request);
  }

  /** Lets putters in while there is room. */
  admit(): { request: W; item: I; passed: W | undefined }[] {
    const admitted: { request: W; item: I; passed: W | undefined }[] = [];
    while (this.putters.size > 0 && !this.full) {
      const { request, item } = this.putters.shift()!;
      admitted.push({ request, item, passed: this.#accept(item) });
    }
    return admitted;
  }

  /** Items come back to the front; answers which waiting getters receive which. */
  putBack(items: I[]): { request: W; item: I }[] {
    this.items.unshift(items);
    this.frozen = false;
    const served: { request: W; item: I }[] = [];
    while (this.getters.size > 0 && this.items.size > 0)
      served.push({ request: this.getters.shift()!, item: this.items.shift()! });
    return served;
  }

  /**
   * One item is finished. `valid` false: more were reported than were put. `drained` are those who waited for
   * the last one.
   */
  taskDone(): { valid: boolean; drained: W[] } {
    if (this.unfinished === 0) return { valid: false, drained: [] };
    this.unfinished--;
    return { valid: true, drained: this.unfinished === 0 ? this.drainers.clear() : [] };
  }

  tryDrain(): boolean {
    return this.unfinished === 0;
  }

  enqueueDrain(request: W): void {
    this.drainers.push(request);
  }

  /** A request leaves whatever line it stands in. */
  cancel(request: W): boolean {
    if (this.getters.remove(request) || this.drainers.remove(request)) return true;
    for (const putter of this.putters) if (putter.request === request) return this.putters.remove(putter);
    return false;
  }

  #accept(item: I): W | undefined {
    this.unfinished++;
    const getter = this.frozen ? undefined : this.getters.shift();
    if (getter === undefined) this.items.push(item);
    return getter;
  }
}
