/** Whatever a user reads is there in every language: the same keys, the same blanks, nothing left as it was. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const read = (...path: string[]): Record<string, string> =>
  JSON.parse(readFileSync(join(root, ...path), "utf8"));

/** Besides English. */
const LANGUAGES = ["zh-cn"];

/** What fills a text from outside: blanks, icons, commands, code. */
const fixed = (text: string): string[] =>
  [...text.matchAll(/\{\w+\}|\$\([\w-]+\)|\(command:[\w.]+\)|`[^`]*`/g)].map(([part]) => part);

/** What a translation must not lose: each fixed part, as often as one likes. */
const partsOf = (text: string): string[] => [...new Set(fixed(text))].sort();

/** A picture with words in it: every language has its own. */
const isPicture = (text: string) => /^media\/[\w/.-]+\.svg$/.test(text);
const isTranslated = (text: string) => /\p{Script=Han}/u.test(text);
/** Nothing in these but blanks and marks. */
const hasWords = (text: string) =>
  /\p{L}/u.test(fixed(text).reduce((rest, part) => rest.replace(part, ""), text));

function compare(english: Record<string, string>, other: Record<string, string>): void {
  assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort());
  for (const [key, text] of Object.entries(english)) {
    const translation = other[key]!;
    assert.deepEqual(partsOf(translation), partsOf(text), key);
    if (isPicture(text)) {
      assert.notEqual(translation, text, key);
      assert.match(readFileSync(join(root, translation), "utf8"), /\p{Script=Han}/u, key);
    } else if (hasWords(text)) assert.ok(isTranslated(translation), `${key}: "${translation}"`);
  }
}

for (const language of LANGUAGES) {
  test(`package.json is told in ${language}`, () => {
    compare(read("package.nls.json"), read(`package.nls.${language}.json`));
  });

  test(`the extension speaks ${language}`, () => {
    compare(read("l10n", "bundle.l10n.json"), read("l10n", `bundle.l10n.${language}.json`));
  });
}

/** Words that were given up for another, so that one thing has one name. */
const GIVEN_UP: Record<string, string> = {
  取得: "获取",
  项目: "元素",
  受管: "托管",
  破坏: "损坏",
  记录好的: "跟踪记录",
  按键: "快捷键",
  围成一圈: "循环等待",
};

test("one thing has one name in Chinese", () => {
  const texts = [read("package.nls.zh-cn.json"), read("l10n", "bundle.l10n.zh-cn.json")].flatMap(
    Object.values,
  );
  for (const [word, better] of Object.entries(GIVEN_UP))
    assert.deepEqual(
      texts.filter((text: string) => text.includes(word)),
      [],
      `${word}: ${better}`,
    );
});

test("no language is half there", () => {
  const found = [
    ...readdirSync(root).flatMap((name) => /^package\.nls\.(.+)\.json$/.exec(name)?.[1] ?? []),
    ...readdirSync(join(root, "l10n")).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []),
  ];
  assert.deepEqual(found.sort(), [...LANGUAGES, ...LANGUAGES].sort());
});

test("a gap would be seen", () => {
  const english = { a: "Open {0}", b: "{0}, {1}" };
  compare(english, { a: "打开 {0}", b: "{0}，{1}" });
  assert.throws(() => compare(english, { a: "打开 {0}" }));
  assert.throws(() => compare(english, { a: "打开", b: "{0}，{1}" }));
  assert.throws(() => compare(english, { a: "Open {0}", b: "{0}，{1}" }));
  assert.throws(() => compare(english, { a: "打开 {0} {1}", b: "{0}，{1}" }));
  const picture = { a: "media/walkthrough/problems.svg" };
  compare(picture, { a: "media/walkthrough/problems.zh-cn.svg" });
  assert.throws(() => compare(picture, picture));
  assert.throws(() => compare(picture, { a: "media/walkthrough/own.svg" }));
});
