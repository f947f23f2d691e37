/** The rows' names beside the lanes, with what each lane is at the cursor: the view's only legend. */
import { el, say } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";
import type { Row } from "./rows.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { laneSelection } from "./timeline.ts";
import { objectReadout, processReadout } from "./words.ts";

const INDENT = 14;
/** What the twist, the gap and the swatch need beside a name, in pixels. */
const BESIDE_NAME = 44;
const GLYPHS: Partial<Record<Row["kind"], IconName>> = {
  lock: "lock",
  queue: "queue",
  event: "event",
  pool: "pool",
};

interface Entry {
  element: HTMLElement;
  row: Row;
  text: HTMLElement;
  more: HTMLElement;
  swatch: Swatch;
}

export class Gutter {
  readonly element = el("div", { class: "gutter", attributes: { role: "tree", "aria-label": "Lanes" } });
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #open: (site: string) => void;
  #entries: Entry[] = [];
  #layout = "";
  #focus = "";

  constructor(store: Store, theme: Theme, open: (site: string) => void) {
    this.#store = store;
    this.#theme = theme;
    this.#open = open;
    this.element.addEventListener("focusin", (event) => {
      const key = (event.target as HTMLElement).dataset["key"];
      if (key) this.#rove(key);
    });
  }

  /** The row that has the keyboard's focus; undefined when none has. */
  get focused(): Row | undefined {
    const key = (document.activeElement as HTMLElement | null)?.dataset?.["key"];
    return this.#entries.find((entry) => entry.row.key === key)?.row;
  }

  /** Moves the focus by whole rows. */
  move(by: number): void {
    const at = this.#entries.findIndex((entry) => entry.element === document.activeElement);
    const next = this.#entries[Math.min(Math.max(0, at + by), this.#entries.length - 1)];
    next?.element.focus();
  }

  #rove(key: string): void {
    this.#focus = key;
    for (const entry of this.#entries) entry.element.tabIndex = entry.row.key === key ? 0 : -1;
  }

  draw(scene: Scene): void {
    const layout = scene.rows.map((row) => `${row.key}|${row.height}|${row.open}|${row.name}`).join("\n");
    if (layout !== this.#layout) {
      this.#layout = layout;
      this.#build(scene.rows);
    }
    const chosen = this.#store.selectedProcess;
    const object = scene.selection && "object" in scene.selection ? scene.selection.object : 0;
    this.#entries.forEach((entry, index) => {
      entry.row = scene.rows[index]!;
      const { row } = entry;
      const on =
        ((row.kind === "process" || row.kind === "task") && row.lane.id === chosen) ||
        (row.key === `object ${object}` && object !== 0);
      entry.element.classList.toggle("selected", on);
      if (row.kind !== "section") entry.element.setAttribute("aria-selected", String(on));
      this.#read(entry, scene);
    });
  }

  #read(entry: Entry, scene: Scene): void {
    const { row, text, more, swatch } = entry;
    if (row.kind === "section") say(text, row.note);
    else if (row.kind === "process") {
      const read = processReadout(scene.model, row.lane, scene.cursor);
      swatch.show(read.state);
      say(text, read.text);
      entry.element.title = `${row.name}: ${read.text}`;
    } else if (row.kind !== "task") {
      const read = objectReadout(scene.model, row.lane, scene.cursor);
      swatch.show(read.state);
      say(text, read.text);
      say(more, read.more);
      entry.element.title = `${row.name}: ${read.text}${read.more ? `, ${read.more} waiting` : ""}`;
    }
  }

  #build(rows: readonly Row[]): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.#entries = rows.map((row) => this.#entry(row));
    this.element.replaceChildren(...this.#entries.map((entry) => entry.element));
    const keep = this.#entries.find((entry) => entry.row.key === this.#focus) ?? this.#entries[0];
    if (!keep) return;
    this.#rove(keep.row.key);
    if (hadFocus) keep.element.focus({ preventScroll: true });
  }

  #entry(row: Row): Entry {
    const element = el("div", {
      class: `row ${row.kind}${row.top === 0 ? " first" : ""}`,
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
    const swatch = new Swatch(this.#theme);
    swatch.canvas.hidden = true;
    const text = el("em");
    const more = el("b");
    const reading =
      row.kind === "lock"
        ? [text, swatch.canvas, more]
        : row.kind === "section"
          ? [text]
          : [swatch.canvas, text, more];
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
    return { element, row, text, more, swatch };
  }
}
