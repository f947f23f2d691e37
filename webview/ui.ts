/**
 * Controls. The only file that knows the toolkit they come from, so that its successor can take its place here.
 * Its theme tokens are applied when the page has loaded: this must run before that event.
 */
import "./nonce.ts";
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
} from "@vscode/webview-ui-toolkit";
import { el } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodePanels(), vsCodePanelTab(), vsCodePanelView());
}

export interface ButtonOptions {
  label: string;
  icon?: IconName;
  /** `primary`: the one thing to do. `quiet`: an icon with or without a label. */
  look?: "primary" | "secondary" | "quiet";
  /** Only the icon is shown; the label is what it is called. */
  bare?: boolean;
  /** What stands on it, where that is not what it is called. */
  says?: string;
  /** The key that does the same, shown beside the label. */
  key?: string;
  title?: string;
  press(): void;
}

/** A button. Answers the element and what can change about it. */
export interface Button {
  element: HTMLElement;
  enable(on: boolean): void;
  show(on: boolean): void;
  /** For switches: pressed or not. */
  press(on: boolean): void;
}

export function button(options: ButtonOptions): Button {
  const look = options.look ?? "quiet";
  const element = el("vscode-button", {
    class: `button ${look}${options.bare ? " bare" : ""}`,
    attributes: {
      appearance: look === "primary" ? "primary" : look === "secondary" ? "secondary" : "icon",
      "aria-label": options.label,
    },
  });
  const title = options.title ?? (options.bare ? options.label : "");
  if (title) element.title = title;
  const face = el("span", { class: "face" });
  if (options.icon) face.append(icon(options.icon));
  if (!options.bare) face.append(el("span", { class: "label", text: options.says ?? options.label }));
  if (options.key) {
    face.append(el("kbd", { text: options.key, attributes: { "aria-hidden": "true" } }));
    element.setAttribute("aria-keyshortcuts", options.key);
  }
  element.append(face);
  element.addEventListener("click", () => options.press());
  return {
    element,
    enable: (on) => {
      (element as HTMLElement & { disabled: boolean }).disabled = !on;
    },
    show: (on) => {
      element.hidden = !on;
    },
    press: (on) => {
      element.classList.toggle("on", on);
      // The toolkit copies `aria-pressed` to the button inside, which is what gets the focus.
      element.setAttribute("aria-pressed", String(on));
    },
  };
}

export interface ToolButton {
  element: HTMLButtonElement;
  enable(on: boolean): void;
  /** What it does has changed. */
  show(name: IconName, label: string): void;
  /** For switches: pressed or not. */
  press(on: boolean): void;
}

/** A small button of an icon alone, for where several stand in a row. */
export function toolButton(name: IconName, label: string, press: () => void): ToolButton {
  const element = el("button", { class: "tool", attributes: { type: "button" } });
  let shown = "";
  const show = (now: IconName, words: string) => {
    if (shown === `${now} ${words}`) return;
    shown = `${now} ${words}`;
    element.title = words;
    element.setAttribute("aria-label", words);
    element.replaceChildren(icon(now));
  };
  show(name, label);
  element.addEventListener("click", press);
  return {
    element,
    show,
    enable: (on) => {
      if (element.disabled === on) element.disabled = !on;
    },
    press: (on) => {
      const pressed = String(on);
      if (element.getAttribute("aria-pressed") !== pressed) element.setAttribute("aria-pressed", pressed);
    },
  };
}

/** One of several values. Not the toolkit's, whose list is cut off by the page's edge. */
export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  choose: (value: string) => void,
): HTMLSelectElement {
  const element = el("select", { class: "choice", attributes: { "aria-label": label, title: label } });
  for (const [value, text] of options) element.append(el("option", { text, attributes: { value } }));
  element.addEventListener("change", () => choose(element.value));
  return element;
}

/** Not the toolkit's: its template has a style attribute, which the page's policy refuses. */
export function badge(): HTMLElement {
  return el("span", { class: "badge" });
}

export interface Panel {
  id: string;
  tab: HTMLElement;
  view: HTMLElement;
  badge: HTMLElement;
}

/** Tabs with one view each; the views are kept while hidden. */
export class Panels {
  readonly element: HTMLElement & { activeid: string };
  readonly #panels = new Map<string, Panel>();
  #chosen: (id: string) => void;
  #shown = "";

  constructor(label: string, chosen: (id: string) => void) {
    this.#chosen = chosen;
    this.element = el("vscode-panels", { attributes: { "aria-label": label } }) as never;
    (this.element as unknown as { activeindicator: boolean }).activeindicator = false;
    this.element.addEventListener("change", (event) => {
      if (event.target !== this.element) return;
      const id = this.element.activeid.replace(/^tab-/, "");
      // What was shown from here was not chosen by anybody.
      if (id !== this.#shown && this.#panels.has(id)) this.#chosen(id);
    });
  }

  /** Adds a tab at the end, or at the beginning. */
  add(id: string, title: string, view: HTMLElement, first = false): Panel {
    const mark = badge();
    mark.hidden = true;
    const tab = el("vscode-panel-tab", { attributes: { id: `tab-${id}` } }, [
      el("span", { text: title }),
      mark,
    ]);
    const holder = el("vscode-panel-view", { attributes: { id: `view-${id}` } }, [view]);
    const panel = { id, tab, view: holder, badge: mark };
    this.#panels.set(id, panel);
    if (first) this.element.prepend(tab, holder);
    else this.element.append(tab, holder);
    return panel;
  }

  remove(id: string): void {
    const panel = this.#panels.get(id);
    if (!panel) return;
    this.#panels.delete(id);
    panel.tab.remove();
    panel.view.remove();
  }

  select(id: string): void {
    const moved = id !== this.#shown;
    this.#shown = id;
    if (this.element.activeid !== `tab-${id}`) this.element.activeid = `tab-${id}`;
    if (moved) this.#reveal();
  }

  count(id: string, count: number): void {
    const mark = this.#panels.get(id)?.badge;
    if (!mark) return;
    const text = String(count);
    if (mark.textContent !== text) {
      // A longer count moves the tabs after it.
      if (mark.textContent?.length !== text.length) this.#reveal();
      mark.textContent = text;
    }
    mark.hidden = count === 0;
  }

  /** Where there is no room for all tabs the chosen one may be out of sight. It has its place once it is drawn. */
  #reveal(): void {
    requestAnimationFrame(() =>
      this.#panels.get(this.#shown)?.tab.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
  }
}
