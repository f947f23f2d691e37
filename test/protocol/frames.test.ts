import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameError, FrameReader } from "../../src/protocol/frame-reader.ts";
import { FrameWriter } from "../../src/protocol/frame-writer.ts";
import { LARGE_BYTES } from "../../src/protocol/spare.ts";

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

test("large payloads are not copied on their way out, and come in one piece with nothing else", () => {
  const payloads = [LARGE_BYTES, 10, LARGE_BYTES - 1, 3 * LARGE_BYTES + 5].map((size, i) =>
    new Uint8Array(size).fill(i + 1),
  );
  const writer = new FrameWriter();
  const write = () => {
    for (const [i, payload] of payloads.entries())
      writer
        .begin(i + 1)
        .u8(i)
        .bytes(payload)
        .u8(77)
        .end();
  };
  write();
  assert.equal(
    writer.size,
    payloads.reduce((sum, { length }) => sum + 11 + length, 0),
  );
  const pieces = writer.pieces();
  assert.equal(writer.size, 0);
  for (const payload of [payloads[0], payloads[3]]) assert.ok(pieces.includes(payload!));
  write();
  const bytes = writer.take();
  assert.deepEqual(Buffer.concat(pieces), Buffer.from(bytes));

  for (const portion of [1000, 64 * 1024, LARGE_BYTES + 3, bytes.length]) {
    const reader = new FrameReader();
    const found: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += portion) {
      // What a stream hands out.
      reader.push(Buffer.from(bytes.subarray(at, at + portion)));
      while (reader.next()) {
        assert.equal(reader.u8(), found.length);
        const payload = reader.kept();
        if (payload.length >= LARGE_BYTES) assert.ok(payload.buffer.byteLength <= payload.length + 18);
        else assert.equal(payload.buffer.byteLength, payload.length);
        assert.equal(reader.u8(), 77);
        found.push(payload);
      }
    }
    assert.deepEqual(found, payloads);
  }
});

test("numbers at the end of a large frame are where they can be used", () => {
  const writer = new FrameWriter();
  for (let odd = 0; odd < 8; odd++)
    writer.begin(1).text("x".repeat(odd)).bytes(new Uint8Array(LARGE_BYTES).fill(odd)).end();
  const reader = new FrameReader();
  let found = 0;
  for (const piece of writer.pieces()) {
    reader.push(piece);
    while (reader.next()) {
      assert.equal(reader.text().length, found);
      const { buffer, byteOffset, length } = reader.bytes();
      assert.equal(new Float64Array(buffer, byteOffset, length / 8).length, LARGE_BYTES / 8);
      found++;
    }
  }
  assert.equal(found, 8);
});
