/** First byte of every payload: how the value in it is encoded. */
export const TAG = {
  clone: 0,
  undefined: 1,
  null: 2,
  true: 3,
  false: 4,
  int: 5,
  double: 6,
  text: 7,
  marked: 8,
  tuple: 9,
} as const;

const MIXED_BYTES = 512;

/**
 * A whole number that equal payloads have in common, and different ones almost never: 256 times a hash (FNV-1a, of
 * long payloads of the first and last bytes only) plus the tag.
 */
export function digestOf(payload: Uint8Array): number {
  const { length } = payload;
  let hash = 0x811c9dc5 ^ length;
  for (let at = 0; at < length; at++) {
    if (at === MIXED_BYTES && length > 2 * MIXED_BYTES) at = length - MIXED_BYTES;
    hash = Math.imul(hash ^ payload[at]!, 0x01000193);
  }
  return (hash >>> 0) * 256 + (payload[0] ?? 0);
}

/**
 * Whether a payload with this digest is a mere word or flag: two processes that write the same one mean the same, where
 * two that write the same number may each have counted on.
 */
export function isWord(digest: number): boolean {
  const tag = digest % 256;
  return (tag >= TAG.undefined && tag <= TAG.false) || tag === TAG.text;
}
