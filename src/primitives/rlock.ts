/**
 * A lock that its owner may take again, counted in levels, and that only the owner may give back; granted first
 * come, first served. `W` stands for a request, `O` for who made it: a process, with all its branches.
 */
import { Fifo } from "./fifo.ts";

export class RLockMachine<W, O> {
  /** The request that made its owner the owner. */
  holder: W | undefined;
  /** How many releases the owner owes. */
  levels = 0;
  readonly line = new Fifo<W>();
  readonly #ownerOf: (request: W) => O;
  /** Of those in line, who wants more than one level. */
  readonly #wanted = new Map<W, number>();

  constructor(ownerOf: (request: W) => O) {
    this.#ownerOf = ownerOf;
  }

  get owner(): O | undefined {
    return this.holder === undefined ? undefined : this.#ownerOf(this.holder);
  }

  /** True when granted at once, to nobody's or to one's own; false: not granted and not in line. */
  tryAcquire(request: W, levels = 1): boolean {
    if (this.holder === undefined) this.holder = request;
    else if (this.owner !== this.#ownerOf(request)) return false;
    this.levels += levels;
    return true;
  }

  /** Joins the line. Only after `tryAcquire` answered false. */
  enqueue(request: W, levels = 1): void {
    this.line.push(request);
    if (levels !== 1) this.#wanted.set(request, levels);
  }

  /** How many levels a request in line asks for. */
  wanted(request: W): number {
    return this.#wanted.get(request) ?? 1;
  }

  /**
   * Gives `levels` back, which the owner must have. `released` is the request whose hold ended, undefined while the
   * owner keeps a level; `granted` are the next owner's requests: the first in line and all others of the same owner.
   */
  release(levels = 1): { released: W | undefined; granted: W[] } {
    this.levels -= levels;
    if (this.levels > 0) return { released: undefined, granted: [] };
    const released = this.holder;
    this.holder = undefined;
    this.levels = 0;
    const first = this.line.first;
    if (first === undefined) return { released, granted: [] };
    const owner = this.#ownerOf(first);
    const granted = [...this.line].filter((request) => this.#ownerOf(request) === owner);
    for (const request of granted) {
      const wanted = this.wanted(request);
      this.cancel(request);
      this.tryAcquire(request, wanted);
    }
    return { released, granted };
  }

  /** A request leaves the line; false when it was not in it. */
  cancel(request: W): boolean {
    this.#wanted.delete(request);
    return this.line.remove(request);
  }
}
