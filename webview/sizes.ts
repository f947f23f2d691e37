/** How much room the parts of the view have: as the user dragged their edges, and remembered. */
import type { Host, ViewState } from "./host.ts";
import { splitter } from "./splitter.ts";

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
