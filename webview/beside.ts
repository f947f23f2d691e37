/** Room for a second run below the first, and which of the two the panel, the search and so on are about. */
import type { RunState } from "../src/protocol/view.ts";
import { CompareTable } from "./compare-table.ts";
import type { Details } from "./details.ts";
import { Halves } from "./halves.ts";
import { shortNames } from "./run-names.ts";
import { RunSwitch } from "./run-switch.ts";
import type { Scene } from "./scene.ts";
import { type SecondParts, SecondRun } from "./second-run.ts";
import type { Sizes } from "./sizes.ts";

/** The run that the panel, the search, the overview, the axis and the notes are about. */
export interface ToldRun {
  details: Details;
  scene: Scene;
  /** Its name, where there are two. */
  name: string | undefined;
}

export interface BesideParts extends Omit<SecondParts, "turn"> {
  /** The search is about another run: its name, where there are two. */
  turned(name: string | undefined): void;
}

export class Beside {
  readonly #stage: HTMLElement;
  readonly #parts: BesideParts;
  readonly #sizes: Sizes;
  readonly #halves: Halves;
  readonly #switch = new RunSwitch((second) => this.turn(second));
  #toSecond = false;
  /** The run that is shown below. */
  second: SecondRun | undefined;

  /** `stage` holds the first run's lanes. */
  constructor(stage: HTMLElement, sizes: Sizes, parts: BesideParts) {
    this.#stage = stage;
    this.#parts = parts;
    this.#sizes = sizes;
    this.#halves = new Halves(stage, sizes, parts.request);
  }

  /** The switch between the two, to stand over the panel. */
  get element(): HTMLElement {
    return this.#switch.element;
  }

  /** Shows another run, or none; `first`: what the first is called beside it. The host hears of each so many bytes that are taken in. */
  show(
    run: RunState | undefined,
    first = this.#parts.details.store.run.title,
    acknowledgedBytes = Number.POSITIVE_INFINITY,
  ): void {
    // A page that is loaded again shows what it showed before; another comparison begins with the first run.
    if (this.second) this.#sizes.remember({ second: false });
    this.second?.end();
    const turn = (second: boolean) => this.turn(second);
    this.second = run && new SecondRun(run, first, { ...this.#parts, turn }, acknowledgedBytes);
    this.#stage.classList.toggle("two", run !== undefined);
    const { second } = this;
    const compare = second && new CompareTable(this.#parts.details, second.details, second);
    for (const details of [this.#parts.details, second?.details]) details?.bottom.compare(compare);
    if (second)
      this.#stage.append(
        second.firstHead,
        second.element,
        this.#halves.element,
        second.details.notes.bar.element,
      );
    else this.#halves.element.remove();
    this.#toSecond = second !== undefined && this.#sizes.state.second === true;
    this.#parts.turned(this.#shortName);
    this.#parts.request();
  }

  /** Has the panel and so on be about the second run, or about the first. */
  turn(toSecond = !this.#toSecond): void {
    const { second } = this;
    if (!second || toSecond === this.#toSecond) return;
    // What is being written is about the other run.
    this.details.notes.bar.close();
    this.#toSecond = toSecond;
    this.#sizes.remember({ second: toSecond });
    this.#parts.turned(this.#shortName);
    this.#parts.request();
  }

  get #names(): [string, string] | undefined {
    return this.second && [this.second.first, this.second.store.run.title];
  }

  /** Of the run that is told of. */
  get #name(): string | undefined {
    return this.#names?.[this.#toSecond ? 1 : 0];
  }

  get #shortName(): string | undefined {
    return this.#names && shortNames(...this.#names)[this.#toSecond ? 1 : 0];
  }

  /** Of the run that the panel and so on are about. */
  get details(): Details {
    return (this.#toSecond ? this.second : undefined)?.details ?? this.#parts.details;
  }

  /** Where something is selected. */
  get selected(): Details {
    const { second } = this;
    if (second?.store.selection) return second.details;
    return this.#parts.details.store.selection ? this.#parts.details : this.details;
  }

  /** Width of its names and lanes: both runs have to have the same. */
  get width(): number {
    return this.second?.width ?? Number.POSITIVE_INFINITY;
  }

  /** Draws the second run, below the first one's `scene`; answers which of both is told of. */
  draw(scene: Scene, at: number): ToldRun {
    const { second, details } = this;
    const told = this.#toSecond;
    this.#switch.draw(this.#names, told);
    if (!second) return { details, scene, name: undefined };
    this.#halves.draw();
    second.draw(scene.width, at, told);
    const shown = told ? second.scene : scene;
    return { details, scene: shown, name: this.#name };
  }

  snapshot(): ReturnType<SecondRun["snapshot"]> | undefined {
    return this.second?.snapshot(this.#toSecond);
  }
}
