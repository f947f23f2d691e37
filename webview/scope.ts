/** What part of the run the tables are about, and the way back to all of it. */
import { el, say } from "./dom.ts";
import { rangeText } from "./format.ts";
import { t } from "./l10n.ts";
import type { Store } from "./store.ts";
import { toolButton } from "./ui.ts";

export class Scope {
  readonly #store: Store;
  readonly #text = el("span");
  readonly #clear;
  readonly element: HTMLElement;

  constructor(store: Store) {
    this.#store = store;
    this.#clear = toolButton("close", t("Back to the whole run"), () => store.choose(undefined));
    this.element = el("div", { class: "scope" }, [
      el("span", { class: "scope-name", text: t("Scope") }),
      this.#text,
      this.#clear.element,
    ]);
  }

  draw(): void {
    const { range } = this.#store;
    say(this.#text, range ? t("Range {0}", rangeText(range.from, range.to)) : t("Whole run"));
    this.#clear.element.hidden = range === undefined;
    // Where there is no room for what goes without saying.
    this.element.classList.toggle("whole", range === undefined);
  }
}
