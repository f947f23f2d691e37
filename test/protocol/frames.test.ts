import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameError, FrameReader, FrameWriter } from "../../src/protocol/frames.ts";

function sample(): Uint8Array {
  const writer = new FrameWriter();
  writer
    .begin(1)
    .u8(7)
    .u32(4_000_000_000)
    .i32(-5)
    .f64(Math.PI)
    .text("锁 \ud83d\ude00")
    .bytes(new Uint8Array([1, 2]))
    .end();
  writer.begin(2).end();
  writer.begin(3).bytes(new Uint8Array(100_000).fill(9)).end();
  return writer.take();
}

function read(reader: FrameReader) {
  const found: unknown[] = [];
  while (reader.next()) {
    if (reader.code === 1)
      found.push([reader.u8(), reader.u32(), reader.i32(), reader.f64(), reader.text(), [...reader.bytes()]]);
    else if (reader.code === 2) found.push("empty");
    else found.push(reader.bytes().every((byte) => byte === 9));
  }
  return found;
}

test("frames are read as written, however the stream is cut", () => {
  const bytes = sample();
  for (const portion of [1, 2, 3, 7, 64, 1000, bytes.length]) {
    const reader = new FrameReader();
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length; at += portion) {
      reader.push(bytes.subarray(at, at + portion));
      found.push(...read(reader));
    }
    assert.deepEqual(found, [[7, 4_000_000_000, -5, Math.PI, "锁 😀", [1, 2]], "empty", true]);
  }
});

test("an impossible length and a body that is too short are errors, not guesses", () => {
  const long = new FrameReader(1000);
  long.push(sample().subarray(0, 4).fill(0xff));
  assert.throws(() => long.next(), FrameError);
  const nothing = new FrameReader();
  nothing.push(new Uint8Array(4));
  assert.throws(() => nothing.next(), FrameError);

  const short = new FrameReader();
  const writer = new FrameWriter();
  writer.begin(1).u8(1).end();
  writer.begin(2).u32(77).end();
  short.push(writer.take());
  short.next();
  assert.throws(() => short.u32(), FrameError);
  assert.ok(short.next());
  assert.equal(short.u32(), 77);
});

test("a frame cannot begin within another", () => {
  const writer = new FrameWriter();
  writer.begin(1);
  assert.throws(() => writer.begin(2), /begins within another/);
});

test("what was taken is not written into again", () => {
  const writer = new FrameWriter();
  for (const size of [10, 10_000, 600_000, 10]) {
    writer.begin(1).bytes(new Uint8Array(size).fill(1)).end();
    const first = writer.take();
    const copy = first.slice();
    writer.begin(2).bytes(new Uint8Array(size).fill(2)).end();
    writer.take();
    assert.deepEqual(first, copy);
  }
});
