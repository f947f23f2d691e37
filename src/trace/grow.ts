/** Typed arrays that grow: the memory of everything that is kept per event. */

export type Numbers = Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array;

/** The same numbers in an array of twice the length. */
export function doubled<T extends Numbers>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array as never);
  return larger;
}

/** Position of the last of the first `length` sorted numbers that is not above `value`; −1 when all are. */
export function lastNotAbove(sorted: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
