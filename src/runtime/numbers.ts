/** Lists of numbers and nothing else, as bytes: what most chunks of a pool's items and results are. */

/** Bytes before the numbers. */
const HEAD_BYTES = 8;

/** Every number is a whole one of 32 bits; negative zero is none. */
const isInt = (value: number): boolean => (value | 0) === value && (value !== 0 || 1 / value > 0);

/**
 * A payload that begins with the tag `ints` or `doubles`; undefined when there is anything but numbers. Only for lists
 * made here: what else a user's array may have, such as fields with names, is not looked for.
 */
export function encodeNumbers(
  list: readonly unknown[],
  ints: number,
  doubles: number,
): Uint8Array | undefined {
  const { length } = list;
  let whole = true;
  for (let i = 0; i < length; i++) {
    const value = list[i];
    if (typeof value !== "number") return undefined;
    if (whole && !isInt(value)) whole = false;
  }
  const bytes = new Uint8Array(HEAD_BYTES + length * (whole ? 4 : 8));
  bytes[0] = whole ? ints : doubles;
  const numbers = whole
    ? new Int32Array(bytes.buffer, HEAD_BYTES)
    : new Float64Array(bytes.buffer, HEAD_BYTES);
  for (let i = 0; i < length; i++) numbers[i] = list[i] as number;
  return bytes;
}

/** The inverse: `bytes` is a payload of `encodeNumbers`. */
export function decodeNumbers(bytes: Uint8Array, ints: boolean): number[] {
  // A copy, since numbers have to be aligned.
  const { buffer } = bytes.slice(HEAD_BYTES);
  const numbers = ints ? new Int32Array(buffer) : new Float64Array(buffer);
  const list: number[] = new Array(numbers.length);
  for (let i = 0; i < list.length; i++) list[i] = numbers[i]!;
  return list;
}
