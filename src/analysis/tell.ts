/** Texts with their blanks filled, in English or in another language. */
import type { Blank, Hint, HintText } from "../protocol/hints.ts";
import { TEXTS, type TextKey } from "./texts.ts";

/** What a hint says in English, and from which text. */
export interface Told {
  message: string;
  fix: string;
  text: HintText;
}

/** Fills a text's blanks. */
export function tell(key: TextKey, blanks: Record<string, Blank>): Told {
  const { message, fix } = TEXTS[key];
  return { message: fill(message, blanks, ENGLISH), fix: fill(fix, blanks, ENGLISH), text: { key, blanks } };
}

/** How a language puts in what is no text. */
export interface Wording {
  list(names: readonly string[]): string;
  /** A count at the beginning of a sentence. */
  count(count: number): string;
}

/**
 * What a hint says in another language; in English where it does not say from which text it comes, as in traces of
 * older versions, or names one that is not known.
 * @param translate answers a text of the table in that language, with the same blanks
 */
export function retell(
  { message, fix, text }: Pick<Hint, "message" | "fix" | "text">,
  translate: (text: string) => string,
  wording: Wording,
): { message: string; fix: string } {
  if (!text?.blanks || !Object.hasOwn(TEXTS, text.key)) return { message, fix };
  const english = TEXTS[text.key as TextKey];
  return {
    message: fill(translate(english.message), text.blanks, wording),
    fix: fill(translate(english.fix), text.blanks, wording),
  };
}

function fill(text: string, blanks: Record<string, Blank>, wording: Wording): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(blanks, name) ? blanks[name] : undefined;
    if (typeof value === "number" && name === "Count") return wording.count(value);
    return Array.isArray(value) ? wording.list(value) : String(value ?? whole);
  });
}

const SMALL = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

export const ENGLISH: Wording = {
  list: (names) =>
    names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`,
  count: (count) => SMALL[count] ?? String(count),
};

const CHINESE: Wording = { list: (names) => names.join("、"), count: String };

/** That of a language, as VS Code and pages call it; English where it is not translated. */
export const wordingOf = (language: string): Wording =>
  language.toLowerCase() === "zh-cn" ? CHINESE : ENGLISH;
