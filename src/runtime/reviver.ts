/** The receiving side of marks. */
import { TransferError } from "./errors.ts";
import { adopt, type Travelling } from "./handle.ts";
import { isBuiltIn, MARK, type Marked } from "./mark.ts";
import { lookUp } from "./registry.ts";

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
export class Reviver {
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
