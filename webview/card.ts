/** Parts of the inspector's card: the same as elements and as plain text. */
import type { Fact, Piece } from "./describe.ts";
import { el } from "./dom.ts";
import { glued, placeText } from "./format.ts";
import { t } from "./l10n.ts";
import { factList, type Links, pieceNode, siteLink } from "./pieces.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";

/** Somebody, a few words about them, and a place in the program. */
export interface Line {
  /** State to show in front of it. */
  state?: number;
  who: Piece;
  text: string;
  site: string;
  /** A sentence below it. */
  note?: string;
}

export interface Section {
  title: string;
  /** At the right of the title. */
  aside?: string;
  picture?: HTMLElement;
  /** What the picture says, where nothing else does. */
  says?: string;
  facts?: readonly Fact[];
  lines?: readonly Line[];
  /** Each line follows from the one before. */
  chain?: boolean;
  note?: string;
}

export function sectionNode(section: Section, theme: Theme, links: Links): HTMLElement {
  const { title, aside, picture, facts, lines, chain, note } = section;
  const heading = el("h3", {}, [el("span", { text: title })]);
  if (aside) heading.append(el("span", { text: glued(aside) }));
  const element = el("section", {}, [heading]);
  if (picture) element.append(picture);
  if (facts) element.append(factList(facts, links));
  if (lines) {
    const nodes = lines.map((line) => lineNodes(line, theme, links));
    if (chain)
      element.append(
        el(
          "ol",
          { class: "chain" },
          nodes.map((parts) => el("li", {}, parts)),
        ),
      );
    else element.append(...nodes.flat());
  }
  if (note) element.append(el("p", { class: "subtitle", text: glued(note) }));
  return element;
}

function lineNodes({ state, who, text, site, note }: Line, theme: Theme, links: Links): Node[] {
  const row = el("p", { class: "behind" });
  if (state !== undefined) {
    const swatch = new Swatch(theme);
    swatch.show(state);
    row.append(el("span", { class: "swatch-place" }, [swatch.canvas]));
  }
  row.append(pieceNode(who, links), el("span", { class: "grow", text: glued(text) }), siteLink(site, links));
  return note ? [row, el("p", { class: "subtitle", text: glued(note) })] : [row];
}

const pieceText = (piece: Piece): string => (typeof piece === "string" ? piece : piece.text);

const factText = ({ name, value }: Fact): string => t("{0}: {1}", name, value.map(pieceText).join("").trim());

/** A card in words, for the clipboard. */
export function cardText(
  head: { title: string; subtitle: string; facts: readonly Fact[] },
  sections: readonly Section[],
): string {
  const first = [head.title, head.subtitle, "", ...head.facts.map(factText)];
  return [first.join("\n"), ...sections.map(sectionText)].join("\n\n");
}

function sectionText({ title, aside, says, facts = [], lines = [], note }: Section): string {
  return [
    aside ? t("{0}: {1}", title, aside) : title,
    says,
    ...facts.map(factText),
    ...lines.flatMap(({ who, text, site, note }) => {
      const at = placeText(site);
      return [t("{0}: {1}", pieceText(who), at ? t("{0}, {1}", text, at) : text), note && `  ${note}`];
    }),
    note,
  ]
    .filter((line) => line)
    .join("\n");
}
