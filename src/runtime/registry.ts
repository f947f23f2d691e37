/** Functions and classes by reference: (module URL, name), so that another process can find its own copy. */
import { TransferError } from "./errors.ts";
import { modules, seat } from "./seat.ts";

export interface Reference {
  module: string;
  name: string;
}

type Callable = (...args: any[]) => unknown;

/** Module name of what every process has: `Math.sqrt`, `parseInt` … */
const BUILTIN = "builtin:";
const BUILTIN_OBJECTS = ["Math", "JSON", "Number", "String", "Array", "Object", "Date"] as const;

const references = new WeakMap<object, Reference>();
let registered = -1;

/** The reference of a top-level function or class; undefined for any other. */
export function referenceTo(value: Callable): Reference | undefined {
  const found = references.get(value);
  if (found) return found;
  // A binding may have been in its dead zone, or its module unknown, when it was last looked for.
  collect();
  return references.get(value);
}

/**
 * The reference of a function that is to run elsewhere.
 * @throws TransferError with what to do, when it is a closure or has no name there.
 */
export function requireReference(value: unknown, what: string): Reference {
  if (typeof value !== "function") throw new TransferError(`${what} must be a function, not ${typeof value}`);
  const found = referenceTo(value as Callable);
  if (found) return found;
  // `{ target: () => … }` has the option's name, which says nothing.
  const given = (value as { name?: string }).name;
  const name = given === "target" || given === "initializer" ? "" : given;
  throw new TransferError(
    `${what} ${name ? `"${name}"` : "is an anonymous function and"} cannot be found by another process: ` +
      "only functions and classes at the top level of a module can. " +
      `Move it out of the function that makes it${name ? "" : ", give it a name"}, and pass what it needs as arguments.`,
  );
}

/**
 * What a reference means in this process; its module is loaded if it is not yet.
 * @throws TransferError when the module no longer has such a binding.
 */
export async function resolveReference({ module, name }: Reference): Promise<unknown> {
  if (module === BUILTIN) return follow(globalThis as never, name);
  if (!modules.has(module)) await import(module);
  const value = lookUp(module, name);
  if (value === undefined)
    throw new TransferError(`there is no top-level "${name}" in ${module} (this is ${seat?.main})`);
  return value;
}

/** {@link resolveReference} for a module that is already loaded. */
export function lookUp(module: string, name: string): unknown {
  if (module === BUILTIN) return follow(globalThis as never, name);
  const thunks = modules.get(module);
  const [first, ...rest] = name.split(".");
  const thunk = thunks && Object.hasOwn(thunks, first!) ? thunks[first!] : undefined;
  try {
    const value = thunk?.();
    return rest.length === 0 ? value : follow(value, rest.join("."));
  } catch {
    return undefined;
  }
}

function follow(value: any, path: string): unknown {
  for (const part of path.split(".")) value = value?.[part];
  return value;
}

function collect(): void {
  if (registered < 0) {
    for (const name of ["parseInt", "parseFloat", "Boolean", "Number", "String", "BigInt"])
      note((globalThis as never)[name], BUILTIN, name);
    for (const object of BUILTIN_OBJECTS)
      for (const name of Object.getOwnPropertyNames(globalThis[object]))
        note((globalThis[object] as never)[name], BUILTIN, `${object}.${name}`);
  }
  registered = modules.size;
  for (const [module, thunks] of modules)
    for (const [name, thunk] of Object.entries(thunks)) {
      let value: unknown;
      try {
        value = thunk();
      } catch {
        continue; // Not initialised yet.
      }
      note(value, module, name);
      const members = typeof value === "function" ? Object.getOwnPropertyNames(value) : plainKeys(value);
      for (const member of members) {
        if (["prototype", "caller", "callee", "arguments"].includes(member)) continue;
        const descriptor = Object.getOwnPropertyDescriptor(value, member);
        if (typeof descriptor?.value === "function") note(descriptor.value, module, `${name}.${member}`);
      }
    }
}

function plainKeys(value: unknown): string[] {
  const plain =
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? Object.keys(value) : [];
}

function note(value: unknown, module: string, name: string): void {
  if (typeof value === "function" && !references.has(value)) references.set(value, { module, name });
}
