/**
 * What crosses between a process and the process of a manager, on a socket of the manager's own. Frames and numbers
 * are those of messages.ts; a *cell* is one value: its payload, opaque to the manager but for comparing.
 *
 * An object is named by its number in the process that made the manager, which alone makes objects in it.
 */

export const TO_MANAGER = {
  /** text: JSON ManagerHello */
  hello: 1,
  /** object, u8 index in CONTAINERS, count, cells…: of a list its items, else name and value in turn */
  make: 2,
  /** op, object, u8 index in METHODS, f64 index, count, cells… */
  call: 3,
  /** By the process that made the manager: it ends once all that came before is answered. */
  shutdown: 4,
} as const;

/** Answers. `execution` counts the calls that the manager has carried out, in their true order, from 1. */
export const FROM_MANAGER = {
  /** op, execution: done, or nothing there */
  done: 1,
  /** op, execution, payload */
  value: 2,
  /** op, execution, f64: a count, a position, 1 for yes */
  number: 3,
  /** op, execution, count, payloads… */
  values: 4,
  /** op, execution, u8 FAULT, text message */
  fault: 5,
  /** text: refused, with the reason; the connection closes */
  refused: 6,
} as const;

/** Which error class a `fault` becomes in the process. */
export const FAULT = { value: 0, attribute: 1, lost: 2 } as const;

export const CONTAINERS = ["Dict", "List", "Namespace"] as const;
export type ContainerType = (typeof CONTAINERS)[number];

/** By their public names. The position is the number on the wire. */
export const METHODS = [
  "get",
  "has",
  "set",
  "delete",
  "update",
  "setDefault",
  "pop",
  "clear",
  "size",
  "keys",
  "values",
  "entries",
  "snapshot",
  "at",
  "push",
  "append",
  "extend",
  "insert",
  "remove",
  "indexOf",
  "count",
  "reverse",
  "sort",
  "length",
] as const;
export type Method = (typeof METHODS)[number];

/** Methods that change nothing; all others are recorded as writes. */
export const READING: ReadonlySet<Method> = new Set<Method>([
  "get",
  "has",
  "size",
  "keys",
  "values",
  "entries",
  "snapshot",
  "at",
  "indexOf",
  "count",
  "length",
]);

/** Between what a call is about and the content that it got or set, in the text of its row: no key has one. */
export const CONTENT_MARK = "\t";

/** What the text of a call's row says. What is missing there is empty. */
export function callOf(text: string): { method: string; about: string; content: string } {
  const [call, content = ""] = text.split(CONTENT_MARK) as [string, string?];
  const space = call.indexOf(" ");
  return space < 0
    ? { method: call, about: "", content }
    : { method: call.slice(0, space), about: call.slice(space + 1), content };
}

export interface ManagerHello {
  token: string;
  wire: number;
  /** Trace id of the process that connects. */
  process: number;
}

/** What a manager's process is told, as JSON. */
export interface ManagerOrder {
  /** Unix domain socket or named pipe to listen on. */
  address: string;
}
