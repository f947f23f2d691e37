/** What the processes printed, line by line in the order of time. Only the rows in sight stand in the page. */
import type { PrintedLine } from "../src/trace/output-log.ts";
import { STATE } from "../src/trace/states.ts";
import { el, say } from "./dom.ts";
import { count, many, moment, placeText } from "./format.ts";
import { t } from "./l10n.ts";
import { OutputLines } from "./output-lines.ts";
import { shownText } from "./output-text.ts";
import type { Links } from "./pieces.ts";
import type { Store } from "./store.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { processReadout } from "./words.ts";

/** As the style sheet has it: all rows are equally high. */
const ROW = 22;
/** Rows beyond the edges that are there before they are scrolled to. */
const SPARE = 8;
/** This near to its end the list counts as scrolled to it. */
const AT_END = ROW;

interface RowEntry {
  element: HTMLTableRowElement;
  show(position: number): void;
}

export class OutputTable {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #links: Links;
  readonly #go: (time: number) => void;
  readonly #lines = new OutputLines();
  readonly #field = el("input", {
    class: "output-field",
    attributes: {
      type: "text",
      "aria-label": t("Only lines with …"),
      placeholder: t("Only lines with …"),
      spellcheck: "false",
    },
  });
  readonly #count = el("span", { class: "output-count", attributes: { "aria-live": "polite" } });
  readonly #scroller = el("div", { class: "output-lines" });
  readonly #table: HTMLTableElement;
  readonly #above = el("tr", { class: "space", attributes: { "aria-hidden": "true" } }, [el("td")]);
  readonly #below = el("tr", { class: "space", attributes: { "aria-hidden": "true" } }, [el("td")]);
  readonly #body = el("tbody");
  readonly #empty = el("p", { class: "empty-note" });
  readonly #rows: RowEntry[] = [];
  /** Goes on with the end while the run does. */
  #atEnd = true;
  /** Line that was chosen here, by its place among all that ever were: several may be of one moment. */
  #chosen: { line: number; pinned: number } | undefined;
  /** What the list was last scrolled to. */
  #shown = "";
  #selected = -1;

  /** `go`: puts the cursor at a moment, in microseconds, and into view. */
  constructor(store: Store, theme: Theme, links: Links, go: (time: number) => void) {
    this.#store = store;
    this.#theme = theme;
    this.#links = links;
    this.#go = go;
    const head = [
      el("th", { class: "left at", text: t("Time"), attributes: { scope: "col" } }),
      el("th", { class: "left who", text: t("Process"), attributes: { scope: "col" } }),
      el("th", { class: "left", text: t("Text"), attributes: { scope: "col" } }),
      el("th", { class: "left from", text: t("Printed at"), attributes: { scope: "col" } }),
    ];
    this.#body.append(this.#above, this.#below);
    this.#table = el(
      "table",
      { class: "rows output", attributes: { "aria-label": t("Output"), role: "grid", tabindex: "0" } },
      [el("thead", {}, [el("tr", {}, head)]), this.#body],
    );
    this.#scroller.append(this.#table, this.#empty);
    this.element = el("div", { class: "output-view" }, [
      el("div", { class: "output-bar" }, [this.#field, this.#count]),
      this.#scroller,
    ]);
    this.#field.addEventListener("input", () => {
      this.#shown = "";
      store.changed();
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#field.value === "") return;
      event.stopPropagation();
      this.#field.value = "";
      this.#shown = "";
      store.changed();
    });
    this.#scroller.addEventListener("scroll", () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
      this.#atEnd = scrollTop + clientHeight >= scrollHeight - AT_END;
      this.#fill();
    });
    this.#table.addEventListener("keydown", (event) => this.#key(event));
  }

  draw(): void {
    const store = this.#store;
    const { model, range, pinned } = store;
    const lines = this.#lines;
    lines.update(model, range, this.#field.value);
    const { length } = lines;
    this.#selected = this.#positionOf(pinned);
    this.#table.hidden = length === 0;
    this.#empty.hidden = length > 0;
    if (length === 0) say(this.#empty, this.#nothing());
    const { forgotten } = model.output;
    const all = forgotten > 0 ? t("{0} earlier ones are not kept here", count(forgotten)) : "";
    const filtered = this.#field.value.trim() !== "";
    const shown = filtered ? many(length, t("{0} line"), t("{0} lines")) : "";
    say(this.#count, [shown, all].filter((text) => text !== "").join(" · "));
    this.#table.setAttribute("aria-rowcount", String(length + 1));
    this.#fill();
    if (this.#scrollTo(pinned, length)) this.#fill();
  }

  /** Marks a line, by its place in the log, of those that are of the cursor's moment. */
  mark(index: number): void {
    const { output } = this.#store.model;
    this.#chosen = { line: index + output.forgotten, pinned: output.time[index]! };
    // It is to be scrolled to even where it is the one that was marked before.
    this.#shown = "";
  }

  #nothing(): string {
    const { model } = this.#store;
    if (model.events === 0) return t("Nothing has run yet.");
    if (model.output.length > 0) return t("No such line.");
    // It comes from a trace, which may be anybody's.
    const without: unknown = model.info?.without;
    return Array.isArray(without) && without.includes("output")
      ? t("What this run printed was not recorded.")
      : t("Nothing has been printed.");
  }

  /** The line by the cursor; −1 for none. */
  #positionOf(pinned: number | undefined): number {
    if (pinned === undefined) return -1;
    const { output } = this.#store.model;
    const chosen = this.#chosen?.pinned === pinned ? this.#chosen.line - output.forgotten : output.at(pinned);
    return this.#lines.upTo(chosen);
  }

  /** To the line by the cursor when that is another, else to the end if that is where the list was; true if it moved. */
  #scrollTo(pinned: number | undefined, length: number): boolean {
    const key = `${this.#store.run.id} ${this.#selected} ${this.#scroller.clientHeight > 0}`;
    const moved = key !== this.#shown;
    this.#shown = key;
    const before = this.#scroller.scrollTop;
    const visible = this.#scroller.clientHeight - ROW;
    if (visible <= 0) return false;
    if (pinned === undefined) {
      if (this.#atEnd && this.#store.live) this.#scroller.scrollTop = (length + 1) * ROW;
    } else if (moved && this.#selected >= 0) {
      const top = this.#selected * ROW;
      if (top < before || top + ROW > before + visible) this.#scroller.scrollTop = top - (visible - ROW) / 2;
    }
    return this.#scroller.scrollTop !== before;
  }

  /** Has the rows in sight stand in the page. */
  #fill(): void {
    const { length } = this.#lines;
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.min(length, Math.floor(scrollTop / ROW) - SPARE));
    const last = Math.min(length, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE);
    const rows = this.#rows;
    while (rows.length < last - first) {
      const row = this.#row();
      rows.push(row);
      this.#below.before(row.element);
    }
    for (const row of rows.splice(Math.max(0, last - first))) row.element.remove();
    setHeight(this.#above, first * ROW);
    setHeight(this.#below, (length - last) * ROW);
    rows.forEach((row, index) => {
      row.show(first + index);
    });
    const active = this.#selected >= first && this.#selected < last ? `printed-${this.#selected}` : "";
    if (active) this.#table.setAttribute("aria-activedescendant", active);
    else this.#table.removeAttribute("aria-activedescendant");
  }

  #row(): RowEntry {
    const at = el("td", { class: "left" });
    const swatch = new Swatch(this.#theme);
    const name = el("span", { class: "who-name" });
    const who = el("td", { class: "left" }, [
      el("span", { class: "cell-bar" }, [el("span", { class: "swatch-place" }, [swatch.canvas]), name]),
    ]);
    const tag = el("span", { class: "tag", text: "stderr" });
    const words = el("span", { class: "words" });
    const more = el("em");
    const text = el("td", { class: "left text" }, [tag, words, more]);
    const place = el("button", { class: "link", attributes: { type: "button", tabindex: "-1" } });
    const from = el("td", { class: "left" }, [place]);
    const element = el("tr", {}, [at, who, text, from]);
    let shown = -1;
    const open = () => this.#open(shown);
    place.addEventListener("click", (event) => {
      event.stopPropagation();
      open();
    });
    element.addEventListener("click", () => {
      // Marking text, to copy it, is no choice.
      if (String(getSelection()) === "") this.#choose(shown);
    });
    element.addEventListener("dblclick", open);
    return {
      element,
      show: (position) => {
        shown = position;
        const { model } = this.#store;
        const line = model.output.line(this.#lines.index(position));
        const selected = position === this.#selected;
        element.id = `printed-${position}`;
        element.setAttribute("aria-rowindex", String(position + 2));
        element.setAttribute("aria-selected", String(selected));
        element.classList.toggle("selected", selected);
        element.classList.toggle("error", line.error);
        element.classList.toggle("gap", line.dropped > 0);
        say(at, moment(line.time));
        const lane = model.processes.get(line.process);
        swatch.show(lane ? processReadout(model, lane, line.time).state : STATE.none);
        say(name, model.processName(line.process));
        who.title = name.textContent ?? "";
        tag.hidden = !line.error;
        const told = wordsOf(line);
        say(words, told);
        say(more, line.cut > 0 ? ` … ${t("{0} more characters", count(line.cut))}` : "");
        if (text.title !== told) text.title = told;
        const site = model.site(line.site);
        say(place, placeText(site));
        place.title = site;
      },
    };
  }

  #choose(position: number): void {
    const { output } = this.#store.model;
    const index = this.#lines.index(position);
    const time = output.time[index];
    if (time === undefined) return;
    this.#chosen = { line: index + output.forgotten, pinned: time };
    // The next key may come before the next frame.
    this.#selected = position;
    this.#go(time);
  }

  #open(position: number): void {
    const { model } = this.#store;
    if (position < 0 || position >= this.#lines.length) return;
    const site = model.site(model.output.line(this.#lines.index(position)).site);
    if (site) this.#links.open(site);
  }

  #key(event: KeyboardEvent): void {
    const { length } = this.#lines;
    if (event.ctrlKey || event.metaKey || event.altKey || length === 0) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / ROW) - 2);
    const from = this.#selected;
    const to: Record<string, number> = {
      ArrowDown: from + 1,
      ArrowUp: from < 0 ? length - 1 : from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: length - 1,
    };
    if (event.key === "Enter") this.#open(from);
    else if (event.key in to) this.#choose(Math.min(Math.max(0, to[event.key]!), length - 1));
    else return;
    event.preventDefault();
  }
}

function wordsOf({ text, dropped }: PrintedLine): string {
  if (dropped > 0) return many(dropped, t("{0} line not recorded"), t("{0} lines not recorded"));
  return shownText(text);
}

function setHeight(row: HTMLTableRowElement, height: number): void {
  row.hidden = height === 0;
  (row.firstElementChild as HTMLElement).style.height = `${height}px`;
}
