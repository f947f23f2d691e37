/** Typed arrays that grow: the memory of everything that is kept per event. */

export type Numbers = Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** Numbers from 0 on that are mostly small: each array is as wide as the largest of them needs. */
export type Ids = Uint8Array | Uint16Array | Uint32Array;

/** From here on arrays grow by a part only: what is free at their end counts. */
const LARGE = 256;

/** Length of the array that comes after a full one. */
export const nextCapacity = (length: number): number =>
  length < LARGE ? length * 2 : Math.ceil(length * 1.25);

/** The same numbers in a longer array. */
export function grown<T extends Numbers>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array as never);
  return larger;
}

/** The same numbers in an array of twice the length. */
export const doubled = <T extends Numbers>(array: T): T => grown(array, array.length * 2);

function widened(array: Ids, bytes: number): Ids {
  const wider = bytes > 2 ? new Uint32Array(array.length) : new Uint16Array(array.length);
  wider.set(array);
  return wider;
}

/** Writes a number; answers the array, or a wider one where the number needs it. */
export function written(array: Ids, at: number, value: number): Ids {
  array[at] = value;
  if (array[at] === value) return array;
  const wider = widened(array, value > 0xffff ? 4 : 2);
  wider[at] = value;
  return wider;
}

/** Copies `from` to position `at`; answers the array, or a wider one where the numbers need it. */
export function placed(array: Ids, from: Ids, at: number): Ids {
  const bytes = from.BYTES_PER_ELEMENT;
  const target = bytes > array.BYTES_PER_ELEMENT ? widened(array, bytes) : array;
  target.set(from, at);
  return target;
}

/** Position of the last of the first `length` sorted numbers that is not above `value`; −1 when all are. */
export function lastNotAbove(sorted: Float64Array, length: number, value: number, from = 0): number {
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
