/** A document in two languages says the same: the same headings, tables, kinds and code, one after another. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HINT_KINDS } from "../../src/protocol/hints.ts";
import { ROOT } from "../support/program.ts";

const read = (name: string): string => readFileSync(join(ROOT, "docs", name), "utf8");

/** What every language has to have, section by section. */
function skeleton(text: string): unknown[] {
  return text.split(/^(?=#)/m).map((section) => ({
    level: /^#*/.exec(section)![0].length,
    rows: [...section.matchAll(/^\| `([\w-]+)`/gm)].map(([, kind]) => kind),
    items: section.match(/^- /gm)?.length ?? 0,
    code: [...new Set([...section.matchAll(/`([^`]+)`/g)].map(([, code]) => code))].sort(),
  }));
}

test("hints are explained in Chinese as in English", () => {
  const [english, chinese] = [skeleton(read("hints.md")), skeleton(read("hints.zh-cn.md"))];
  assert.equal(chinese.length, english.length);
  for (const [at, section] of english.entries()) assert.deepEqual(chinese[at], section);
});

test("nothing in the Chinese page was left in English", () => {
  const plain = read("hints.zh-cn.md").replace(/`[^`]*`|\]\([^)]*\)/g, "");
  for (const line of plain.split("\n")) assert.doesNotMatch(line, /[a-z]+ [a-z]+ [a-z]+/i);
});

test("both explain every kind of hint", () => {
  for (const name of ["hints.md", "hints.zh-cn.md"]) {
    const text = read(name);
    for (const kind of HINT_KINDS) assert.ok(text.includes(`\`${kind}\``), `${name}: ${kind}`);
  }
});

test("a gap would be seen", () => {
  const english = "# A\n\n| `deadlock` | `x` |\n\n- one\n";
  for (const other of [
    english.replace("# A", "## A"),
    english.replace("`x`", "x"),
    english.replace("deadlock", "convoy"),
    english.replace("- one", "one"),
    `${english}\n## B\n`,
  ])
    assert.notDeepEqual(skeleton(other), skeleton(english));
});
