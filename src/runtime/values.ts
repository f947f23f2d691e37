/**
 * Values on their way to another process: structured clone, plus instances of registered classes, errors with
 * their class, functions by reference and handles of Interleave's own objects.
 */
import { FrameReader, FrameWriter, LARGE_BYTES } from "../protocol/frames.ts";
import { TAG } from "../protocol/tags.ts";
import { builtin } from "./builtin.ts";
import { TransferError } from "./errors.ts";
import { adopt, type Handle, isHandle, type Travelling } from "./handle.ts";
import { lookUp, type Reference, referenceTo } from "./registry.ts";

/** A handle that travels: (owning process, its number there). */
export type Ref = [process: number, handle: number];

/** Arguments of small tasks are mostly a few numbers or words: they need no serializer. */
const TUPLE_ITEMS = 8;

/** Marks what a plain structured clone could not carry. No sane program has such a key; if one has, it is wrapped. */
const MARK = "\u0000interleave";
type Marked = Record<typeof MARK, unknown[]>;

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
      const text = textEncoder.encode(value);
      const bytes = new Uint8Array(text.length + 1);
      bytes[0] = TAG.text;
      bytes.set(text, 1);
      return bytes;
    }
    case "object":
      if (value === null) return ONE_BYTE[1]!;
  }
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
  return serializer.releaseBuffer();
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
  }
  // Typed arrays are views of the bytes: of a copy, where something else might be in the same memory.
  const own = bytes.length >= LARGE_BYTES ? bytes.subarray(8) : bytes.slice(8);
  const body: unknown = builtin("node:v8").deserialize(own);
  return bytes[0] === TAG.marked ? new Reviver().revive(body) : body;
}

/** What structured clone carries as it is. */
function isBuiltIn(value: object): boolean {
  return (
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof Boolean ||
    value instanceof Number ||
    value instanceof String
  );
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Looks whether a value has anything that needs a mark; most have not, and are cloned as they are. */
class Finder {
  readonly #seen = new Set<object>();

  find(value: unknown): boolean {
    if (typeof value === "function" || typeof value === "symbol") return true;
    if (typeof value !== "object" || value === null || this.#seen.has(value)) return false;
    this.#seen.add(value);
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        const item: unknown = value[i];
        if ((typeof item === "object" || typeof item === "function") && this.find(item)) return true;
      }
      return Object.getPrototypeOf(value) !== Array.prototype;
    }
    if (value instanceof Map && Object.getPrototypeOf(value) === Map.prototype) {
      for (const [key, item] of value) if (this.find(key) || this.find(item)) return true;
      return false;
    }
    if (value instanceof Set && Object.getPrototypeOf(value) === Set.prototype) {
      for (const item of value) if (this.find(item)) return true;
      return false;
    }
    if (isPlain(value)) {
      if (Object.hasOwn(value, MARK)) return true;
      for (const item of Object.values(value)) if (this.find(item)) return true;
      return false;
    }
    return !isBuiltIn(value);
  }
}

/** Copies a value, with marks in the place of what is special. Cycles and shared parts are kept. */
class Marker {
  readonly #copies = new Map<object, unknown>();
  readonly #refs: Ref[];
  readonly #what: string;

  constructor(refs: Ref[], what: string) {
    this.#refs = refs;
    this.#what = what;
  }

  mark(value: unknown, path = ""): unknown {
    if (typeof value === "symbol") throw this.#refused(path, "is a symbol");
    if (typeof value === "function") return this.#function(value as (...args: any[]) => unknown, path);
    if (typeof value !== "object" || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (isHandle(value)) return this.#handle(value);
    if (Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype) {
      const copy: unknown[] = new Array(value.length);
      this.#copies.set(value, copy);
      for (let i = 0; i < value.length; i++) if (i in value) copy[i] = this.mark(value[i], `${path}[${i}]`);
      return copy;
    }
    if (value instanceof Map && Object.getPrototypeOf(value) === Map.prototype) {
      const copy = new Map<unknown, unknown>();
      this.#copies.set(value, copy);
      for (const [key, item] of value)
        copy.set(this.mark(key, `${path} key`), this.mark(item, `${path}.get(…)`));
      return copy;
    }
    if (value instanceof Set && Object.getPrototypeOf(value) === Set.prototype) {
      const copy = new Set<unknown>();
      this.#copies.set(value, copy);
      for (const item of value) copy.add(this.mark(item, `${path} item`));
      return copy;
    }
    if (isPlain(value)) {
      const fields: Record<string, unknown> = {};
      const copy: unknown = Object.hasOwn(value, MARK) ? { [MARK]: ["plain", fields] } : fields;
      this.#copies.set(value, copy);
      this.#fields(value, fields, path);
      return copy;
    }
    if (value instanceof Error) return this.#error(value, path);
    if (isBuiltIn(value)) return value;
    return this.#instance(value, path);
  }

  #fields(from: object, to: Record<string, unknown>, path: string): void {
    for (const [key, item] of Object.entries(from)) {
      const kept = this.mark(item, `${path}.${key}`);
      // A field called __proto__ is data, too.
      Object.defineProperty(to, key, { value: kept, enumerable: true, writable: true, configurable: true });
    }
  }

  #function(value: (...args: any[]) => unknown, path: string): Marked {
    const reference = referenceTo(value);
    if (!reference)
      throw this.#refused(
        path,
        `is a function${value.name ? ` "${value.name}"` : ""} that is not at the top level of a module, so another process cannot find it`,
      );
    return { [MARK]: ["function", reference.module, reference.name] };
  }

  #handle(value: Handle): Marked {
    const [process, handle] = value.identity();
    this.#refs.push([process, handle]);
    const parts: unknown[] = [];
    const copy: Marked = { [MARK]: ["handle", value.type, process, handle, value.name, value.size, parts] };
    this.#copies.set(value, copy);
    for (const part of value.parts()) parts.push(this.mark(part, ` (${value.name})`));
    return copy;
  }

  #error(value: Error, path: string): Marked {
    const fields: Record<string, unknown> = {};
    const reference = referenceTo(value.constructor as never);
    const copy: Marked = {
      [MARK]: ["error", reference?.module, reference?.name, value.constructor.name, fields],
    };
    this.#copies.set(value, copy);
    fields["message"] = value.message;
    fields["stack"] = value.stack;
    fields["name"] = value.name;
    if (value.cause !== undefined) fields["cause"] = this.mark(value.cause, `${path}.cause`);
    if (value instanceof AggregateError) fields["errors"] = this.mark(value.errors, `${path}.errors`);
    this.#fields(value, fields, path);
    return copy;
  }

  #instance(value: object, path: string): Marked {
    const from: unknown = value.constructor;
    const reference = typeof from === "function" ? referenceTo(from as never) : undefined;
    const name = typeof from === "function" ? from.name : "";
    if (!reference || reference.module === "builtin:")
      throw this.#refused(
        path,
        `is ${name ? `an instance of ${name}` : "an object of a class without a name"}, which is not a class at the top level of a module of this program`,
      );
    const fields: Record<string, unknown> = {};
    const items: unknown[] | undefined = Array.isArray(value)
      ? []
      : value instanceof Map || value instanceof Set
        ? []
        : undefined;
    const copy: Marked = { [MARK]: ["instance", reference.module, reference.name, fields, items] };
    this.#copies.set(value, copy);
    if (value instanceof Map) for (const entry of value) items!.push(this.mark(entry, `${path}.get(…)`));
    else if (value instanceof Set) for (const item of value) items!.push(this.mark(item, `${path} item`));
    this.#fields(value, fields, path);
    return copy;
  }

  #refused(path: string, why: string): TransferError {
    return new TransferError(`${this.#what}${path} cannot be sent to another process: it ${why}.`);
  }
}

const ERROR_CLASSES: Record<string, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Puts the special things in the place of their marks. */
class Reviver {
  readonly #revived = new Map<object, unknown>();

  revive(value: unknown): unknown {
    if (typeof value !== "object" || value === null || isBuiltIn(value)) return value;
    if (this.#revived.has(value)) return this.#revived.get(value);
    if (Object.hasOwn(value, MARK)) return this.#special(value as Marked);
    this.#revived.set(value, value);
    if (Array.isArray(value)) for (const key in value) value[key] = this.revive(value[key]);
    else if (value instanceof Map) {
      const entries = [...value];
      value.clear();
      for (const [key, item] of entries) value.set(this.revive(key), this.revive(item));
    } else if (value instanceof Set) {
      const items = [...value];
      value.clear();
      for (const item of items) value.add(this.revive(item));
    } else this.#fields(value as Record<string, unknown>, value);
    return value;
  }

  #fields(from: Record<string, unknown>, to: object): void {
    for (const [key, item] of Object.entries(from))
      Object.defineProperty(to, key, {
        value: this.revive(item),
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }

  #special(marked: Marked): unknown {
    const [kind, ...rest] = marked[MARK];
    switch (kind) {
      case "plain": {
        const fields = rest[0] as Record<string, unknown>;
        this.#revived.set(marked, fields);
        this.#fields(fields, fields);
        return fields;
      }
      case "function":
        return this.#found(rest[0] as string, rest[1] as string);
      case "handle": {
        const [type, process, handle, name, size, parts] = rest as Travelling;
        const made = adopt([type, process, handle, name, size, parts.map((part) => this.revive(part))]);
        this.#revived.set(marked, made);
        return made;
      }
      case "error":
        return this.#error(marked, rest);
      default: {
        const [module, name, fields, items] = rest as [
          string,
          string,
          Record<string, unknown>,
          unknown[] | undefined,
        ];
        const from = this.#found(module, name) as new () => object;
        const made = items
          ? (Reflect.construct(builtInBase(from), [], from) as object)
          : (Object.create(from.prototype) as object);
        this.#revived.set(marked, made);
        for (const item of items ?? []) {
          const revived = this.revive(item);
          if (made instanceof Map) made.set(...(revived as [unknown, unknown]));
          else if (made instanceof Set) made.add(revived);
        }
        this.#fields(fields, made);
        return made;
      }
    }
  }

  #error(marked: Marked, rest: unknown[]): Error {
    const [module, name, className, fields] = rest as [
      string | undefined,
      string | undefined,
      string,
      Record<string, unknown>,
    ];
    const known = module === undefined ? undefined : lookUp(module, name!);
    const from = (
      typeof known === "function" ? known : (ERROR_CLASSES[className] ?? Error)
    ) as ErrorConstructor;
    const made = Reflect.construct(
      className === "AggregateError" ? AggregateError : Error,
      [[]],
      from,
    ) as Error;
    this.#revived.set(marked, made);
    for (const [key, item] of Object.entries(fields)) {
      const visible = !["message", "stack", "cause", "errors", "name"].includes(key);
      if (key === "name" && made.name === item) continue;
      Object.defineProperty(made, key, {
        value: this.revive(item),
        enumerable: visible,
        writable: true,
        configurable: true,
      });
    }
    return made;
  }

  #found(module: string, name: string): unknown {
    const value = lookUp(module, name);
    if (value === undefined)
      throw new TransferError(
        `a value arrived that needs "${name}" of ${module}, which this process has not loaded`,
      );
    return value;
  }
}

function builtInBase(from: { prototype: unknown }): new () => object {
  const { prototype } = from;
  return prototype instanceof Map ? Map : prototype instanceof Set ? Set : (Array as never);
}

export type { Reference };
