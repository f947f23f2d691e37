/** Which of two values comes first in a sorted list: as in Python, of one kind only. */
import { Fault } from "../primitives/fault.ts";

/**
 * Below 0 when `a` comes first. Numbers by size (booleans count as 0 and 1, NaN comes last), words by code points,
 * dates by time, lists by their first items that differ.
 * @throws Fault when they cannot be compared.
 */
export function compare(a: unknown, b: unknown): number {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (a instanceof Date && b instanceof Date) return compareNumbers(a.getTime(), b.getTime());
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const first = compare(a[i], b[i]);
      if (first !== 0) return first;
    }
    return a.length - b.length;
  }
  throw new Fault("value", `'<' not supported between instances of '${kindOf(a)}' and '${kindOf(b)}'`);
}

type Numeric = number | bigint | boolean;

const isNumeric = (value: unknown): value is Numeric =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

function compareNumbers(a: Numeric, b: Numeric): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** JavaScript compares UTF-16 units, of which those of a pair stand too low. */
function compareTexts(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one !== other) return raised(one) - raised(other);
  }
  return a.length - b.length;
}

const raised = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x2800 : unit);

function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  return value === null ? "null" : (value.constructor?.name ?? "Object");
}
