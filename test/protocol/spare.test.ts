import assert from "node:assert/strict";
import { test } from "node:test";
import { LARGE_BYTES, Spare } from "../../src/protocol/spare.ts";

/** A stream that says when it has written, and what. */
class Stream {
  readonly done: ((error?: Error | null) => void)[] = [];
  readonly pieces: Uint8Array[] = [];

  write(bytes: Uint8Array, done?: (error?: Error | null) => void): void {
    this.pieces.push(bytes);
    if (done) this.done.push(done);
  }
}

const head = new Uint8Array(5);

test("memory is used again once it is spent and written, and not before", () => {
  const spare = new Spare();
  const stream = new Stream();
  const first = spare.take(LARGE_BYTES + 3);
  assert.equal(first.length, LARGE_BYTES + 3);
  assert.equal((first.byteOffset + first.length) % 8, 0);
  spare.write(stream, [head, first]);
  assert.deepEqual(stream.pieces, [head, first]);
  assert.equal(stream.done.length, 0, "not spent");

  spare.spend(first);
  spare.write(stream, [head, first]);
  assert.notEqual(spare.take(first.length).buffer, first.buffer, "not written");
  stream.done[0]!();
  assert.notEqual(spare.take(2 * first.length).buffer, first.buffer, "too small");
  assert.notEqual(spare.take(LARGE_BYTES / 4).buffer, first.buffer, "much too large");
  const again = spare.take(LARGE_BYTES - 2);
  assert.equal(again.buffer, first.buffer);
  assert.equal((again.byteOffset + again.length) % 8, 0);
  assert.notEqual(spare.take(LARGE_BYTES - 2).buffer, first.buffer, "given out already");
});

test("what could not be written, or is small, is not used again", () => {
  const spare = new Spare();
  const stream = new Stream();
  const failed = spare.take(LARGE_BYTES);
  spare.spend(failed);
  spare.write(stream, [head, failed]);
  stream.done[0]!(new Error("closed"));
  assert.notEqual(spare.take(LARGE_BYTES).buffer, failed.buffer);
  const small = spare.take(LARGE_BYTES - 1);
  spare.spend(small);
  spare.write(stream, [head, small]);
  assert.equal(stream.done.length, 1);
});
