import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, parseBlocks, parseInline, plainText } from "../../src/classroom/markdown.ts";

const lines = (text: string) => text.split("\n").map((text, index) => ({ text, number: index + 1 }));

test("paragraphs, lists and code follow one another without empty lines", () => {
  const blocks = parseBlocks(lines("one\ntwo\n- a\n  more\n- b\n1. x\n2. y\n```\n- no list\n\n```\nend"));
  assert.deepEqual(blocks, [
    { type: "paragraph", parts: [{ type: "text", text: "one two" }] },
    {
      type: "list",
      ordered: false,
      items: [[{ type: "text", text: "a more" }], [{ type: "text", text: "b" }]],
    },
    { type: "list", ordered: true, items: [[{ type: "text", text: "x" }], [{ type: "text", text: "y" }]] },
    { type: "code", language: "", text: "- no list\n" },
    { type: "paragraph", parts: [{ type: "text", text: "end" }] },
  ]);
});

test("marks within a line", () => {
  assert.deepEqual(parseInline("a *b `c*` d* **e *f* g**"), [
    { type: "text", text: "a " },
    {
      type: "emphasis",
      parts: [
        { type: "text", text: "b " },
        { type: "code", text: "c*" },
        { type: "text", text: " d" },
      ],
    },
    { type: "text", text: " " },
    {
      type: "strong",
      parts: [
        { type: "text", text: "e " },
        { type: "emphasis", parts: [{ type: "text", text: "f" }] },
        { type: "text", text: " g" },
      ],
    },
  ]);
});

test("what is no mark stays text", () => {
  for (const text of [
    "2 * 3 * 4",
    "a_b_c",
    "`open",
    "*",
    "**",
    "<b>bold</b>",
    "[x](command:y)",
    "snake_case_",
    "* a *",
  ])
    assert.deepEqual(parseInline(text), [{ type: "text", text }], text);
  assert.deepEqual(parseInline("\\*not\\* \\`this\\`"), [{ type: "text", text: "*not* `this`" }]);
});

test("a text without its marks", () => {
  assert.equal(plainText(parseInline("**a *b*** `c_d` e")), "a b c_d e");
});

test("lines are joined by a space, Chinese ones by nothing", () => {
  assert.equal(joined(["one", "two", "三", "四"]), "one two 三四");
});
