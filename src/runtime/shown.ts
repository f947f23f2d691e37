/** Keys and contents of a manager's containers as the trace shows them. */
import type { Method } from "../protocol/manager.ts";
import { digestOf, TAG } from "../protocol/tags.ts";
import { decode, encode } from "./values.ts";

/** Longer than this it is cut off. */
const SHOWN = 60;
/** Payloads of words longer than this are not looked into. */
const SHORT_BYTES = 1024;

/**
 * A key as it is shown: different for different ones. Where the text cannot tell, a checksum of all of the encoding does;
 * a digest, which skips what is in the middle, would not.
 */
export function shown(key: unknown, payload: Uint8Array): string {
  const text = typeof key === "bigint" ? `${key}n` : quoted(key);
  if (text.length <= SHOWN && (typeof key !== "object" || isTold(key))) return text;
  let hash = 0x811c9dc5;
  for (const byte of payload) hash = Math.imul(hash ^ byte, 0x01000193);
  return `${text.slice(0, SHOWN)}…#${(hash >>> 0).toString(16)}`;
}

/** Whether JSON tells all of a value: of a Map, `undefined` or NaN it says what it says of others, too. */
function isTold(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== "object" || value === null)
    return typeof value === "string" || typeof value === "boolean" || value === null;
  if (Array.isArray(value)) return value.every(isTold);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isTold);
}

/** What a call got or set, as it is shown; empty where that is not one thing. `found`: the value that was there. */
export function contentOf(
  {
    method,
    cells,
    fallback,
  }: { method: Method; cells: { payloads: readonly Uint8Array[] }; fallback?: unknown },
  found: Uint8Array | undefined,
): string {
  if (method === "set") return shownContent(cells.payloads.at(-1)!);
  if (method !== "get" && method !== "at") return "";
  if (found) return shownContent(found);
  // What a caller goes on from who has found nothing.
  if (fallback === undefined) return "";
  try {
    return shownContent(encode(fallback, [], "the fallback"));
  } catch {
    // It may be what cannot be sent.
    return "";
  }
}

/** A value as it is shown, from its encoding: numbers, flags and short words themselves, of all else a digest. */
function shownContent(payload: Uint8Array): string {
  const tag = payload[0]!;
  const plain = tag >= TAG.undefined && tag <= TAG.text && payload.length <= SHORT_BYTES;
  return plain ? shown(decode(payload), payload) : `#${digestOf(payload).toString(16)}`;
}

function quoted(key: unknown): string {
  if (typeof key !== "string" && (typeof key !== "object" || key === null)) return String(key);
  try {
    return JSON.stringify(key);
  } catch {
    return "object";
  }
}
