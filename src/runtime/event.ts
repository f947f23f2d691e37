/** A flag that processes wait for. */
import { UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { adoptable, Handle } from "./handle.ts";
import { link } from "./link.ts";
import { ask } from "./query.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Named, type Wait } from "./wait.ts";

export class Event extends Handle {
  constructor(options: Named = {}) {
    super("Event", options.name, 0, callSite(new.target));
  }

  /** Raises the flag: all who wait now go on, even if it is cleared at once. */
  async set(): Promise<void> {
    this.#signal(1, callSite(this.set));
  }

  /** Lowers the flag. */
  async clear(): Promise<void> {
    this.#signal(0, callSite(this.clear));
  }

  async isSet(): Promise<boolean> {
    return (await ask(this, "isSet", callSite(this.isSet))) === 1;
  }

  /** Waits until the flag is up; false when the limit ran out first. */
  async wait(wait?: Wait): Promise<boolean> {
    const site = callSite(this.wait);
    const limit = limitOf(wait);
    const op = link.nextOp();
    link.request("wait", op, this.handle, site, limit, wait?.signal).end();
    return (await link.settle(op, wait?.signal)).granted;
  }

  #signal(set: number, site: number): void {
    const { handle } = this;
    link.act(UP.signal).u32(handle).u8(set).u32(site).f64(nowMicros()).end();
  }
}

adoptable("Event", (name) => new Event({ name }));
