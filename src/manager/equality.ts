/**
 * When are two values equal? Numbers and words as in a Map (0 is -0, NaN is NaN), everything else by its parts: lists
 * item by item, objects, Maps and Sets whatever order their parts are in, objects of a class by the class, too.
 */
import { MARK } from "../runtime/mark.ts";

/** A text that is the same for equal values and for no others. Marks of what cannot be cloned are part of values. */
export function identityOf(value: unknown): string {
  return new Identity().of(value);
}

class Identity {
  /** The objects that the one being looked at is part of: a part that is one of them is told by how far up it is. */
  readonly #above: object[] = [];

  of(value: unknown): string {
    switch (typeof value) {
      case "string":
        return text(value);
      case "number":
        return `n${value}`;
      case "bigint":
        return `i${value}`;
      case "boolean":
        return value ? "t" : "f";
      case "undefined":
        return "u";
    }
    if (value === null) return "0";
    const up = this.#above.lastIndexOf(value as object);
    if (up >= 0) return `^${this.#above.length - up}`;
    this.#above.push(value as object);
    const identity = this.#ofObject(value as object);
    this.#above.pop();
    return identity;
  }

  #ofObject(value: object): string {
    if (Array.isArray(value)) {
      const items = Array.from({ length: value.length }, (_, i) => (i in value ? this.of(value[i]) : "-"));
      return `[${items.join()}]`;
    }
    if (value instanceof Map)
      return `M{${sorted([...value].map(([k, v]) => `${this.of(k)}=${this.of(v)}`))}}`;
    if (value instanceof Set) return `S{${sorted([...value].map((item) => this.of(item)))}}`;
    if (value instanceof Date) return `D${value.getTime()}`;
    if (value instanceof RegExp) return `R${value.flags}${text(value.source)}`;
    if (value instanceof ArrayBuffer) return `B${Buffer.from(value).toString("base64")};`;
    if (ArrayBuffer.isView(value)) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      // Where Node has made a Buffer of it, it was a Uint8Array.
      const kind = value instanceof Uint8Array ? "Uint8Array" : value.constructor.name;
      return `V${kind}:${bytes.toString("base64")};`;
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return `O${this.of(value.valueOf())}`;
    const mark = (value as Record<string, unknown[] | undefined>)[MARK];
    if (Array.isArray(mark)) {
      const [kind, ...rest] = mark;
      // A handle is its maker and number there; what else travels with it says nothing.
      return `m${kind}${this.of(kind === "handle" ? rest.slice(0, 3) : rest)}`;
    }
    return `{${sorted(Object.entries(value).map(([name, part]) => `${text(name)}=${this.of(part)}`))}}`;
  }
}

/** Told with its length, so that no text can look like something else. */
const text = (value: string): string => `s${value.length}:${value}`;

const sorted = (parts: string[]): string => parts.sort().join();
