/**
 * A meeting point: nobody passes before `parties` have arrived, again and again. With an action, the last to arrive
 * becomes the actor: the others stay until it reports; whoever comes meanwhile belongs to the next meeting.
 */
import { Fifo } from "./fifo.ts";

export type Arrival<W> =
  | { what: "waits" }
  /** The meeting is complete: these pass, in the order of arrival, the last one not among them. */
  | { what: "passes"; with: W[] }
  /** The meeting is complete as soon as this one has acted. */
  | { what: "acts" }
  | { what: "broken" };

export class BarrierMachine<W> {
  readonly parties: number;
  broken = false;
  /** The last of the present meeting, while it acts. */
  actor: W | undefined;
  /** Those of the present meeting, in the order of arrival, without the actor. */
  readonly line = new Fifo<W>();
  /** Those who came while the actor was acting. */
  readonly next = new Fifo<W>();

  constructor(parties: number) {
    this.parties = parties;
  }

  /** How many of the present meeting have arrived and not passed. */
  get waiting(): number {
    return this.line.size + (this.actor === undefined ? 0 : 1);
  }

  /** `acts`: if it is the last, something is to be done before anybody passes. */
  arrive(request: W, acts: boolean): Arrival<W> {
    if (this.broken) return { what: "broken" };
    if (this.actor !== undefined) {
      this.next.push(request);
      return { what: "waits" };
    }
    if (this.line.size + 1 < this.parties) {
      this.line.push(request);
      return { what: "waits" };
    }
    if (acts) {
      this.actor = request;
      return { what: "acts" };
    }
    return { what: "passes", with: this.line.clear() };
  }

  /**
   * The actor is done: these pass, the actor not among them. Those of the next meeting may now arrive: to be done by
   * the caller for each of `arriving`. Undefined when the meeting was broken or reset meanwhile.
   */
  acted(actor: W): { pass: W[]; arriving: W[] } | undefined {
    if (this.actor === undefined || this.actor !== actor) return undefined;
    this.actor = undefined;
    return { pass: this.line.clear(), arriving: this.next.clear() };
  }

  /** Nobody passes until `reset`; answers those who waited. */
  break(): W[] {
    this.broken = true;
    return this.#dismiss();
  }

  /** As new; answers those who waited. */
  reset(): W[] {
    this.broken = false;
    return this.#dismiss();
  }

  cancel(request: W): boolean {
    return this.line.remove(request) || this.next.remove(request);
  }

  #dismiss(): W[] {
    this.actor = undefined;
    return [...this.line.clear(), ...this.next.clear()];
  }
}
