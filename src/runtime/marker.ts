/** The sending side of marks: finds whether a value needs any, and puts them in. */
import { TransferError } from "./errors.ts";
import { type Handle, isHandle } from "./handle.ts";
import { isBuiltIn, isPlain, MARK, type Marked } from "./mark.ts";
import { referenceTo } from "./registry.ts";

/** A handle that travels: (owning process, its number there). */
export type Ref = [process: number, handle: number];

/** Classes of ours whose objects stay where they are, and what to do about it. */
export const unsendable = new Map<unknown, string>();

/** Looks whether a value has anything that needs a mark; most have not, and are cloned as they are. */
export class Finder {
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
export class Marker {
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
    const copy: Marked = {
      [MARK]: ["handle", value.type, process, handle, value.name, value.measure, parts],
    };
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
    const instead = unsendable.get(from);
    if (instead !== undefined) throw this.#refused(path, instead);
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
