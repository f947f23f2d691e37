/** Source lines with what happened at them, and a few lines around. Without their text, as far as that is not known. */
import { el } from "./dom.ts";
import { baseName, placeText } from "./format.ts";
import { t } from "./l10n.ts";
import { type Links, link } from "./pieces.ts";
import type { SourceFile } from "./sources.ts";

/** A line that something is said of. */
export interface MarkedLine {
  file: string;
  /** From 1, as is the column. */
  line: number;
  column: number;
  look: "" | "holds" | "stuck" | "asked";
  /** Stands at its end. */
  note: string;
}

/** So much is shown around a line that has a look of its own. */
const BEFORE = 2;
const AFTER = 1;

/** What is known of lines of a file. */
export type SourceOf = (file: string, lines: readonly number[]) => SourceFile | undefined;

export interface Excerpt {
  element: HTMLElement;
  /** The name of the only file, and whether it is still the one that ran; empty of several. */
  caption: string;
  /** The text of some line is there. */
  known: boolean;
}

/** The lines of each file in their order, those of one neighbourhood in one piece. */
export function excerpt(marked: readonly MarkedLine[], sourceOf: SourceOf, links: Links): Excerpt {
  const files = Map.groupBy(marked, ({ file }) => file);
  const element = el("div", { class: "excerpts" });
  const captions: string[] = [];
  let some = false;
  for (const [file, lines] of files) {
    const marks = new Map(lines.map((line) => [line.line, line]));
    const wanted = neighbourhood(lines);
    const source = sourceOf(file, wanted);
    const text = (line: number) => source?.lines.get(line);
    const caption = source?.changed ? t("{0}, changed since", baseName(file)) : baseName(file);
    captions.push(caption);
    const known = wanted.some((line) => text(line) !== undefined);
    some ||= known;
    // Without their text the lines are named one by one, with the file.
    if (files.size > 1 && known) element.append(el("p", { class: "subtitle", text: caption }));
    const shown = known
      ? pieces(wanted, (line) => marks.has(line), text)
      : [[...marks.keys()].sort((a, b) => a - b)];
    for (const piece of shown) element.append(sourceBox(piece, marks, text, links));
  }
  return { element, caption: captions.length === 1 ? captions[0]! : "", known: some };
}

function neighbourhood(marked: readonly MarkedLine[]): number[] {
  const lines = new Set<number>();
  for (const { line, look } of marked)
    for (let near = look ? line - BEFORE : line; near <= (look ? line + AFTER : line); near++)
      if (near > 0) lines.add(near);
  return [...lines].sort((a, b) => a - b);
}

/** Lines without a gap together; what is around has to have a text, and none of it begins or ends empty. */
function pieces(
  lines: readonly number[],
  isMarked: (line: number) => boolean,
  text: (line: number) => string | undefined,
): number[][] {
  const all: number[][] = [];
  for (const line of lines) {
    if (!isMarked(line) && text(line) === undefined) continue;
    const last = all.at(-1);
    if (last?.at(-1) === line - 1) last.push(line);
    else all.push([line]);
  }
  const idle = (line: number | undefined) =>
    line !== undefined && !isMarked(line) && text(line)?.trim() === "";
  for (const piece of all) {
    while (idle(piece[0])) piece.shift();
    while (idle(piece.at(-1))) piece.pop();
  }
  return all.filter((piece) => piece.length > 0);
}

function sourceBox(
  lines: readonly number[],
  marks: ReadonlyMap<number, MarkedLine>,
  text: (line: number) => string | undefined,
  links: Links,
): HTMLElement {
  const indents = lines.flatMap((line) => {
    const code = text(line);
    return code?.trim() ? [code.length - code.trimStart().length] : [];
  });
  const indent = indents.length > 0 ? Math.min(...indents) : 0;
  const box = el("div", { class: "sources" });
  const widest = String(lines.at(-1)).length;
  for (const line of lines) {
    const mark = marks.get(line);
    const code = text(line);
    const open = mark && (() => links.open(`${mark.file}:${mark.line}:${mark.column}`));
    const row = el("div", { class: `source ${mark?.look ?? ""}` });
    if (code === undefined) {
      if (mark) row.append(link(placeText(`${mark.file}:${mark.line}:${mark.column}`), open!));
    } else {
      const number = open ? link(String(line), open) : el("span", { text: String(line) });
      number.classList.add("line-number");
      number.style.minWidth = `${widest}ch`;
      if (mark) number.setAttribute("aria-label", placeText(`${mark.file}:${mark.line}:${mark.column}`));
      const shown = code.slice(indent).trimEnd();
      const body = el("span", { class: "code", text: shown });
      body.title = shown;
      row.append(number, body);
      if (open) {
        row.classList.add("opens");
        row.addEventListener("click", open);
      }
    }
    if (mark?.note) row.append(el("span", { class: "margin-note", text: mark.note }));
    box.append(row);
  }
  return box;
}
