import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputText } from "../../src/extension/output-text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("characters that are cut between portions stay whole, each stream by itself", () => {
  const text = new OutputText();
  const [out, error] = [bytes("锁\n"), bytes("é\n")];
  text.push("stdout", out.subarray(0, 1));
  text.push("stderr", error.subarray(0, 1));
  text.push("stdout", out.subarray(1));
  text.push("stderr", error.subarray(1));
  assert.equal(text.take(100), "锁\r\né\r\n");
  assert.equal(text.take(100), "");
});

test("bytes that are no UTF-8 are shown as such, also at the end", () => {
  const text = new OutputText();
  text.push("stdout", Uint8Array.of(0x61, 0xff, 0xe9));
  text.push("stdout", new Uint8Array(0), true);
  assert.equal(text.take(100), "a��");
});

test("line ends become those of a terminal, wherever they are cut", () => {
  const whole = "a\nb\r\nc\rd\n";
  for (let at = 0; at <= whole.length; at++) {
    const text = new OutputText();
    text.push("stdout", bytes(whole.slice(0, at)));
    const first = text.take(100);
    text.push("stdout", bytes(whole.slice(at)));
    assert.equal(first + text.take(100), "a\r\nb\r\nc\rd\r\n", String(at));
  }
});

test("a flood is taken in portions; what is too much is counted, and the end is kept", () => {
  const text = new OutputText();
  for (let n = 0; n < 100; n++) text.push("stdout", bytes("x".repeat(99_999) + (n === 99 ? "!" : ".")));
  assert.equal(text.dropped, 100 * 100_000 - 41 * 100_000);
  let shown = "";
  for (let part = text.take(1000); part !== ""; part = text.take(1000)) {
    assert.ok(part.length <= 1000);
    shown += part;
  }
  assert.equal(shown.length, 41 * 100_000);
  assert.ok(shown.endsWith("!"));
});
