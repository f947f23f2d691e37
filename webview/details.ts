/** What is told of one run besides its lanes: the inspector, the panel below, its notes. */
import type { FromWebview } from "../src/protocol/view.ts";
import { Bottom } from "./bottom.ts";
import type { Ask } from "./enquiry.ts";
import { Figures } from "./figures.ts";
import { showFound } from "./finder.ts";
import type { Host } from "./host.ts";
import { Inspector } from "./inspector.ts";
import { NoteDesk } from "./note-desk.ts";
import type { Links } from "./pieces.ts";
import type { Playback } from "./playback.ts";
import type { Scene } from "./scene.ts";
import type { Found } from "./search.ts";
import type { Selection, Store } from "./store.ts";
import type { Theme } from "./theme.ts";

export interface DetailsParts {
  store: Store;
  theme: Theme;
  host: Host;
  ask: Ask;
  playback: Playback;
  /** To those who hear the view instead of seeing it. */
  tell(text: string): void;
  /** Scrolls to the lane of this row, once it is drawn. */
  reveal(row: string): void;
}

export class Details {
  readonly store: Store;
  readonly links: Links;
  readonly figures: Figures;
  readonly inspector: Inspector;
  readonly notes: NoteDesk;
  readonly bottom: Bottom;
  readonly #reveal: (row: string) => void;

  constructor({ store, theme, host, ask, playback, tell, reveal }: DetailsParts) {
    this.store = store;
    this.#reveal = reveal;
    const links: Links = {
      select: (selection) => this.select(selection),
      show: (selection, span) => this.show({ selection, span }),
      open: (site) => void host.open(site),
    };
    this.links = links;
    const copy = (text: string) => void navigator.clipboard.writeText(text);
    const figures = new Figures(store, ask);
    this.figures = figures;
    const post = (message: FromWebview) => host.post(message);
    this.inspector = new Inspector({ store, theme, links, figures, ask, copy, post, show: this.show });
    this.notes = new NoteDesk({
      store,
      post,
      tell,
      show: (found) => this.show(found),
    });
    this.bottom = new Bottom({ store, theme, links, figures, playback, ask, notes: this.notes });
  }

  /** Selecting anywhere shows it in the inspector; a hint's moment is brought into view. */
  select(selection: Selection): void {
    const { store } = this;
    store.select(selection);
    const found = selection.kind === "hint" ? store.model.hints[selection.hint] : undefined;
    if (!found || (found.closed >= store.from && found.closed <= store.to)) return;
    const span = store.to - store.from;
    store.jump(found.closed - span / 3, found.closed + (span * 2) / 3);
  }

  /** Selects what was found, and brings it into view. */
  readonly show = (found: Found): void => {
    showFound(found, this.store, (selection) => this.select(selection), this.#reveal);
    if (found.line !== undefined) this.bottom.showLine(found.line);
  };

  draw(scene: Scene): void {
    this.notes.draw(scene);
    this.bottom.draw(scene);
  }
}
