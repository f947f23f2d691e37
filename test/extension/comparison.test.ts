import assert from "node:assert/strict";
import { test } from "node:test";
import { comparisonPage } from "../../src/extension/comparison.ts";
import { factsOf } from "../../src/extension/trace-facts.ts";
import { MemorySource } from "../../src/extension/trace-source.ts";
import { traceOf } from "../trace/script.ts";
import { TWO } from "../trace/scripts.ts";

const run = async (name: string, text: string) => ({
  name,
  facts: await factsOf(new MemorySource(traceOf(`${TWO}${text}`))),
});

const SLOW = `
  10 A acquire log
  12 B ask acquire log 0 @main.ts:27:14
  90 A release log
  90 B got acquire log
  95 B release log
  97 - hint deadlock certain core A B
  99 - end 86`;
const QUICK = `
  10 A acquire log
  12 A release log
  13 B acquire log
  14 B release log
  20 main make lock <b>|new|</b>
  21 - end 0`;

test("two runs are told side by side: their ends, what differs, hints of one of them", async () => {
  const page = comparisonPage(await run("before", SLOW), await run("after", QUICK));
  for (const line of [
    "# before → after",
    "| exit status | 86 | 0 |",
    "| hints | 1 | 0 |",
    "| lock log | waited for | 78.0 ms | 0 ms |",
    "| lock log | contended | 1 | 0 |",
    "## Hints that only the first run has",
  ])
    assert.ok(page.includes(`${line}\n`), `${line}\n${page}`);
  assert.ok(!page.includes("only the second run"));
});

test("names are text, never markup, and do not break the table", async () => {
  const page = comparisonPage(await run("a_b", QUICK.replace(/\n.*make.*/, "")), await run("<i>", QUICK));
  assert.ok(page.startsWith("# a\\_b → \\<i\\>\n"));
  assert.ok(page.includes("| lock \\<b\\>\\|new\\|\\</b\\> |  | – | is there |\n"), page);
});

test("a run is not different from itself", async () => {
  const page = comparisonPage(await run("one", SLOW), await run("two", SLOW));
  assert.match(page, /## What is different\n\nNothing notable\.\n$/);
});

test("every word of it can be in another language; names stay", async () => {
  const page = comparisonPage(await run("before", SLOW), await run("after", QUICK), {
    t: (text) => text.toUpperCase(),
    hint: () => ({ message: "M", fix: "F" }),
  });
  const own = page.replace(/ (before|after|log|[AB]|main)\b/g, "").replace(/\b(ms|s|deadlock|lock)\b/g, "");
  for (const line of own.split("\n").filter((each) => !/PROGRAM|RECORDED|new/.test(each)))
    assert.doesNotMatch(line, /[a-z]{2}/, line);
  assert.ok(page.includes("- **deadlock** (CERTAIN): M F\n"), page);
});
