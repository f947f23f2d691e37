/**
 * A lock that is not reentrant and that any process may release, granted first come, first served.
 * `W` stands for a request of some process; the machine only keeps it in line.
 */
import { Fifo } from "./fifo.ts";

export class LockMachine<W> {
  /** The request whose grant has not been released yet. */
  holder: W | undefined;
  readonly line = new Fifo<W>();

  /** True when granted at once; false: not granted and not in line. */
  tryAcquire(request: W): boolean {
    if (this.holder !== undefined) return false;
    this.holder = request;
    return true;
  }

  /** Joins the line. Only after `tryAcquire` answered false. */
  enqueue(request: W): void {
    this.line.push(request);
  }

  /**
   * Gives the lock back. `released` is the request whose hold ended, undefined when nobody held the lock (an
   * error of the caller); `granted` is who has it now.
   */
  release(): { released: W | undefined; granted: W | undefined } {
    const released = this.holder;
    if (released === undefined) return { released: undefined, granted: undefined };
    this.holder = this.line.shift();
    return { released, granted: this.holder };
  }

  /** A request leaves the line; false when it was not in it (it may have been granted before). */
  cancel(request: W): boolean {
    return this.line.remove(request);
  }
}
