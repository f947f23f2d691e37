/**
 * The strings of the extension and its pages that can be translated: `node test/checks/l10n.ts --write` collects them
 * into l10n/bundle.l10n.json, from which translations are made.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIGURES, THINGS } from "../../src/analysis/compare.ts";
import { IS_THERE, TIME_WORDS } from "../../src/analysis/compare-text.ts";
import { STORY } from "../../src/analysis/story/texts.ts";
import { hintTitle } from "../../src/analysis/tell.ts";
import { STEP_TEXTS, TEXTS } from "../../src/analysis/texts.ts";
import { CHECK_KINDS } from "../../src/classroom/check-kinds.ts";
import { HINT_KINDS } from "../../src/protocol/hints.ts";

const root = join(import.meta.dirname, "..", "..");
export const BUNDLE = join(root, "l10n", "bundle.l10n.json");

const TEXT = `("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')`;
/** Where strings are, and what they are given to there. */
const SOURCES = [
  { folder: join(root, "src", "extension"), call: new RegExp(`l10n\\.t\\(\\s*${TEXT}`, "g") },
  { folder: join(root, "webview"), call: new RegExp(`(?<![\\w.])t\\(\\s*${TEXT}`, "g") },
];

/** Texts that stand in tables, and are translated where they are shown. */
const TABLES = [
  ...Object.values(CHECK_KINDS).map(({ says }) => says),
  ...HINT_KINDS.map(hintTitle),
  ...FIGURES,
  ...THINGS,
  ...Object.values(TIME_WORDS),
  IS_THERE,
  ...Object.values(STEP_TEXTS),
  ...Object.values(STORY),
  ...Object.values(TEXTS).flatMap(({ message, fix }) => [message, fix]),
];

/** Every first argument of these calls, and every text of a table, sorted. */
export function collectStrings(): string[] {
  const strings = new Set<string>(TABLES);
  for (const { folder, call } of SOURCES)
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      for (const [, literal] of readFileSync(join(folder, file), "utf8").matchAll(call))
        strings.add(literal!.slice(1, -1).replace(/\\(.)/g, "$1"));
    }
  return [...strings].sort();
}

if (process.argv[1] === import.meta.filename && process.argv.includes("--write")) {
  const bundle = Object.fromEntries(collectStrings().map((text) => [text, text]));
  writeFileSync(BUNDLE, `${JSON.stringify(bundle, null, 2)}\n`);
}
