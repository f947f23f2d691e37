/** Which lanes are shown and in which order, as the user chose it: a part of how the view looks. */
import type { Selection } from "./store.ts";

/**
 * `hint`: take part in a hint. `waits`: wait, or are waited for, at the cursor. `waited`: did so in the chosen part of
 * the run. `touch`: have to do with what was selected when this was chosen.
 */
export const ONLY = ["all", "hint", "waits", "waited", "touch"] as const;
export type Only = (typeof ONLY)[number];

/** `start`: in the order in which they were started and made. Times come longest first. */
export const ORDERS = ["start", "name", "waiting", "running"] as const;
export type Order = (typeof ORDERS)[number];

/** What of it is remembered. */
export interface LaneChoice {
  /** Part of a name; several are parted by commas, any of them will do. */
  text: string;
  only: Only;
  order: Order;
  /** Objects that nobody has used have no lane. */
  hideUnused: boolean;
  /** Tasks and spans have no rows below their processes. */
  hideTasks: boolean;
  /** The bar with all this is shown. */
  shown: boolean;
}

export const FIRST_CHOICE: LaneChoice = {
  text: "",
  only: "all",
  order: "start",
  hideUnused: false,
  hideTasks: false,
  shown: false,
};

const LONGEST_TEXT = 200;

export class LaneLooks {
  /** Counts changes. */
  version = 0;
  /** What `touch` is about. */
  touched: Selection | undefined;
  /** Lanes that are shown although the filter hides them, by their rows' keys: a hop led there. */
  readonly kept = new Set<string>();
  #choice = FIRST_CHOICE;

  get choice(): LaneChoice {
    return this.#choice;
  }

  /** Some lanes may be hidden. */
  get filters(): boolean {
    const { text, only, hideUnused } = this.#choice;
    return text.trim() !== "" || only !== "all" || hideUnused;
  }

  /** They are not shown as they come: some hidden, in another order, or without their tasks. */
  get unusual(): boolean {
    return this.filters || this.#choice.order !== "start" || this.#choice.hideTasks;
  }

  change(change: Partial<LaneChoice>): void {
    const { text, only, hideUnused } = this.#choice;
    this.#choice = { ...this.#choice, ...change };
    const now = this.#choice;
    if (now.text !== text || now.only !== only || now.hideUnused !== hideUnused) this.kept.clear();
    this.version++;
  }

  /** Keeps a lane in sight until the filter is another one. */
  keep(key: string): void {
    if (this.kept.has(key)) return;
    this.kept.add(key);
    this.version++;
  }

  /** Another run: what was about single lanes of the former one is about nothing. */
  forget(): void {
    this.kept.clear();
    this.touched = undefined;
    if (this.#choice.only === "touch") this.change({ only: "all" });
  }

  /** Takes what was remembered, as far as it makes sense. */
  restore(kept: Partial<Record<keyof LaneChoice, unknown>> | undefined): void {
    if (kept === undefined) return;
    const { text, only, order, hideUnused, hideTasks, shown } = Object(kept) as Record<string, unknown>;
    this.change({
      text: typeof text === "string" ? text.slice(0, LONGEST_TEXT) : "",
      // What it was about is not remembered.
      only: ONLY.find((known) => known === only && known !== "touch") ?? "all",
      order: ORDERS.find((known) => known === order) ?? "start",
      hideUnused: hideUnused === true,
      hideTasks: hideTasks === true,
      shown: shown === true,
    });
  }
}
