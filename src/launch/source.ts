/** Small edits of program text that keep every line where it was. */
import type { Node } from "acorn";

/** What went wrong with a module's text, and where. */
export class TranslateError extends Error {
  override name = "TranslateError";
  /** Absolute path of the module. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;

  /** `message` says what is wrong without saying where. */
  constructor(file: string, line: number, column: number, message: string) {
    super(message);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

/** Replaces `[start, end)` of the text by `text`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The text with all edits done. Edits may nest nowhere; those that start at one place apply in the order given. */
export function applyEdits(source: string, edits: Edit[]): string {
  const ordered = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => a.start - b.start || a.order - b.order);
  let result = "";
  let at = 0;
  for (const edit of ordered) {
    result += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + source.slice(at);
}

const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/** Only the line ends of a text: what must stay of a piece that is taken out. */
export function lineEnds(text: string): string {
  return (text.match(LINE_END) ?? []).join("");
}

/** The text as blanks of the same length on the same lines. */
export function blank(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}

/** Any node of the tree, its fields readable without knowing its type. */
export type AnyNode = Node & Record<string, unknown>;

export function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** Calls `visit` with every direct child of a node, in no promised order. */
export function eachChild(node: AnyNode, visit: (child: AnyNode, key: string) => void): void {
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, key);
    } else if (isNode(value)) visit(value, key);
  }
}
