/**
 * The part of Markdown that lessons are written in: paragraphs, lists of one level, fenced code; within a line `code`,
 * *emphasis* and **strong**. Anything else is text.
 */
import type { Block, Inline } from "../protocol/lesson-page.ts";

/** A line of a text, and which: the first is 1. */
export interface Line {
  text: string;
  number: number;
}

/** A text that is not what it has to be. */
export class LessonTextError extends Error {
  override name = "LessonTextError";
  /** Line of the text, from 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

const FENCE = /^```([\w-]*)\s*$/;
const BULLET = /^[-*] +(.*)$/;
const NUMBER = /^\d+\. +(.*)$/;

/** Whether a line opens or closes fenced code. */
export const isFence = (text: string): boolean => FENCE.test(text);

/** @throws LessonTextError when fenced code does not end */
export function parseBlocks(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const { text } = lines[at]!;
    if (text.trim() === "") at++;
    else if (isFence(text)) at = takeCode(lines, at, blocks);
    else if (BULLET.test(text)) at = takeList(lines, at, blocks, BULLET, false);
    else if (NUMBER.test(text)) at = takeList(lines, at, blocks, NUMBER, true);
    else at = takeParagraph(lines, at, blocks);
  }
  return blocks;
}

function takeCode(lines: readonly Line[], from: number, blocks: Block[]): number {
  let end = from + 1;
  while (end < lines.length && lines[end]!.text.trimEnd() !== "```") end++;
  if (end === lines.length)
    throw new LessonTextError(lines[from]!.number, "the fenced code that begins here does not end");
  const text = lines.slice(from + 1, end).map((line) => line.text);
  blocks.push({ type: "code", language: FENCE.exec(lines[from]!.text)![1]!, text: text.join("\n") });
  return end + 1;
}

function takeList(
  lines: readonly Line[],
  from: number,
  blocks: Block[],
  marker: RegExp,
  ordered: boolean,
): number {
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const { text } = lines[at]!;
    const item = marker.exec(text)?.[1];
    if (item !== undefined) items.push(item);
    else if (/^\s+\S/.test(text)) items.push(`${items.pop()} ${text.trim()}`);
    else break;
  }
  blocks.push({ type: "list", ordered, items: items.map(parseInline) });
  return at;
}

function takeParagraph(lines: readonly Line[], from: number, blocks: Block[]): number {
  let end = from;
  const ends = ({ text }: Line) =>
    text.trim() === "" || isFence(text) || (end > from && (BULLET.test(text) || NUMBER.test(text)));
  while (end < lines.length && !ends(lines[end]!)) end++;
  const text = joined(lines.slice(from, end).map((line) => line.text.trim()));
  blocks.push({ type: "paragraph", parts: parseInline(text) });
  return end;
}

/** Chinese has no space between words, so that none comes from a line that goes on in the next. */
export function joined(lines: readonly string[]): string {
  let text = lines[0] ?? "";
  for (const line of lines.slice(1)) text += WIDE_END.test(text) && WIDE_BEGIN.test(line) ? line : ` ${line}`;
  return text;
}
const WIDE_END = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]$/;
const WIDE_BEGIN = /^[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

/** Code first: what looks like emphasis in it is code. Marks without their other half are text. */
const MARKED =
  /\\([\\`*_])|`([^`]+)`|\*\*(?=\S)((?:`[^`]+`|[^`])+?)(?<=\S)\*\*(?!\*)|([*_])(?=\S)((?:`[^`]+`|[^`])+?)(?<=\S)\4(?!\w)/gs;

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  const plain = (more: string) => {
    const last = parts.at(-1);
    if (last?.type === "text") last.text += more;
    else if (more !== "") parts.push({ type: "text", text: more });
  };
  let from = 0;
  for (const match of text.matchAll(MARKED)) {
    const [whole, escaped, code, strong, mark, emphasis] = match;
    const inWord = mark === "_" && /\w$/.test(text.slice(0, match.index));
    plain(text.slice(from, match.index));
    from = match.index + whole.length;
    if (escaped !== undefined) plain(escaped);
    else if (code !== undefined) parts.push({ type: "code", text: code });
    else if (strong !== undefined) parts.push({ type: "strong", parts: parseInline(strong) });
    else if (inWord) plain(whole);
    else parts.push({ type: "emphasis", parts: parseInline(emphasis!) });
  }
  plain(text.slice(from));
  return parts;
}

/** The same without its marks. */
export function plainText(parts: readonly Inline[]): string {
  return parts.map((part) => ("text" in part ? part.text : plainText(part.parts))).join("");
}
