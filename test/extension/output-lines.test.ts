import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputLines } from "../../src/extension/output-lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("lines of both streams come as they were ended, in whatever pieces they arrive", () => {
  const output = new OutputLines();
  output.push("stdout", bytes("one\ntw"));
  output.push("stderr", bytes("trouble\n"));
  output.push("stdout", bytes("o\nthree"));
  assert.deepEqual(output.lines, ["one", "trouble", "two", "three"]);
});

test("a character that is torn is put together", () => {
  const output = new OutputLines();
  const word = bytes("工作中\n");
  output.push("stdout", word.subarray(0, 4));
  output.push("stdout", word.subarray(4));
  assert.deepEqual(output.lines, ["工作中"]);
});

test("endless output takes no endless memory", () => {
  const output = new OutputLines();
  for (let i = 0; i < 30; i++) output.push("stdout", bytes("x".repeat(1000)));
  assert.equal(output.lines[0]?.length, 2000);
  output.push("stdout", bytes("\n".repeat(100_000)));
  assert.equal(output.lines.length, 20_000);
  output.push("stderr", bytes("more"));
  output.push("stdout", bytes("and more\n"));
  assert.equal(output.lines.length, 20_000);
});
