/** The rows' names beside the lanes, with what each lane is at the cursor: the view's only legend. */
import { STATE } from "../src/trace/states.ts";
import { el, say } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";
import { t } from "./l10n.ts";
import { type Row, rowsBetween } from "./rows.ts";
import type { Scene } from "./scene.ts";
import { StatePictures } from "./state-pictures.ts";
import type { Store } from "./store.ts";
import type { Theme } from "./theme.ts";
import { laneSelection } from "./timeline.ts";
import { objectReadout, processReadout } from "./words.ts";

/** Pixels for each level below the first. */
export const INDENT = 14;
/** What the twist, the gap and the swatch need beside a name, in pixels. */
const BESIDE_NAME = 44;
export const GLYPHS: Partial<Record<Row["kind"], IconName>> = {
  lock: "lock",
  queue: "queue",
  event: "event",
  pool: "pool",
};

interface Entry {
  element: HTMLElement;
  row: Row;
  /** What of the row the element was made from. */
  look: string;
  on: boolean | undefined;
  /** What it says, so as not to touch the page when that is the same. */
  said: string;
  text: HTMLElement;
  more: HTMLElement;
  swatch: HTMLElement;
  /** State that the swatch shows, and of which pictures. */
  state: number;
  pictures: number;
}

const lookOf = (row: Row): string => `${row.height}|${row.open}|${row.depth}|${row.aside}|${row.name}`;

export class Gutter {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #pictures: StatePictures;
  readonly #open: (site: string) => void;
  readonly #scroller: HTMLElement;
  #rows: readonly Row[] = [];
  /** Rows that stand in the page, by their keys: those in sight, some around them, and the one with the focus. */
  readonly #entries = new Map<string, Entry>();
  /** What the rows in the page were chosen for. */
  #arranged: { rows: readonly Row[]; of: string } = { rows: [], of: "" };
  /** Row that the Tab key leads to. */
  #focus = "";
  #height = -1;

  constructor(
    store: Store,
    theme: Theme,
    scroller: HTMLElement,
    open: (site: string) => void,
    label = t("Lanes"),
  ) {
    this.element = el("div", { class: "gutter", attributes: { role: "tree", "aria-label": label } });
    this.#store = store;
    this.#pictures = new StatePictures(theme);
    this.#scroller = scroller;
    this.#open = open;
    this.element.addEventListener("focusin", (event) => {
      const key = (event.target as HTMLElement).dataset["key"];
      if (key) this.#rove(key);
    });
  }

  /** The row that has the keyboard's focus; undefined when none has. */
  get focused(): Row | undefined {
    const key = (document.activeElement as HTMLElement | null)?.dataset?.["key"];
    return key === undefined ? undefined : this.#entries.get(key)?.row;
  }

  /** Scrolls so that a row is in sight; false when there is no such row. */
  reveal(key: string): boolean {
    const row = this.#rows.find((candidate) => candidate.key === key);
    if (row) this.#scrollTo(row);
    return row !== undefined;
  }

  #scrollTo({ top, height }: Row): void {
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.#scroller.scrollTop = top + height - clientHeight;
  }

  /** Gives the focus to the row that the Tab key leads to. */
  enter(): void {
    const row = this.#rows.find(({ key }) => key === this.#focus) ?? this.#rows[0];
    if (!row) return;
    this.#scrollTo(row);
    this.#standing(row).focus({ preventScroll: true });
  }

  /** Moves the focus by whole rows, and what is in sight with it. */
  move(by: number): void {
    const at = this.#rows.findIndex((row) => row.key === this.focused?.key);
    const next = this.#rows[Math.min(Math.max(0, at + by), this.#rows.length - 1)];
    if (!next) return;
    this.#scrollTo(next);
    this.#standing(next).focus({ preventScroll: true });
  }

  /** The row's element, which is in the page from now on. */
  #standing(row: Row): HTMLElement {
    const known = this.#entries.get(row.key);
    if (known) return known.element;
    const { element } = this.#add(row);
    const below = this.#rows.find(({ key, top }) => top > row.top && this.#entries.has(key));
    this.element.insertBefore(element, below ? this.#entries.get(below.key)!.element : null);
    return element;
  }

  #rove(key: string): void {
    this.#focus = key;
    for (const [own, { element }] of this.#entries) element.tabIndex = own === key ? 0 : -1;
  }

  /** Makes room for all rows. It decides how far one can scroll: to be done before anybody asks where that is. */
  fit({ rows }: Scene): void {
    const last = rows.at(-1);
    const height = last ? last.top + last.height : 0;
    if (height === this.#height) return;
    this.#height = height;
    this.element.style.height = `${height}px`;
  }

  draw(scene: Scene): void {
    this.#rows = scene.rows;
    // Asked before the page is changed: afterwards the browser would have to lay it out for the answer.
    const { scrollTop, clientHeight } = this.#scroller;
    this.#arrange(scene.rows, scrollTop, clientHeight);
    this.#pictures.update();
    const chosen = this.#store.selectedProcess;
    const object = scene.selection && "object" in scene.selection ? scene.selection.object : 0;
    for (const row of rowsBetween(scene.rows, scrollTop, scrollTop + clientHeight)) {
      const entry = this.#entries.get(row.key);
      if (!entry) continue;
      const on =
        ((row.kind === "process" || row.kind === "task") && row.lane.id === chosen) ||
        (object !== 0 && "lane" in row && (row.key === `object ${object}` || row.key === `crew ${object}`));
      if (entry.on !== on) {
        entry.on = on;
        entry.element.classList.toggle("selected", on);
        if (row.kind !== "section") entry.element.setAttribute("aria-selected", String(on));
      }
      this.#read(entry, scene);
    }
  }

  /** Sees to it that the rows around what is in sight stand in the page, in their order and places. */
  #arrange(rows: readonly Row[], scrollTop: number, clientHeight: number): void {
    const of = `${scrollTop} ${clientHeight} ${this.#focus}`;
    if (rows === this.#arranged.rows && of === this.#arranged.of) return;
    const same = rows === this.#arranged.rows;
    this.#arranged = { rows, of };
    const hadFocus = this.element.contains(document.activeElement);
    const wanted = new Map<string, Row>();
    for (const row of this.#around(rows, scrollTop - clientHeight, scrollTop + 2 * clientHeight))
      wanted.set(row.key, row);
    for (const [key, entry] of this.#entries) {
      const row = wanted.get(key);
      if (row && (same || entry.look === lookOf(row))) continue;
      entry.element.remove();
      this.#entries.delete(key);
    }
    // The order in the page is the one in which they are read out.
    let after: Element | null = null;
    for (const row of [...wanted.values()].reverse()) {
      const entry = this.#entries.get(row.key) ?? this.#add(row);
      if (!entry.element.isConnected || entry.element.nextElementSibling !== after)
        this.element.insertBefore(entry.element, after);
      after = entry.element;
      if (entry.row.top !== row.top) {
        entry.element.style.top = `${row.top}px`;
        entry.element.classList.toggle("first", row.top === 0);
      }
      entry.row = row;
    }
    const first = rows[0];
    if (!first || this.#entries.get(this.#focus)) {
      if (hadFocus && !this.element.contains(document.activeElement))
        this.#entries.get(this.#focus)?.element.focus({ preventScroll: true });
      return;
    }
    this.#rove(first.key);
    if (hadFocus) this.#entries.get(first.key)?.element.focus({ preventScroll: true });
  }

  /** The rows between two heights and, where it belongs among them, the one with the focus. */
  #around(rows: readonly Row[], top: number, bottom: number): readonly Row[] {
    const near = rowsBetween(rows, top, bottom);
    const focused = rows.find(({ key }) => key === this.#focus);
    if (!focused || near.includes(focused)) return near;
    return focused.top < top ? [focused, ...near] : [...near, focused];
  }

  /** An entry of the row's own, which stands nowhere yet. */
  #add(row: Row): Entry {
    const entry = this.#entry(row);
    entry.element.style.top = `${row.top}px`;
    entry.element.tabIndex = row.key === this.#focus ? 0 : -1;
    this.#entries.set(row.key, entry);
    return entry;
  }

  #read(entry: Entry, scene: Scene): void {
    const { row, text, more } = entry;
    if (row.kind === "section") say(text, row.note);
    else if (row.kind === "process") {
      const read = processReadout(scene.model, row.lane, scene.cursor);
      this.#picture(entry, read.state);
      if (entry.said === read.text) return;
      entry.said = read.text;
      say(text, read.text);
      entry.element.title = t("{0}: {1}", row.name, read.text);
    } else if (row.kind !== "task") {
      const read = objectReadout(scene.model, row.lane, scene.cursor);
      this.#picture(entry, read.state);
      const said = `${read.text}|${read.more}`;
      if (entry.said === said) return;
      entry.said = said;
      say(text, read.text);
      say(more, read.more);
      entry.element.title = read.more
        ? t("{0}: {1}, {2} waiting", row.name, read.text, read.more)
        : t("{0}: {1}", row.name, read.text);
    }
  }

  #picture(entry: Entry, state: number): void {
    const { version } = this.#pictures;
    if (entry.state === state && (entry.pictures === version || state === STATE.none)) return;
    entry.state = state;
    entry.pictures = version;
    entry.swatch.hidden = state === STATE.none;
    if (state !== STATE.none) entry.swatch.style.backgroundImage = this.#pictures.image(state);
  }

  #entry(row: Row): Entry {
    const element = el("div", {
      class: `row ${row.kind}${row.top === 0 ? " first" : ""}${row.aside ? " aside" : ""}`,
      attributes: { role: "treeitem", "aria-level": String(row.kind === "section" ? 1 : row.depth + 2) },
    });
    element.dataset["key"] = row.key;
    element.style.height = `${row.height}px`;
    for (let level = 1; level <= row.depth; level++) {
      const guide = el("span", { class: "guide" });
      guide.style.left = `${6 + level * INDENT - INDENT / 2 - 2}px`;
      element.append(guide);
    }
    const twist = el("span", { class: "twist" });
    if (row.kind === "section") twist.style.marginLeft = "2px";
    else twist.style.marginLeft = `${2 + row.depth * INDENT}px`;
    if (row.open !== undefined) {
      twist.append(icon(row.open ? "open" : "folded", 14));
      element.setAttribute("aria-expanded", String(row.open));
      twist.addEventListener("click", (event) => {
        event.stopPropagation();
        this.#store.fold(row.key);
      });
    }
    const glyph = row.kind === "process" && row.lane.info.kind === "command" ? "command" : GLYPHS[row.kind];
    if (glyph) twist.replaceChildren(icon(glyph, 14));
    const swatch = el("span", { class: "swatch", attributes: { "aria-hidden": "true" } });
    swatch.hidden = true;
    const text = el("em");
    const more = el("b");
    const reading =
      row.kind === "lock" ? [text, swatch, more] : row.kind === "section" ? [text] : [swatch, text, more];
    const name = el("span", { class: "name", text: row.name });
    // The name wins: what the lane is shrinks to its swatch first.
    name.style.maxWidth = `calc(100% - ${BESIDE_NAME + row.depth * INDENT}px)`;
    element.append(twist, name, el("span", { class: "readout" }, reading));
    element.addEventListener("click", () => {
      if (row.kind === "section") this.#store.fold(row.key);
      else this.#store.select(laneSelection(row));
    });
    if (row.kind !== "section")
      element.addEventListener("dblclick", () => this.#open(this.#store.model.site(row.lane.site)));
    return {
      element,
      row,
      look: lookOf(row),
      on: undefined,
      said: "",
      text,
      more,
      swatch,
      state: STATE.none,
      pictures: 0,
    };
  }
}
