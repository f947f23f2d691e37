/** Texts with their blanks filled, in English or in another language. */
import type { Blank, Hint, HintKind, HintText } from "../protocol/hints.ts";
import { STEP_TEXTS, TEXTS, type TextKey } from "./texts.ts";

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
  { message, fix, text, witness, steps }: Pick<Hint, "message" | "fix" | "text" | "witness" | "steps">,
  translate: (text: string) => string,
  wording: Wording,
): Pick<Hint, "message" | "fix" | "witness"> {
  const retold: Pick<Hint, "message" | "fix" | "witness"> = { message, fix };
  if (isTold(text, TEXTS)) {
    const english = TEXTS[text.key as TextKey];
    retold.message = fill(translate(english.message), text.blanks, wording);
    retold.fix = fill(translate(english.fix), text.blanks, wording);
  }
  // They come from a trace, which may be anybody's.
  if (witness && Array.isArray(steps) && steps.length === witness.length)
    retold.witness = witness.map((step, at) => {
      const told: unknown = steps[at];
      return isTold(told, STEP_TEXTS) ? fill(translate(STEP_TEXTS[told.key]!), told.blanks, wording) : step;
    });
  return retold;
}

/** What a kind of hint is called, in English: `deadlock-predicted` → `Deadlock predicted`. */
export function hintTitle(kind: HintKind): string {
  const words = kind.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A step of a witness in English. */
export const tellStep = ({ key, blanks }: HintText): string => fill(STEP_TEXTS[key]!, blanks, ENGLISH);

/** Whether this names a text of a table and fills its blanks. */
function isTold(told: unknown, table: object): told is HintText {
  const { key, blanks } = (told ?? {}) as Partial<HintText>;
  return (
    typeof key === "string" && Object.hasOwn(table, key) && typeof blanks === "object" && blanks !== null
  );
}

/** A text with its blanks filled. */
export function fill(text: string, blanks: Record<string, Blank>, wording: Wording): string {
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
