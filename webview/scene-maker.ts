/** Fixes what a frame is drawn from. */
import { type Ask, Enquiry } from "./enquiry.ts";
import { drawnRange, Fading } from "./motion.ts";
import { PrintedTimes } from "./printed-marks.ts";
import { type PathAnswer, WHOLE_RUN } from "./questions.ts";
import type { Row } from "./rows.ts";
import { type Scene, timeScale } from "./scene.ts";
import type { Store } from "./store.ts";
import type { Theme } from "./theme.ts";

export class SceneMaker {
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #path: Enquiry<"path">;
  readonly #request: () => void;
  readonly #fading = new Fading();
  readonly #printed = new PrintedTimes();

  /** `request`: has another frame drawn. */
  constructor(store: Store, theme: Theme, ask: Ask, request: () => void) {
    this.#store = store;
    this.#theme = theme;
    this.#request = request;
    this.#path = new Enquiry(ask, request);
  }

  /** The marks of this hint fade in from now on; `at` by the performance clock. */
  fadeIn(hint: number, at: number): void {
    this.#fading.begin(hint, at);
  }

  /** `width`: that of the lanes, in CSS pixels. */
  make(rows: readonly Row[], width: number, at: number): Scene {
    const store = this.#store;
    const { from, to, moving } = drawnRange(store, at);
    if (moving || this.#fading.active) this.#request();
    const hint = store.selectedHint;
    this.#printed.update(store.model.output);
    return {
      model: store.model,
      theme: this.#theme,
      rows,
      from,
      to,
      now: store.present,
      whole: store.whole,
      live: store.live,
      growing: store.live || store.loading !== undefined,
      x: timeScale(from, to, width),
      width,
      selection: store.selection,
      cursor: store.cursor,
      pinned: store.pinned,
      playing: store.playing,
      cursorShown: store.pointer !== undefined || store.pinned !== undefined,
      range: store.range,
      path: this.#pathOf(store),
      notes: store.notes,
      printed: this.#printed,
      behind: store.behind,
      hintAlpha: (index) => this.#fading.alpha(index, at),
      arrows: hint?.hint.processes.some((process) => process.role === "core") ? hint.index : undefined,
    };
  }

  #pathOf({ pathShown, range, run, model }: Store): PathAnswer | undefined {
    if (!pathShown || model.events === 0) return undefined;
    const span = range ?? WHOLE_RUN;
    return this.#path.want({ about: "path", span }, run.id, model.events);
  }
}
