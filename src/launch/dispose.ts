/** What rewritten `using` declarations keep their resources in. Shared by the preload: no imports. */

interface Resource {
  value: unknown;
  /** Null for `await using x = null`, which only waits. */
  dispose: ((this: unknown) => unknown) | null;
  asynchronous: boolean;
}

/** One block's resources, and the error it is being left with. */
export interface DisposeScope {
  /** Keeps the value of a `using` and gives it back. @throws TypeError when it cannot be disposed of. */
  <T>(value: T): T;
  /** The same for `await using`. */
  async<T>(value: T): T;
  /** The block threw. */
  fail(error: unknown): void;
  /** Disposes of everything, last first. @throws what the block threw, with what disposing threw around it. */
  end(): void;
  endAsync(): Promise<void>;
}

/** Under this symbol the rewritten code finds {@link disposeScope}. */
export const GLOBAL_USING = Symbol.for("interleave.using");

type Global = {
  SuppressedError?: new (error: unknown, suppressed: unknown, message?: string) => Error;
};

function suppressed(error: unknown, previous: unknown): Error {
  const message = "An error was suppressed during disposal.";
  const { SuppressedError } = globalThis as Global;
  if (SuppressedError) return new SuppressedError(error, previous, message);
  const made = new Error(message);
  Object.defineProperty(made, "name", { value: "SuppressedError", configurable: true, writable: true });
  const field = { configurable: true, writable: true, enumerable: false };
  Object.defineProperties(made, {
    error: { ...field, value: error },
    suppressed: { ...field, value: previous },
  });
  return made;
}

export function disposeScope(): DisposeScope {
  const resources: Resource[] = [];
  let failed = false;
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure = failed ? suppressed(error, failure) : error;
    failed = true;
  };
  const method = (value: unknown, symbol: symbol): Resource["dispose"] => {
    const found = (value as Record<symbol, unknown>)[symbol];
    if (found === undefined || found === null) return null;
    if (typeof found !== "function") throw new TypeError(`${String(symbol)} is not a function`);
    return found as Resource["dispose"];
  };
  const check = (value: unknown): void => {
    if (typeof value !== "object" && typeof value !== "function") throw new TypeError("not an object");
  };
  const scope = <T>(value: T): T => {
    if (value === null || value === undefined) return value;
    check(value);
    const dispose = method(value, Symbol.dispose);
    if (!dispose) throw new TypeError("Symbol(Symbol.dispose) is not a function");
    resources.push({ value, dispose, asynchronous: false });
    return value;
  };
  return Object.assign(scope, {
    async<T>(value: T): T {
      if (value === null || value === undefined) {
        resources.push({ value, dispose: null, asynchronous: true });
        return value;
      }
      check(value);
      let dispose = method(value, Symbol.asyncDispose);
      if (!dispose) {
        const plain = method(value, Symbol.dispose);
        if (!plain) throw new TypeError("Symbol(Symbol.asyncDispose) is not a function");
        // What a synchronous one returns is not waited for.
        dispose = function (this: unknown) {
          plain.call(this);
        };
      }
      resources.push({ value, dispose, asynchronous: true });
      return value;
    },
    fail,
    end(): void {
      for (let next = resources.pop(); next; next = resources.pop()) {
        try {
          next.dispose?.call(next.value);
        } catch (error) {
          fail(error);
        }
      }
      if (failed) throw failure;
    },
    async endAsync(): Promise<void> {
      let owed = false;
      let awaited = false;
      for (let next = resources.pop(); next; next = resources.pop()) {
        const { value, dispose, asynchronous } = next;
        if (!asynchronous && owed && !awaited) {
          await undefined;
          owed = false;
        }
        try {
          if (!dispose) owed = true;
          else if (asynchronous) {
            awaited = true;
            await dispose.call(value);
          } else dispose.call(value);
        } catch (error) {
          fail(error);
        }
      }
      if (failed) throw failure;
    },
  });
}
