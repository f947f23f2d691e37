/** A table whose rows can be chosen, sorted by any column, unfolded into their parts, and walked with the keys. */
import { el, say } from "./dom.ts";
import { icon } from "./icons.ts";

export interface TableColumn<T> {
  name: string;
  /** Left-aligned text, or a figure on the right. */
  align?: "left" | "right";
  /** Of a table all of whose columns have one: more where what is in it needs more, less where there is no room. */
  width?: string;
  /** Looks at all rows before they are told anew. */
  begin?(items: readonly T[]): void;
  /** Text of a cell, or a node that `cell` makes and `update` refreshes. */
  text?(item: T): string;
  node?(item: T): { element: Node; update(item: T): void };
  sort?(item: T): number | string;
  /** There is nothing in this cell: a column in which all are so is left out. */
  blank?(item: T): boolean;
}

export interface TableOptions<T> {
  label: string;
  columns: TableColumn<T>[];
  /** Sentence for when there are no rows. */
  empty(): string;
  key(item: T): string;
  choose(item: T): void;
  open?(item: T): void;
  /** What a row unfolds into; a row without any is not unfolded. */
  parts?(item: T): readonly T[];
  /** The column whose largest figures come first while no other was chosen. */
  order?: string;
}

interface RowEntry<T> {
  element: HTMLTableRowElement;
  cells: ((item: T) => void)[];
  /** Where a table has rows that unfold: says whether this one does, and is. */
  twist: HTMLElement | undefined;
  /** Which columns it leaves out; as {@link Table} has it now. */
  without: string;
  item: T;
}

export class Table<T> {
  readonly element: HTMLElement;
  readonly #options: TableOptions<T>;
  readonly #body = el("tbody");
  readonly #table: HTMLTableElement;
  readonly #empty = el("p", { class: "empty-note" });
  readonly #heads: HTMLElement[] = [];
  #rows = new Map<string, RowEntry<T>>();
  /** Keys of rows that are unfolded. */
  readonly #open = new Set<string>();
  #sort: { column: number; down: boolean } | undefined;
  #order = "";
  /** As they were told last. */
  #items: readonly T[] = [];
  #chosen: string | undefined;

  constructor(options: TableOptions<T>) {
    this.#options = options;
    const head = el("tr");
    options.columns.forEach((column, index) => {
      const cell = el("th", { class: column.align === "left" ? "left" : "", attributes: { scope: "col" } });
      if (column.width) cell.style.width = column.width;
      // It may be longer than its column is wide.
      cell.title = column.name;
      if (column.sort) {
        const press = el("button", { class: "sorter", text: column.name, attributes: { type: "button" } });
        press.addEventListener("click", () => this.#sortBy(index));
        cell.append(press);
      } else cell.textContent = column.name;
      this.#heads.push(cell);
      head.append(cell);
    });
    // With a width for each of them it is as wide as they are.
    const sized = options.columns.every(({ width }) => width !== undefined);
    this.#table = el(
      "table",
      {
        class: sized ? "rows figures" : "rows",
        attributes: { "aria-label": options.label, ...(options.parts ? { role: "treegrid" } : {}) },
      },
      [el("thead", {}, [head]), this.#body],
    );
    this.element = el("div", { class: "table" }, [this.#table, this.#empty]);
    this.#body.addEventListener("keydown", (event) => this.#key(event));
    const first = options.columns.findIndex(({ name }) => name === options.order);
    if (first >= 0) this.#sorted(first, true);
  }

  #sortBy(column: number): void {
    this.#sorted(column, this.#sort?.column === column ? !this.#sort.down : true);
    this.update(this.#items, this.#chosen);
  }

  #sorted(column: number, down: boolean): void {
    this.#sort = { column, down };
    this.#heads.forEach((head, index) => {
      head.classList.toggle("sorted", index === column);
      if (index === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  /** Shows what a row unfolds into, or that no more. */
  #fold(key: string, open: boolean): void {
    if (open) this.#open.add(key);
    else this.#open.delete(key);
    this.update(this.#items, this.#chosen);
  }

  /** Right unfolds a row, or goes to its first part; left folds it, or goes from a part to it. */
  #unfoldKey(key: "ArrowLeft" | "ArrowRight", row: HTMLElement): boolean {
    const found = [...this.#rows].find(([, { element }]) => element === row);
    if (!found || !this.#options.parts) return false;
    const [name] = found;
    const open = row.getAttribute("aria-expanded");
    if (key === "ArrowRight" && open === "true") (row.nextElementSibling as HTMLElement).focus();
    else if (key === "ArrowRight" && open === "false") this.#fold(name, true);
    else if (key === "ArrowLeft" && open === "true") this.#fold(name, false);
    else if (key === "ArrowLeft" && row.classList.contains("part")) {
      let whole = row;
      while (whole.classList.contains("part")) whole = whole.previousElementSibling as HTMLElement;
      whole.focus();
    } else return false;
    return true;
  }

  #key(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest("tr");
    if (!row) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      // With nothing to unfold it scrolls the table.
      if (!this.#unfoldKey(event.key, row)) return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const step =
      event.key === "ArrowDown"
        ? "nextElementSibling"
        : event.key === "ArrowUp"
          ? "previousElementSibling"
          : undefined;
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      (row[step] as HTMLElement | null)?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      row.click();
    }
  }

  /** Shows these items; `chosen` is the key of the one that is selected. */
  update(items: readonly T[], chosen?: string): void {
    const { options, empty } = { options: this.#options, empty: items.length === 0 };
    this.#items = items;
    this.#chosen = chosen;
    this.#table.hidden = empty;
    this.#empty.hidden = !empty;
    if (empty) say(this.#empty, options.empty());
    const rows = new Map<string, RowEntry<T>>();
    const blank = options.columns.map(
      (column) => column.blank !== undefined && items.every((item) => column.blank!(item)),
    );
    const without = blank.map(Number).join("");
    this.#heads.forEach((head, index) => {
      head.hidden = blank[index]!;
    });
    for (const column of options.columns) column.begin?.(items);
    for (const { item, open } of this.#laid(items)) {
      const key = options.key(item);
      const row = this.#rows.get(key) ?? this.#row(key, item);
      row.item = item;
      if (options.parts) this.#told(row, open);
      for (const cell of row.cells) cell(item);
      if (row.without !== without) {
        row.without = without;
        blank.forEach((hidden, index) => {
          (row.element.children[index] as HTMLElement).hidden = hidden;
        });
      }
      rows.set(key, row);
      if (chosen !== undefined || row.element.classList.contains("selected")) {
        row.element.classList.toggle("selected", key === chosen);
        row.element.setAttribute("aria-selected", String(key === chosen));
      }
    }
    this.#rows = rows;
    const order = [...rows.keys()].join("\n");
    if (order === this.#order) return;
    this.#order = order;
    const focused = this.#body.contains(document.activeElement)
      ? (document.activeElement as HTMLElement)
      : undefined;
    this.#body.replaceChildren(...[...rows.values()].map((row) => row.element));
    focused?.focus({ preventScroll: true });
    const first = this.#body.firstElementChild as HTMLElement | null;
    if (first && !this.#body.querySelector('[tabindex="0"]')) first.tabIndex = 0;
  }

  /** All rows from the first on. `open`: undefined for what cannot be unfolded, `part` for what others unfold into. */
  #laid(items: readonly T[]): { item: T; open: boolean | "part" | undefined }[] {
    const { parts, key } = this.#options;
    return this.#inOrder(items).flatMap((item) => {
      const within = parts?.(item) ?? [];
      const open = within.length > 0 ? this.#open.has(key(item)) : undefined;
      const shown = open ? this.#inOrder(within) : [];
      return [{ item, open }, ...shown.map((part) => ({ item: part, open: "part" as const }))];
    });
  }

  /** Whether a row is unfolded, or a part, to those who see it and those who hear it. */
  #told({ element, twist }: RowEntry<T>, open: boolean | "part" | undefined): void {
    element.classList.toggle("part", open === "part");
    element.setAttribute("aria-level", open === "part" ? "2" : "1");
    const expanded = typeof open === "boolean" ? String(open) : null;
    if (element.getAttribute("aria-expanded") === expanded && twist!.dataset["shown"] !== undefined) return;
    twist!.dataset["shown"] = "";
    if (expanded) element.setAttribute("aria-expanded", expanded);
    else element.removeAttribute("aria-expanded");
    twist!.replaceChildren(...(expanded ? [icon(open ? "open" : "folded", 14)] : []));
  }

  #inOrder(items: readonly T[]): readonly T[] {
    const by = this.#sort;
    const value = by && this.#options.columns[by.column]!.sort;
    if (!by || !value) return items;
    const sign = by.down ? -1 : 1;
    return [...items].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return sign * (typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y));
    });
  }

  #row(key: string, item: T): RowEntry<T> {
    const element = el("tr");
    element.tabIndex = -1;
    const twist = this.#options.parts && el("span", { class: "twist" });
    twist?.addEventListener("click", (event) => {
      const open = element.getAttribute("aria-expanded");
      if (open === null) return;
      event.stopPropagation();
      element.focus();
      this.#fold(key, open === "false");
    });
    twist?.addEventListener("dblclick", (event) => event.stopPropagation());
    const cells = this.#options.columns.map((column, index) => {
      const cell = el("td", { class: column.align === "left" ? "left" : "" });
      element.append(cell);
      if (column.node) {
        const made = column.node(item);
        cell.append(made.element);
        return made.update;
      }
      if (twist && index === 0) cell.append(twist);
      const words = document.createTextNode("");
      cell.append(words);
      return (now: T) => {
        const text = column.text?.(now) ?? "";
        if (words.data !== text) words.data = text;
        if (cell.title !== text) cell.title = text;
      };
    });
    const row: RowEntry<T> = { element, cells, twist, item, without: "" };
    element.addEventListener("click", () => this.#options.choose(row.item));
    element.addEventListener("dblclick", () => this.#options.open?.(row.item));
    element.addEventListener("focus", () => {
      for (const other of this.#rows.values()) other.element.tabIndex = other === row ? 0 : -1;
    });
    return row;
  }
}
