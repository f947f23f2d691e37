/** Keys and contents of a manager's containers as the trace shows them. */
import { digestOf, TAG } from "../protocol/tags.ts";
import { decode } from "./values.ts";

/** Longer than this it is cut off. */
const SHOWN = 60;
/** Payloads of words longer than this are not looked into. */
const SHORT_BYTES = 1024;

/** A key as it is shown; the same for equal words and numbers, and mostly for others. */
export function shown(key: unknown, payload: Uint8Array): string {
  const text = typeof key === "bigint" ? `${key}n` : quoted(key);
  if (text.length <= SHOWN) return text;
  let hash = 0x811c9dc5;
  for (const byte of payload) hash = Math.imul(hash ^ byte, 0x01000193);
  return `${text.slice(0, SHOWN)}…#${(hash >>> 0).toString(16)}`;
}

/** A value as it is shown, from its encoding: numbers, flags and short words themselves, of all else a digest. */
export function shownContent(payload: Uint8Array): string {
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
