/** A table whose rows can be chosen, sorted by any column, and walked with the keys. */
import { el, say } from "./dom.ts";

export interface TableColumn<T> {
  name: string;
  /** Left-aligned text, or a figure on the right. */
  align?: "left" | "right";
  width?: string;
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
}

interface RowEntry<T> {
  element: HTMLTableRowElement;
  cells: ((item: T) => void)[];
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
  #sort: { column: number; down: boolean } | undefined;
  #order = "";

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
      { class: sized ? "rows figures" : "rows", attributes: { "aria-label": options.label } },
      [el("thead", {}, [head]), this.#body],
    );
    this.element = el("div", { class: "table" }, [this.#table, this.#empty]);
    this.#body.addEventListener("keydown", (event) => this.#key(event));
  }

  #sortBy(column: number): void {
    this.#sort = { column, down: this.#sort?.column === column ? !this.#sort.down : true };
    this.#heads.forEach((head, index) => {
      head.classList.toggle("sorted", index === column);
      if (index === column) head.setAttribute("aria-sort", this.#sort!.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.update([...this.#rows.values()].map((row) => row.item));
  }

  #key(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest("tr");
    if (!row) return;
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
    for (const item of this.#sorted(items)) {
      const key = options.key(item);
      const row = this.#rows.get(key) ?? this.#row(item);
      row.item = item;
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

  #sorted(items: readonly T[]): readonly T[] {
    const by = this.#sort;
    const value = by && this.#options.columns[by.column]!.sort;
    if (!by || !value) return items;
    const sign = by.down ? -1 : 1;
    return [...items].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return sign * (typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y));
    });
  }

  #row(item: T): RowEntry<T> {
    const element = el("tr");
    element.tabIndex = -1;
    const cells = this.#options.columns.map((column) => {
      const cell = el("td", { class: column.align === "left" ? "left" : "" });
      element.append(cell);
      if (column.node) {
        const made = column.node(item);
        cell.append(made.element);
        return made.update;
      }
      return (now: T) => {
        const text = column.text?.(now) ?? "";
        say(cell, text);
        if (cell.title !== text) cell.title = text;
      };
    });
    const row: RowEntry<T> = { element, cells, item, without: "" };
    element.addEventListener("click", () => this.#options.choose(row.item));
    element.addEventListener("dblclick", () => this.#options.open?.(row.item));
    element.addEventListener("focus", () => {
      for (const other of this.#rows.values()) other.element.tabIndex = other === row ? 0 : -1;
    });
    return row;
  }
}
