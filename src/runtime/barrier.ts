/** A barrier: nobody passes before all have arrived. */
import { ACTS, UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { ValueError } from "./errors.ts";
import { adoptable, Handle } from "./handle.ts";
import { link } from "./link.ts";
import { ask } from "./query.ts";
import { callSite } from "./sites.ts";
import { limitOf, type Wait } from "./wait.ts";

export interface BarrierOptions {
  /** Runs once per meeting, in the process of the last to arrive, before anybody passes. */
  action?: () => unknown;
  /** For a `wait` that has none of its own, in ms. */
  timeout?: number;
  name?: string;
}

export class Barrier extends Handle {
  readonly #action: (() => unknown) | undefined;
  readonly #timeout: number | undefined;

  /**
   * `parties`: how many have to arrive.
   * @throws ValueError when it is no whole number above zero.
   */
  constructor(parties: number, options: BarrierOptions = {}) {
    super("Barrier", options.name, partiesOf(parties), callSite(new.target));
    this.#action = options.action;
    this.#timeout = options.timeout;
    limitOf({ ...(options.timeout === undefined ? {} : { timeout: options.timeout }) });
  }

  /** How many have to arrive. */
  get parties(): number {
    return this.measure;
  }

  /**
   * Arrives, and waits for all others. Answers the order of arrival: 0 for the first, `parties - 1` for the last.
   * @throws BrokenBarrierError when it is broken, or gets broken or reset meanwhile; running out of time breaks it, as
   * does a signal, whose reason is then thrown here. Whatever the action throws, in the process that runs it.
   */
  async wait(wait?: Wait): Promise<number> {
    const site = callSite(this.wait);
    const own = limitOf(wait);
    const limit = wait?.timeout === undefined ? limitOf({ timeout: this.#timeout ?? Infinity }) : own;
    const op = link.nextOp();
    const { handle } = this;
    link
      .request("wait", op, handle, site, limit, wait?.signal)
      .u8(this.#action ? 1 : 0)
      .end();
    const answer = await link.settle(op, wait?.signal);
    const index = answer.granted ? (answer.number ?? 0) : 0;
    if (index < ACTS) return index;
    let well = false;
    try {
      await this.#action?.();
      well = true;
    } finally {
      await this.#acted(op, well);
    }
    return index - ACTS;
  }

  /** Makes it as new. Those who wait get a BrokenBarrierError. */
  async reset(): Promise<void> {
    this.#change(1, callSite(this.reset));
  }

  /** Breaks it: those who wait, and all who come before `reset`, get a BrokenBarrierError. */
  async abort(): Promise<void> {
    this.#change(0, callSite(this.abort));
  }

  /** How many have arrived and not passed. */
  async nWaiting(): Promise<number> {
    return ask(this, "nWaiting", callSite(this.nWaiting));
  }

  async broken(): Promise<boolean> {
    return (await ask(this, "broken", callSite(this.broken))) === 1;
  }

  /** @internal */
  override parts(): unknown[] {
    return [this.#action, this.#timeout];
  }

  async #acted(arrival: number, well: boolean): Promise<void> {
    const op = link.nextOp();
    const { handle } = this;
    link
      .ask(UP.acted)
      .u32(handle)
      .u32(op)
      .u32(arrival)
      .u8(well ? 1 : 0)
      .f64(nowMicros())
      .end();
    // An error of the action is what counts, whatever became of the barrier meanwhile.
    if (well) await link.settle(op);
    else await link.settle(op).catch(() => {});
  }

  #change(reset: number, site: number): void {
    const { handle } = this;
    link.act(UP.barrier).u32(handle).u8(reset).u32(site).f64(nowMicros()).end();
  }
}

function partiesOf(parties: number): number {
  if (!Number.isInteger(parties) || parties < 1 || parties > 0xffff_ffff)
    throw new ValueError("parties must be >= 1");
  return parties;
}

adoptable("Barrier", (name, parties, [action, timeout]) => {
  const options: BarrierOptions = { name };
  if (action !== undefined) options.action = action as () => unknown;
  if (timeout !== undefined) options.timeout = timeout as number;
  return new Barrier(parties, options);
});
