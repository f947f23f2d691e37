/** Room for a second run below the first. */
import type { RunState } from "../src/protocol/view.ts";
import { Halves } from "./halves.ts";
import type { Inspector } from "./inspector.ts";
import { type SecondParts, SecondRun } from "./second-run.ts";
import type { Sizes } from "./sizes.ts";

export class Beside {
  readonly #stage: HTMLElement;
  readonly #parts: SecondParts;
  readonly #halves: Halves;
  /** The run that is shown below. */
  second: SecondRun | undefined;

  /** `stage` holds the first run's lanes. */
  constructor(stage: HTMLElement, sizes: Sizes, parts: SecondParts) {
    this.#stage = stage;
    this.#parts = parts;
    this.#halves = new Halves(stage, sizes, parts.request);
  }

  /** Shows another run, or none; `first`: what the first is called beside it. The host hears of each so many bytes that are taken in. */
  show(
    run: RunState | undefined,
    first = this.#parts.leader.run.title,
    acknowledgedBytes = Number.POSITIVE_INFINITY,
  ): void {
    this.second?.end();
    this.second = run && new SecondRun(run, first, this.#parts, acknowledgedBytes);
    this.#stage.classList.toggle("two", run !== undefined);
    if (this.second) this.#stage.append(this.second.firstHead, this.second.element, this.#halves.element);
    else this.#halves.element.remove();
    this.#parts.request();
  }

  /** Width of its names and lanes: both runs have to have the same. */
  get width(): number {
    return this.second?.width ?? Number.POSITIVE_INFINITY;
  }

  /** `inspector`: that of the first run, in whose place the second's stands while something is selected there. */
  draw(width: number, at: number, inspector: Inspector): void {
    const { second } = this;
    const own = second?.store.selection !== undefined;
    inspector.element.hidden = own;
    if (!second) return;
    this.#halves.draw();
    second.inspector.element.hidden = !own;
    const place = inspector.element.parentElement;
    if (place !== second.inspector.element.parentElement) place?.append(second.inspector.element);
    second.draw(width, at);
  }
}
