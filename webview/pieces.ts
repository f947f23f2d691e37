/** Facts as elements: text stays text, links are buttons. */
import type { HintSite } from "../src/protocol/hints.ts";
import type { Fact, Piece } from "./describe.ts";
import { el } from "./dom.ts";
import { glued, place, placeText } from "./format.ts";
import type { Selection } from "./store.ts";

/** What a link does. */
export interface Links {
  select(selection: Selection): void;
  /** Selects it, and brings it into view: its lane and its stretch of time, in microseconds of the run. */
  show(selection: Selection, span: { from: number; to: number }): void;
  open(site: string): void;
}

export function link(text: string, press: () => void, title = ""): HTMLElement {
  const element = el("button", { class: "link", text, attributes: { type: "button" } });
  if (title) element.title = title;
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    press();
  });
  return element;
}

export const siteText = (site: HintSite): string => `${site.file}:${site.line}:${site.column}`;

/** `main.ts:27`, which opens the line; empty when the site names no place. */
export function siteLink(site: string, links: Links): Node {
  const where = place(site);
  return where ? link(placeText(site), () => links.open(site), site) : document.createTextNode("");
}

export function pieceNode(piece: Piece, links: Links): Node {
  if (typeof piece === "string") return document.createTextNode(glued(piece));
  const { site, select } = piece;
  if (site) return siteLink(site, links);
  if (select) return link(piece.text, () => links.select(select));
  return el(piece.strong ? "strong" : "span", { text: glued(piece.text) });
}

/** Names and values in two columns. */
export function factList(facts: readonly Fact[], links: Links): HTMLElement {
  const list = el("dl", { class: "facts" });
  for (const { name, value } of facts)
    list.append(
      el("dt", { text: name }),
      el(
        "dd",
        {},
        value.map((piece) => pieceNode(piece, links)),
      ),
    );
  return list;
}

/** A text with pieces in the place of `{0}`, `{1}` … */
export const filled = (text: string, ...pieces: Piece[]): Piece[] =>
  text
    .split(/\{(\d)\}/)
    .map((part, at) => (at % 2 === 0 ? part : pieces[Number(part)]!))
    .filter((piece) => piece !== "");
