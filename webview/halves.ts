/** The edge between two runs: how much of the height each has. */
import { t } from "./l10n.ts";
import type { Sizes } from "./sizes.ts";
import { splitter } from "./splitter.ts";

const EVEN = 0.5;
/** Neither is ever lower than its heading and a few lanes, in pixels. */
const LEAST = 90;

export class Halves {
  readonly element: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #sizes: Sizes;
  #style = "";

  /** `stage` holds both. */
  constructor(stage: HTMLElement, sizes: Sizes, changed: () => void) {
    this.#stage = stage;
    this.#sizes = sizes;
    const put = (share: number) => {
      sizes.state.halves = share;
      changed();
    };
    this.element = splitter({
      label: t("Height of the first run"),
      direction: "upright",
      after: false,
      size: () => this.#share * stage.clientHeight,
      resize: (size) => put(size / Math.max(1, stage.clientHeight)),
      done: () => sizes.remember(),
      reset: () => {
        put(EVEN);
        sizes.remember();
      },
    });
    this.element.classList.add("halves");
    this.element.title = t("Double-click: both alike");
  }

  /** Bounded by what both need of the height that there is. */
  get #share(): number {
    const chosen = this.#sizes.state.halves;
    const share = typeof chosen === "number" && Number.isFinite(chosen) ? chosen : EVEN;
    const least = Math.min(EVEN, LEAST / Math.max(1, this.#stage.clientHeight));
    return Math.min(Math.max(least, share), 1 - least);
  }

  draw(): void {
    const percent = (this.#share * 100).toFixed(2);
    if (percent === this.#style) return;
    this.#style = percent;
    this.#stage.style.setProperty("--first", `${percent}%`);
    this.element.setAttribute("aria-valuenow", String(Math.round(Number(percent))));
  }
}
