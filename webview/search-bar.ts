/** The field to search in, over the lanes: what is found is selected and brought into view. */
import { el, giveFocusBack, say } from "./dom.ts";
import { count } from "./format.ts";
import { t } from "./l10n.ts";
import { OutputLines } from "./output-lines.ts";
import { type Found, findAll, MOST_FOUND } from "./search.ts";
import type { Selection, Store } from "./store.ts";
import { toolButton } from "./ui.ts";

/** What was found, in a word. */
const FOUND_WORDS: Record<NonNullable<Found["what"]> | Selection["kind"], string> = {
  process: t("process"),
  object: t("object"),
  box: t("task"),
  hint: t("hint"),
  mark: t("mark"),
  output: t("output"),
  interval: t("mark"),
  hold: t("mark"),
};

/** Where it is searched. */
export interface Searched {
  store: Store;
  /** Selects what was found, and brings it into view. */
  show(found: Found): void;
}

export class SearchBar {
  readonly #searched: () => Searched;
  readonly #field = el("input", {
    class: "search-field",
    attributes: {
      type: "text",
      "aria-label": t("Find process, task, lock, output …"),
      placeholder: t("Find process, task, lock, output …"),
      spellcheck: "false",
    },
  });
  readonly #count = el("span", { class: "search-count", attributes: { "aria-live": "polite" } });
  /** Which of two runs it is searched in. */
  readonly #run = el("span", { class: "search-run" });
  readonly #lines = new OutputLines(false);
  readonly element: HTMLElement;
  #found: Found[] = [];
  #at = -1;
  /** What had the focus before. */
  #before: HTMLElement | undefined;

  /** `searched`: the run to search in, which may be another each time. */
  constructor(searched: () => Searched) {
    this.#searched = searched;
    const before = toolButton("previous", t("Found before (Shift+Enter)"), () => this.go(-1));
    const next = toolButton("next", t("Found next (Enter)"), () => this.go(1));
    const close = toolButton("close", t("Close (Escape)"), () => this.close());
    this.element = el("div", { class: "search", attributes: { role: "search" } }, [
      this.#run,
      this.#field,
      this.#count,
      before.element,
      next.element,
      close.element,
    ]);
    this.#run.hidden = true;
    this.element.hidden = true;
    this.#field.addEventListener("input", () => {
      this.#at = -1;
      this.go(1);
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.#field) this.go(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  open(): void {
    if (this.element.hidden) this.#before = document.activeElement as HTMLElement | undefined;
    this.element.hidden = false;
    this.#field.focus();
    this.#field.select();
  }

  /** `run`: the name of the one to search in, where there are two; what was found belongs to the other one. */
  turn(run: string | undefined): void {
    this.#run.hidden = run === undefined;
    say(this.#run, run === undefined ? "" : t("In {0}", run));
    this.#at = -1;
    say(this.#count, "");
  }

  close(): void {
    this.element.hidden = true;
    giveFocusBack(this.#before);
  }

  /** To what was found after or before that; a run that goes on may have more of it by now. */
  go(by: 1 | -1): void {
    const text = this.#field.value;
    const { store, show } = this.#searched();
    this.#found = findAll(store.model, text, this.#lines);
    const { length } = this.#found;
    if (length === 0) {
      this.#at = -1;
      say(this.#count, text.trim() === "" ? "" : t("nothing"));
      return;
    }
    this.#at = this.#at < 0 && by < 0 ? length - 1 : (this.#at + by + length) % length;
    const all = length === MOST_FOUND ? `${count(length)}+` : count(length);
    const found = this.#found[this.#at]!;
    const place = t("{0} of {1}", count(this.#at + 1), all);
    say(this.#count, `${place}, ${FOUND_WORDS[found.what ?? found.selection.kind]}`);
    show(found);
  }
}
