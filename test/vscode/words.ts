/** What Interleave says in a language, as its own files have it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

/** As VS Code calls it. */
export type Language = "en" | "zh-cn";

/** Takes a text in English, with `{0}` for blanks, and what fills them. @throws Error when it is not translated. */
export type Words = (english: string, ...blanks: (string | number)[]) => string;

type Texts = Record<string, string>;
const read = (...path: string[]): Texts => JSON.parse(readFileSync(join(ROOT, ...path), "utf8"));

export function wordsOf(language: Language): Words {
  const texts = language === "en" ? undefined : translations(language);
  return (english, ...blanks) => {
    const text = texts ? texts[english] : english;
    if (text === undefined) throw new Error(`"${english}" has no translation into ${language}.`);
    return text.replace(/\{(\d+)\}/g, (_, at: string) => String(blanks[Number(at)]));
  };
}

function translations(language: Language): Texts {
  const manifest = read("package.nls.json");
  const translated = read(`package.nls.${language}.json`);
  return {
    ...read("l10n", `bundle.l10n.${language}.json`),
    ...Object.fromEntries(Object.entries(manifest).map(([key, text]) => [text, translated[key]!])),
  };
}
