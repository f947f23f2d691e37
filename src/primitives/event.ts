/** A flag that processes wait for. Whoever waits when it is set gets through, even if it is cleared at once. */
import { Fifo } from "./fifo.ts";

export class EventMachine<W> {
  isSet = false;
  readonly line = new Fifo<W>();

  /** True when the flag is up; false: not in line. */
  tryWait(): boolean {
    return this.isSet;
  }

  enqueue(request: W): void {
    this.line.push(request);
  }

  /** Raises the flag; answers who gets through. */
  set(): W[] {
    this.isSet = true;
    return this.line.clear();
  }

  clear(): void {
    this.isSet = false;
  }

  cancel(request: W): boolean {
    return this.line.remove(request);
  }
}
