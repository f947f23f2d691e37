/**
 * Promises that are kept by something which the event loop does not show: V8's own threads and clocks, and timers
 * that were made without a reference and never told to be so.
 */
import { builtin } from "./builtin.ts";

let pending = 0;

/** How many of them are not settled. */
export const unseenPromises = (): number => pending;

function count<T>(promise: Promise<T>): Promise<T> {
  pending++;
  const settled = () => {
    pending--;
  };
  promise.then(settled, settled);
  return promise;
}

type Call = (this: unknown, ...args: any[]) => any;

/** Exchanges a function for one that looks the same. */
function exchange(owner: object | undefined, name: string, make: (original: Call) => Call): void {
  if (!owner) return;
  const property = Object.getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== "function" || !property.writable) return;
  const original = property.value as Call;
  const exchanged = make(original);
  Object.defineProperty(exchanged, "name", { value: name, configurable: true });
  Object.defineProperty(exchanged, "length", { value: original.length, configurable: true });
  (owner as Record<string, Call>)[name] = exchanged;
}

// One without a limit is ended by another thread, which is seen, or by this one.
exchange(
  Atomics,
  "waitAsync",
  (original) =>
    function (this: unknown, ...args: unknown[]) {
      const result = original.apply(this, args) as { async: boolean; value: Promise<string> };
      const limit = args[3];
      if (result.async && limit !== undefined && Number.isFinite(Number(limit))) count(result.value);
      return result;
    },
);

for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming"])
  exchange(
    (globalThis as { WebAssembly?: object }).WebAssembly,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        return count(original.apply(this, args) as Promise<unknown>);
      },
  );

const isUnref = (options: unknown): boolean =>
  typeof options === "object" && options !== null && "ref" in options && options.ref === false;

const timers = builtin("node:timers/promises");
exchange(timers, "setTimeout", (original) => (...args) => {
  const promise = original(...args) as Promise<unknown>;
  return isUnref(args[2]) ? count(promise) : promise;
});
exchange(
  Object.getPrototypeOf(timers.scheduler) as object,
  "wait",
  (original) =>
    function (this: unknown, ...args: unknown[]) {
      const promise = original.apply(this, args) as Promise<unknown>;
      return isUnref(args[1]) ? count(promise) : promise;
    },
);
exchange(timers, "setInterval", (original) => (...args) => {
  const turns = original(...args) as AsyncIterable<unknown>;
  return isUnref(args[2]) ? counted(turns) : turns;
});
builtin("node:module").syncBuiltinESMExports();

async function* counted(turns: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  pending++;
  try {
    yield* turns;
  } finally {
    pending--;
  }
}
