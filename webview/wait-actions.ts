/** What can be done about a wait, below its card. The same elements all along: the focus stays on them. */
import { el } from "./dom.ts";
import { t } from "./l10n.ts";
import { holderAt, waitBeside } from "./lane-hops.ts";
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";
import { button } from "./ui.ts";

export class WaitActions {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #holder;
  readonly #next;
  #text: () => string = () => "";

  constructor(store: Store, show: (found: Found) => void, copy: (text: string) => void) {
    this.#store = store;
    const go = (find: (store: Store) => Found | undefined) => () => {
      const found = find(store);
      if (found) show(found);
    };
    this.#holder = button({
      label: t("Go to holder"),
      key: "H",
      look: "secondary",
      press: go(holderAt),
    });
    this.#next = button({
      label: t("Next wait"),
      key: ".",
      look: "secondary",
      title: t("Of the same process"),
      press: go((store) => waitBeside(store, 1)),
    });
    const copied = button({
      label: t("Copy as text"),
      icon: "copy",
      look: "secondary",
      press: () => copy(this.#text()),
    });
    this.element = el("section", { class: "actions" }, [
      this.#holder.element,
      this.#next.element,
      copied.element,
    ]);
  }

  /** `text`: the card in words. */
  draw(text: () => string): void {
    this.#text = text;
    // Where nobody holds anything, the key leads to what is waited for.
    this.#holder.show(holderAt(this.#store)?.selection.kind !== "object" && this.#forLock);
    this.#next.enable(waitBeside(this.#store, 1) !== undefined);
  }

  get #forLock(): boolean {
    const { model, selection } = this.#store;
    if (selection?.kind !== "interval") return false;
    const track = model.processes.get(selection.process)?.track;
    return model.objects.get(track?.object[selection.index] ?? 0)?.kind === "lock";
  }
}
