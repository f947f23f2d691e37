/** The bar over the lanes: which of them are shown, in which order, and how many that are. */
import { el, say } from "./dom.ts";
import { foldAll } from "./folds.ts";
import { count } from "./format.ts";
import { hintName } from "./hint-words.ts";
import { icon } from "./icons.ts";
import { t } from "./l10n.ts";
import { type LaneChoice, ONLY, type Only, ORDERS, type Order } from "./lane-looks.ts";
import type { LaneOrder } from "./lane-order.ts";
import type { Selection, Store } from "./store.ts";
import { button, choice, type ToolButton, toolButton } from "./ui.ts";

const ONLY_WORDS: Record<Only, string> = {
  all: t("All lanes"),
  hint: t("In a hint"),
  waits: t("Waiting at the cursor"),
  waited: t("Waited in the range"),
  touch: t("Touching the selection"),
};
const ORDER_WORDS: Record<Order, string> = {
  start: t("By start"),
  name: t("By name"),
  waiting: t("By time waiting"),
  running: t("By time running"),
};

export class LaneBar {
  readonly element = el("div", {
    class: "lane-bar",
    attributes: { role: "search", "aria-label": t("Lanes") },
  });
  /** Over the lanes when none is let through. */
  readonly nothing = el("div", { class: "empty" });
  readonly #store: Store;
  readonly #order: LaneOrder;
  readonly #tell: (text: string) => void;
  readonly #leave: () => void;
  readonly #field = el("input", {
    class: "lane-field",
    attributes: {
      type: "text",
      "aria-label": t("Names of processes and objects; a comma for several"),
      placeholder: t("Filter by name"),
      spellcheck: "false",
      maxlength: "200",
    },
  });
  readonly #only: HTMLSelectElement;
  readonly #by: HTMLSelectElement;
  readonly #unused: ToolButton;
  readonly #tasks: ToolButton;
  readonly #count = el("span", { class: "lane-count" });
  /** What the user was told of last. */
  #told: number;
  #touched = "";

  /** `tell`: to those who hear the view instead of seeing it. `leave`: gives the focus back to the lanes. */
  constructor(store: Store, order: LaneOrder, tell: (text: string) => void, leave: () => void) {
    this.#store = store;
    this.#order = order;
    this.#tell = tell;
    this.#leave = leave;
    this.#told = store.lanes.version;
    this.#only = choice(
      t("Which lanes"),
      ONLY.map((only) => [only, ONLY_WORDS[only]]),
      (only) => {
        if (only === "touch") store.lanes.touched = store.selection;
        this.#change({ only: only as Only });
      },
    );
    this.#by = choice(
      t("Order of the lanes"),
      ORDERS.map((by) => [by, ORDER_WORDS[by]]),
      (by) => this.#change({ order: by as Order }),
    );
    this.#unused = toolButton("unused", t("Hide objects that nobody uses"), () =>
      this.#change({ hideUnused: !store.lanes.choice.hideUnused }),
    );
    this.#tasks = toolButton("tasks", t("Hide tasks and spans (T)"), () =>
      this.#change({ hideTasks: !store.lanes.choice.hideTasks }),
    );
    const fold = toolButton("foldAll", t("Fold all (Shift+Z)"), () => foldAll(store, true));
    const unfold = toolButton("unfoldAll", t("Unfold all (Shift+Z)"), () => foldAll(store, false));
    const close = toolButton("close", t("Show all lanes and close (Escape)"), () => this.close());
    this.element.append(
      icon("filter", 14),
      this.#field,
      this.#only,
      this.#by,
      el("span", { class: "lane-tools" }, [
        this.#unused.element,
        this.#tasks.element,
        fold.element,
        unfold.element,
      ]),
      this.#count,
      close.element,
    );
    const all = button({ label: t("Show all lanes"), look: "secondary", press: () => this.#showAll() });
    this.nothing.append(
      el("p", { text: t("No lane passes this filter.") }),
      el("div", { class: "empty-actions" }, [all.element]),
    );
    this.#field.addEventListener("input", () => this.#change({ text: this.#field.value }));
    this.element.addEventListener("keydown", (event) => {
      // An Escape empties the field first.
      if (event.key === "Escape" && event.target === this.#field && this.#field.value !== "")
        this.#change({ text: "" });
      else if (event.key === "Escape") this.close();
      else if ((event.key === "Enter" || event.key === "ArrowDown") && event.target === this.#field)
        this.#leave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Shows the bar, for typing into. */
  open(): void {
    this.#change({ shown: true });
    this.element.hidden = false;
    this.#field.focus();
    this.#field.select();
  }

  /** Shows the bar, or closes it. */
  toggle(): void {
    if (this.element.hidden) this.open();
    else this.close();
  }

  /** Ends the filter with the bar: no lane is hidden without a word. */
  close(): void {
    const inside = this.element.contains(document.activeElement);
    this.#change({ shown: false, text: "", only: "all", hideUnused: false });
    if (inside) this.#leave();
  }

  #showAll(): void {
    this.#change({ text: "", only: "all", hideUnused: false });
  }

  #change(change: Partial<LaneChoice>): void {
    this.#store.lanes.change(change);
    this.#store.changed();
  }

  draw(): void {
    const { lanes, model, selection } = this.#store;
    const { shown, text, only, order, hideUnused, hideTasks } = lanes.choice;
    const { filters } = this.#order;
    this.element.hidden = !shown && !filters;
    const counted = filters ? this.#order.count : undefined;
    this.nothing.hidden = counted?.shown !== 0 || model.events === 0;
    if (this.#told !== lanes.version) {
      this.#told = lanes.version;
      if (counted || !this.element.hidden) this.#tell(countText(counted ?? this.#order.count));
    }
    if (this.element.hidden) return;
    if (this.#field.value !== text) this.#field.value = text;
    if (this.#only.value !== only) this.#only.value = only;
    if (this.#by.value !== order) this.#by.value = order;
    this.#unused.press(hideUnused);
    this.#tasks.press(hideTasks);
    this.#name(only === "touch" ? lanes.touched : selection, only);
    say(this.#count, countText(counted ?? this.#order.count));
  }

  /** The choice that is about the selection says what that is. */
  #name(about: Selection | undefined, only: Only): void {
    const name = about && subjectOf(about, this.#store);
    const key = `${name} ${only}`;
    if (key === this.#touched) return;
    this.#touched = key;
    const option = this.#only.options[ONLY.indexOf("touch")]!;
    say(option, name ? t("Touching {0}", name) : ONLY_WORDS.touch);
    option.disabled = name === undefined && only !== "touch";
  }
}

/** Whose lanes a selection is about, by name. */
function subjectOf(about: Selection, { model }: Store): string | undefined {
  if ("process" in about) return model.processName(about.process);
  if ("object" in about) return model.objectName(about.object);
  const hint = model.hints[about.hint]?.hint;
  return hint && hintName(hint.kind);
}

function countText({ shown, all }: { shown: number; all: number }): string {
  return shown === all ? t("{0} lanes", count(all)) : t("{0} of {1} lanes", count(shown), count(all));
}
