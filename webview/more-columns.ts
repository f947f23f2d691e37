/** Says that the table in sight has columns beyond an edge, and goes to them. */
import { el } from "./dom.ts";
import { t } from "./l10n.ts";
import { scale } from "./scale.ts";
import { toolButton } from "./ui.ts";

/** Share of what is in sight that one press goes on by. */
const STEP = 0.7;
/** Less than a pixel is nothing that could be scrolled to. */
const NOTHING = 1;

export class MoreColumns {
  readonly element: HTMLElement;
  readonly #panel: HTMLElement;
  #scroller: HTMLElement | undefined;
  #frame = 0;

  /** `panel` holds the tables. */
  constructor(panel: HTMLElement) {
    this.#panel = panel;
    const { element } = toolButton("next", t("More columns"), () => {
      const scroller = this.#scroller;
      scroller?.scrollBy({ left: scroller.clientWidth * STEP });
    });
    // Keys scroll the table from its rows.
    element.tabIndex = -1;
    this.element = el("div", { class: "more-columns" }, [element]);
    this.element.hidden = true;
    panel.addEventListener("scroll", () => this.#look(), { capture: true, passive: true });
    new ResizeObserver(() => this.look()).observe(panel);
  }

  /** Another table is shown, or a table shows something else. */
  look(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#look());
  }

  #look(): void {
    const table = this.#panel.querySelector<HTMLElement>(
      "vscode-panel-view:not([hidden]) .table table.rows:not([hidden])",
    );
    let scroller = table?.parentElement ?? undefined;
    // What only overflows is no place that could be scrolled.
    while (scroller && scroller !== this.#panel && getComputedStyle(scroller).overflowX !== "auto")
      scroller = scroller.parentElement ?? undefined;
    this.#scroller = scroller === this.#panel ? undefined : scroller;
    const { scrollLeft = 0, clientWidth = 0, scrollWidth = 0 } = this.#scroller ?? {};
    this.#panel.classList.toggle("columns-before", scrollLeft > NOTHING);
    if (this.#scroller) {
      // Beside the heads of the columns.
      const top = this.#scroller.getBoundingClientRect().top - this.#panel.getBoundingClientRect().top;
      this.element.style.top = `${Math.round(top / scale())}px`;
    }
    this.element.hidden = scrollLeft + clientWidth >= scrollWidth - NOTHING;
  }
}
