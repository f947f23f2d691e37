/**
 * Values on their way to another process: structured clone, plus instances of registered classes, errors with
 * their class, functions by reference and handles of Interleave's own objects.
 */
import { FrameReader, MAX_PAYLOAD_BYTES } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import { LARGE_BYTES } from "../protocol/spare.ts";
import { TAG } from "../protocol/tags.ts";
import { decodeArray, encodeArray } from "./arrays.ts";
import { builtin } from "./builtin.ts";
import { TransferError } from "./errors.ts";
import { isHandle } from "./handle.ts";
import { Finder, Marker, type Ref } from "./marker.ts";
import { decodeNumbers, encodeNumbers } from "./numbers.ts";
import { Reviver } from "./reviver.ts";

/** Arguments of small tasks are mostly a few numbers or words: they need no serializer. */
const TUPLE_ITEMS = 8;

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder();
/** Eight bytes: typed arrays become views of what comes behind, aligned as the serializer laid them out. */
const CLONE = Uint8Array.of(TAG.clone, 0, 0, 0, 0, 0, 0, 0);
const MARKED = Uint8Array.of(TAG.marked, 0, 0, 0, 0, 0, 0, 0);
const ONE_BYTE = [TAG.undefined, TAG.null, TAG.true, TAG.false].map((tag) => Uint8Array.of(tag));

/**
 * Bytes for a value. The handles in it are appended to `refs`.
 * @param what Names the value in errors: `args[1]`, `the item`.
 * @throws TransferError saying which part cannot be sent, and why.
 */
export function encode(value: unknown, refs: Ref[], what: string): Uint8Array {
  switch (typeof value) {
    case "undefined":
      return ONE_BYTE[0]!;
    case "boolean":
      return ONE_BYTE[value ? 2 : 3]!;
    case "number": {
      const whole = Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff && !Object.is(value, -0);
      const bytes = new Uint8Array(whole ? 5 : 9);
      bytes[0] = whole ? TAG.int : TAG.double;
      const view = new DataView(bytes.buffer);
      if (whole) view.setInt32(1, value, true);
      else view.setFloat64(1, value, true);
      return bytes;
    }
    case "string": {
      // A lone surrogate does not survive UTF-8.
      if (!value.isWellFormed()) break;
      fits(value.length, what);
      const text = textEncoder.encode(value);
      fits(text.length, what);
      const bytes = new Uint8Array(text.length + 1);
      bytes[0] = TAG.text;
      bytes.set(text, 1);
      return bytes;
    }
    case "object":
      if (value === null) return ONE_BYTE[1]!;
  }
  // What is too large in any case is not copied first.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) fits(value.byteLength, what);
  const array = encodeArray(value, TAG.array);
  if (array) return array;
  const tuple = Array.isArray(value) && encodeTuple(value, refs, what);
  if (tuple) return tuple;
  const special = new Finder().find(value);
  const body = special ? new Marker(refs, what).mark(value) : value;
  // What v8.serialize does, behind the tag: so the bytes, which may be many, need not be copied.
  const serializer = new (builtin("node:v8").DefaultSerializer)();
  serializer.writeRawBytes(special ? MARKED : CLONE);
  serializer.writeHeader();
  try {
    serializer.writeValue(body);
  } catch (error) {
    throw new TransferError(`${what} cannot be sent to another process: ${(error as Error).message}`);
  }
  const bytes = serializer.releaseBuffer();
  fits(bytes.length, what);
  return bytes;
}

/** @throws TransferError when so many bytes are more than can be sent at once. */
function fits(bytes: number, what: string): void {
  if (bytes <= MAX_PAYLOAD_BYTES - 8) return;
  const mebibytes = (size: number) => Math.floor(size / 1024 / 1024);
  throw new TransferError(
    `${what} cannot be sent to another process: it takes ${mebibytes(bytes)} MiB, and ${mebibytes(MAX_PAYLOAD_BYTES)} MiB are the most. Send it in parts.`,
  );
}

/** {@link encode} for a list that was made here, such as a chunk of items. */
export function encodeItems(items: readonly unknown[], refs: Ref[], what: string): Uint8Array {
  const numbers = items.length > TUPLE_ITEMS ? encodeNumbers(items, TAG.ints, TAG.doubles) : undefined;
  return numbers ?? encode(items, refs, what);
}

function encodeTuple(value: unknown[], refs: Ref[], what: string): Uint8Array | undefined {
  if (value.length > TUPLE_ITEMS || Object.getPrototypeOf(value) !== Array.prototype) return undefined;
  if (Object.keys(value).length !== value.length) return undefined;
  for (const item of value)
    if (
      !(
        item === null ||
        typeof item === "number" ||
        typeof item === "boolean" ||
        item === undefined ||
        (typeof item === "string" && item.length < 1000 && item.isWellFormed())
      )
    )
      return undefined;
  let size = 2;
  const parts = value.map((item) => {
    const part = encode(item, refs, what);
    size += 4 + part.length;
    return part;
  });
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = TAG.tuple;
  bytes[1] = parts.length;
  let at = 2;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

function decodeTuple(bytes: Uint8Array): unknown[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: unknown[] = [];
  for (let at = 2; items.length < bytes[1]!; ) {
    const end = at + 4 + view.getUint32(at, true);
    items.push(decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  return items;
}

const TOGETHER = 0xffff_ffff;

/**
 * Arguments. Where two of them are objects they travel together, so that what they share is still shared; else one
 * by one, which needs no serializer for numbers, words and handles.
 */
export function encodeList(values: readonly unknown[], refs: Ref[], what: string): Uint8Array {
  const writer = new FrameWriter();
  const objects = values.filter((value) => typeof value === "object" && value !== null && !isHandle(value));
  const together = objects.length > 1;
  const parts = together
    ? [encode([...values], refs, what)]
    : values.map((value, index) => encode(value, refs, `${what}[${index}]`));
  fits(
    parts.reduce((sum, part) => sum + part.length + 4, 0),
    what,
  );
  writer.begin(0).u32(together ? TOGETHER : parts.length);
  for (const part of parts) writer.bytes(part);
  writer.end();
  return writer.take();
}

export function decodeList(bytes: Uint8Array): unknown[] {
  const reader = new FrameReader();
  reader.push(bytes);
  reader.next();
  const length = reader.u32();
  if (length === TOGETHER) return decode(reader.bytes().slice()) as unknown[];
  return Array.from({ length }, () => decode(reader.bytes().slice()));
}

/** The value of `encode`'s bytes, which must not be used for anything else afterwards. */
export function decode(bytes: Uint8Array): unknown {
  switch (bytes[0]) {
    case TAG.undefined:
      return undefined;
    case TAG.null:
      return null;
    case TAG.true:
      return true;
    case TAG.false:
      return false;
    case TAG.int:
      return new DataView(bytes.buffer, bytes.byteOffset).getInt32(1, true);
    case TAG.double:
      return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1, true);
    case TAG.text:
      return textDecoder.decode(bytes.subarray(1));
    case TAG.tuple:
      return decodeTuple(bytes);
    case TAG.ints:
    case TAG.doubles:
      return decodeNumbers(bytes, bytes[0] === TAG.ints);
    case TAG.array:
      return decodeArray(bytes as Uint8Array<ArrayBuffer>);
  }
  // Typed arrays are views of the bytes: of a copy, where something else might be in the same memory.
  const own = bytes.length >= LARGE_BYTES ? bytes.subarray(8) : bytes.slice(8);
  const body: unknown = builtin("node:v8").deserialize(own);
  return bytes[0] === TAG.marked ? new Reviver().revive(body) : body;
}

/** {@link decode}, but what a plain structured clone could not carry stays a mark: nothing is looked up. */
export function peek(bytes: Uint8Array): unknown {
  const plain = bytes[0] === TAG.clone || bytes[0] === TAG.marked;
  return plain ? builtin("node:v8").deserialize(bytes.slice(8)) : decode(bytes);
}
