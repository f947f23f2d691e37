/** A counter of permits that any process may add to, granted first come, first served. `W` stands for a request. */
import { Fifo } from "./fifo.ts";

export class SemaphoreMachine<W> {
  /** Permits to be had. */
  value: number;
  /** No release may lead above it. */
  readonly bound: number;
  readonly line = new Fifo<W>();

  /** `bound`: for a bounded semaphore its initial value, else infinite. */
  constructor(value: number, bound = Number.POSITIVE_INFINITY) {
    this.value = value;
    this.bound = bound;
  }

  /** True when there was a permit. */
  tryAcquire(): boolean {
    if (this.value === 0) return false;
    this.value--;
    return true;
  }

  /** Joins the line. Only after `tryAcquire` answered false. */
  enqueue(request: W): void {
    this.line.push(request);
  }

  /** Adds a permit. `valid` is false above the bound, which changes nothing; `granted` is who has it now. */
  release(): { valid: boolean; granted: W | undefined } {
    if (this.value >= this.bound) return { valid: false, granted: undefined };
    const granted = this.line.shift();
    if (granted === undefined) this.value++;
    return { valid: true, granted };
  }

  cancel(request: W): boolean {
    return this.line.remove(request);
  }
}
