import assert from "node:assert/strict";
import { test } from "node:test";
import { ENGLISH, retell, tell, tellStep, wordingOf } from "../../src/analysis/tell.ts";
import { TEXTS } from "../../src/analysis/texts.ts";

const OTHER = wordingOf("zh-cn");
const upper = (text: string) =>
  text.replace(/\{\w+\}|[^{]+/g, (part) => (part[0] === "{" ? part : part.toUpperCase()));

test("a hint says from which text it comes, so that it can be told in another language", () => {
  const { message, fix, text } = tell("deadlock.circle", { Count: 5 });
  assert.match(message, /^Five processes wait/);
  const again = JSON.parse(JSON.stringify({ message, fix, text }));
  assert.deepEqual(
    retell(again, (text) => text, ENGLISH),
    { message, fix },
  );
  assert.match(retell(again, upper, OTHER).message, /^5 PROCESSES WAIT/);
});

test("lists and numbers are put in as the language does it", () => {
  const hint = tell("predicted.possible", { names: ["A", "B", "C"], objects: ["x"] });
  assert.match(hint.message, /^A, B and C take x in/);
  assert.match(retell(hint, (text) => text, OTHER).message, /^A、B、C take x in/);
});

test("without a text, or with one that is not known, a hint stays as it is", () => {
  const plain = { message: "{process} waits.", fix: "Do not." };
  assert.deepEqual(retell(plain, upper, OTHER), plain);
  assert.deepEqual(retell({ ...plain, text: { key: "toString", blanks: {} } }, upper, OTHER), plain);
  assert.deepEqual(retell({ ...plain, text: { key: "deadlock.self" } as never }, upper, OTHER), plain);
});

test("the steps of a witness are told again where they say from which text they come", () => {
  const steps = [
    { key: "acquire.grant", blanks: { process: "A", object: "log", at: " (main.ts:3)" } },
    { key: "many", blanks: { process: "A", count: 3 } },
  ];
  const hint = { message: "", fix: "", witness: steps.map(tellStep), steps };
  assert.deepEqual(hint.witness, ["A takes log (main.ts:3)", "A goes on (3 steps)"]);
  assert.deepEqual(retell(hint, upper, OTHER).witness, ["A TAKES log (main.ts:3)", "A GOES ON (3 STEPS)"]);
  // A trace may say anything.
  for (const wrong of [undefined, [], "ab", [null, 7], [{ key: "toString", blanks: {} }, { key: "many" }]])
    assert.deepEqual(retell({ ...hint, steps: wrong as never }, upper, OTHER).witness ?? hint.witness, [
      ...hint.witness,
    ]);
});

test("a blank that is not filled shows, whatever it is called", () => {
  assert.match(tell("deadlock.self", { process: "A" }).message, /^A waits for \{object\}/);
  assert.match(
    retell({ message: "", fix: "", text: { key: "deadlock.self", blanks: {} } }, String, ENGLISH).message,
    /^\{process\}/,
  );
});

test("every number at the beginning of a sentence is called so", () => {
  for (const [key, { message }] of Object.entries(TEXTS))
    for (const [blank] of message.matchAll(/\{Count\}/g)) assert.ok(message.startsWith(blank), key);
});
