/** How much room the parts of the view have, as the user dragged their edges; that and the other looks are remembered. */
import type { Host, ViewState } from "./host.ts";
import { FIRST_CHOICE } from "./lane-looks.ts";
import { splitter } from "./splitter.ts";
import type { Store } from "./store.ts";

export type Sized = "gutter" | "inspector" | "bottom";

export interface EdgeOptions {
  label: string;
  direction: "upright" | "sideways";
  /** The sized part lies after the edge. */
  after: boolean;
  /** The size as it is now, in pixels, and the least and the most it may be. */
  size(): number;
  least: number;
  most(): number;
}

export class Sizes {
  readonly #host: Host;
  readonly #changed: () => void;
  #state: ViewState;
  #style = "";

  constructor(host: Host, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#state = { ...host.state };
  }

  /** What is remembered, sizes and the rest. */
  get state(): ViewState {
    return this.#state;
  }

  remember(more: Partial<ViewState> = {}): void {
    this.#state = { ...this.#state, ...more };
    this.#host.remember(this.#state);
  }

  /** Gives a view that begins the looks that are remembered besides the sizes. */
  restore(store: Store): void {
    const { tab, folded, lanes } = this.#state;
    store.lanes.restore(lanes);
    if (tab) store.tab = tab as typeof store.tab;
    for (const key of folded ?? []) store.folded.add(key);
  }

  /** Remembers these looks when they are others. */
  keep(store: Store): void {
    const { tab, folded, lanes = FIRST_CHOICE } = this.#state;
    const { choice } = store.lanes;
    if (store.tab === tab && store.folded.size === (folded?.length ?? 0) && choice === lanes) return;
    this.remember({
      tab: store.tab,
      folded: [...store.folded],
      ...(choice === FIRST_CHOICE ? {} : { lanes: choice }),
    });
  }

  /** An edge by which a part is sized. */
  edge(what: Sized, { least, most, ...options }: EdgeOptions): HTMLElement {
    return splitter({
      ...options,
      resize: (size) => {
        this.#state[what] = Math.round(Math.min(Math.max(least, size), most()));
        this.#changed();
      },
      done: () => this.remember(),
    });
  }

  /** Lays the parts out. */
  apply(root: HTMLElement, sizes: Record<Sized, number>): void {
    const style = `--gutter:${sizes.gutter}px;--inspector:${sizes.inspector}px;--bottom:${sizes.bottom}px`;
    // Setting the same again would have the page laid out anew in every frame.
    if (style === this.#style) return;
    this.#style = style;
    root.style.cssText = style;
  }
}
