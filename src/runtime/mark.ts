/** Marks: what stands in a value on its way in the place of what structured clone cannot carry. */

/** Marks what a plain structured clone could not carry. No sane program has such a key; if one has, it is wrapped. */
export const MARK = "\u0000interleave";
export type Marked = Record<typeof MARK, unknown[]>;

/** What structured clone carries as it is. */
export function isBuiltIn(value: object): boolean {
  return (
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof Boolean ||
    value instanceof Number ||
    value instanceof String
  );
}

export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
