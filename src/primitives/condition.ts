/** Those who wait to be notified, in their order. A notify with nobody waiting leaves nothing behind. */
import { Fifo } from "./fifo.ts";

export class ConditionMachine<W> {
  readonly line = new Fifo<W>();

  enqueue(request: W): void {
    this.line.push(request);
  }

  /** Answers those who are woken: the `count` that have waited longest, or all. */
  notify(count = Number.POSITIVE_INFINITY): W[] {
    if (count >= this.line.size) return this.line.clear();
    const woken: W[] = [];
    while (woken.length < count) woken.push(this.line.shift()!);
    return woken;
  }

  cancel(request: W): boolean {
    return this.line.remove(request);
  }
}
