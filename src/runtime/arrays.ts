/** Large typed arrays on their way to another process: copied once, as bytes, without the serializer. */
import { LARGE_BYTES, Spare } from "../protocol/spare.ts";

/** In the order of their numbers in payloads. */
const KINDS = [
  Uint8Array,
  Buffer,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
];
/** Bytes before the array's own: as many as a number may be long, so that all are aligned alike. */
const HEAD_BYTES = 8;

/** Whatever is encoded here is written once. */
export const spare = new Spare();

/** A payload that begins with `tag`; undefined for anything but a large array of a plain class. */
export function encodeArray(value: unknown, tag: number): Uint8Array | undefined {
  if (!ArrayBuffer.isView(value) || value.byteLength < LARGE_BYTES) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const kind = KINDS.findIndex((candidate) => candidate.prototype === prototype);
  if (kind < 0) return undefined;
  const bytes = spare.take(HEAD_BYTES + value.byteLength);
  bytes.fill(0, 0, HEAD_BYTES);
  bytes[0] = tag;
  bytes[1] = kind;
  bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), HEAD_BYTES);
  spare.spend(bytes);
  return bytes;
}

/** The array in the memory of its payload, where the numbers are aligned in it; else in a copy. */
export function decodeArray(bytes: Uint8Array<ArrayBuffer>): ArrayBufferView {
  const Kind = KINDS[bytes[1]!] ?? Uint8Array;
  const length = bytes.length - HEAD_BYTES;
  const offset = bytes.byteOffset + HEAD_BYTES;
  if (Kind === Buffer) return Buffer.from(bytes.buffer, offset, length);
  const View = Kind as Uint8ArrayConstructor;
  const size = View.BYTES_PER_ELEMENT ?? 1;
  if (offset % size !== 0) return new View(bytes.slice(HEAD_BYTES).buffer);
  return new View(bytes.buffer, offset, length / size);
}
